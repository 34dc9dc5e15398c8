package dev.consolegw.authz.openstack.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call, taken apart. */
record StubRequest(
    String method, String path, Map<String, String> query, JsonNode body, int minor) {

  static StubRequest of(HttpExchange exchange) throws IOException {
    var query = new HashMap<String, String>();
    var raw = exchange.getRequestURI().getRawQuery();
    for (String pair : raw == null ? new String[0] : raw.split("&")) {
      var parts = pair.split("=", 2);
      query.put(
          parts[0], parts.length == 1 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    var version = exchange.getRequestHeaders().getFirst("OpenStack-API-Version");
    return new StubRequest(
        exchange.getRequestMethod(),
        exchange.getRequestURI().getPath(),
        query,
        CloudStub.JSON.readTree(exchange.getRequestBody()),
        version == null ? 1 : Integer.parseInt(version.substring(version.indexOf('.') + 1)));
  }

  String query(String key, String otherwise) {
    return query.getOrDefault(key, otherwise);
  }

  /** What follows a beginning of the path, if it begins so. */
  @Nullable String after(String beginning) {
    return path.startsWith(beginning) ? path.substring(beginning.length()) : null;
  }
}
