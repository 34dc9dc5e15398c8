package dev.consolegw.gateway.net.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a client is answered; the connection ends behind it.
 *
 * @param status of RFC 9110, section 15
 * @param headers beside those that every answer has
 * @param body may be shared: it is only read
 */
public record HttpAnswer(int status, Map<String, String> headers, ByteBuffer body) {
  private static final Map<Integer, String> WORDS =
      Map.ofEntries(
          Map.entry(200, "OK"),
          Map.entry(204, "No Content"),
          Map.entry(303, "See Other"),
          Map.entry(304, "Not Modified"),
          Map.entry(400, "Bad Request"),
          Map.entry(401, "Unauthorized"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "Not Found"),
          Map.entry(405, "Method Not Allowed"),
          Map.entry(426, "Upgrade Required"),
          Map.entry(431, "Request Header Fields Too Large"),
          Map.entry(500, "Internal Server Error"),
          Map.entry(503, "Service Unavailable"));

  /** What every answer says, unless it says otherwise: it is for nobody else, nor for later. */
  private static final Map<String, String> ALWAYS =
      Map.of(
          "Cache-Control", "no-store",
          "X-Content-Type-Options", "nosniff",
          "Referrer-Policy", "no-referrer",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Connection", "close");

  public HttpAnswer {
    headers = Map.copyOf(headers);
    body = body.asReadOnlyBuffer();
  }

  /** One without a body. */
  public static HttpAnswer of(int status) {
    return new HttpAnswer(status, Map.of(), ByteBuffer.allocate(0));
  }

  /** One with a text of this media type. */
  public static HttpAnswer of(int status, String type, String text) {
    return new HttpAnswer(
        status, Map.of("Content-Type", type), ByteBuffer.wrap(text.getBytes(UTF_8)));
  }

  /** The same with another header. */
  public HttpAnswer with(String name, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new HttpAnswer(status, more, body);
  }

  /** What stands before the body. */
  public ByteBuffer head() {
    var all = new LinkedHashMap<>(ALWAYS);
    all.putAll(headers);
    if (status != 204 && status != 304) {
      all.put("Content-Length", String.valueOf(body.remaining()));
    }
    var text = new StringBuilder();
    text.append("HTTP/1.1 %d %s\r\n".formatted(status, WORDS.getOrDefault(status, "Error")));
    all.forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
    return ByteBuffer.wrap(text.append("\r\n").toString().getBytes(ISO_8859_1));
  }
}
