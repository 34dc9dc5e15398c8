package dev.consolegw.authz.openstack.client.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openstack4j.core.transport.ExecutionOptions;
import org.openstack4j.core.transport.HttpEntityHandler;
import org.openstack4j.core.transport.HttpResponse;
import org.openstack4j.core.transport.ObjectMapperSingleton;

/** A whole answer, in memory. Immutable. */
public final class JdkAnswer implements HttpResponse {
  private final int status;
  private final HttpHeaders headers;
  private final byte[] body;

  JdkAnswer(int status, HttpHeaders headers, byte[] body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  /**
   * The body as a tree.
   *
   * @throws IOException when it is no JSON object
   */
  public JsonNode json() throws IOException {
    var tree = ObjectMapperSingleton.getContext(JsonNode.class).readTree(body);
    if (tree == null || !tree.isObject()) {
      throw new IOException("no JSON object");
    }
    return tree;
  }

  @Override
  public <T> T getEntity(Class<T> type) {
    return HttpEntityHandler.handle(this, type, null, true);
  }

  @Override
  public <T> T getEntity(Class<T> type, ExecutionOptions<T> options) {
    return HttpEntityHandler.handle(this, type, options, true);
  }

  @Override
  public <T> T readEntity(Class<T> type) {
    try {
      return ObjectMapperSingleton.getContext(type).readValue(body, type);
    } catch (IOException failure) {
      throw new UncheckedIOException("no " + type.getSimpleName(), failure);
    }
  }

  @Override
  public int getStatus() {
    return status;
  }

  @Override
  public @Nullable String getContentType() {
    return header("Content-Type");
  }

  @Override
  public String getStatusMessage() {
    return "HTTP " + status;
  }

  @Override
  public InputStream getInputStream() {
    return new ByteArrayInputStream(body);
  }

  @Override
  public @Nullable String header(String name) {
    return headers.firstValue(name).orElse(null);
  }

  /** When the far side wrote it, by its own clock (RFC 9110, section 6.6.1). */
  public Optional<Instant> date() {
    try {
      return headers
          .firstValue("Date")
          .map(it -> DateTimeFormatter.RFC_1123_DATE_TIME.parse(it, Instant::from));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  @Override
  public Map<String, String> headers() {
    return Map.of(); // may hold a token: ask for one by name
  }

  @Override
  public void close() {}
}
