package dev.consolegw.gateway.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Map;

/**
 * What a client is answered that gets no websocket; the connection ends behind it.
 *
 * @param status of RFC 9110, section 15
 * @param sentence for whoever asked; empty for none
 */
record HttpAnswer(int status, String sentence) {
  private static final Map<Integer, String> WORDS =
      Map.of(
          400, "Bad Request",
          401, "Unauthorized",
          403, "Forbidden",
          404, "Not Found",
          405, "Method Not Allowed",
          426, "Upgrade Required",
          431, "Request Header Fields Too Large",
          500, "Internal Server Error",
          503, "Service Unavailable");

  /** As it goes over the line. */
  byte[] bytes() {
    byte[] body =
        sentence.isEmpty()
            ? new byte[0]
            : (Message.of("error", "message", sentence) + "\n").getBytes(UTF_8);
    var head =
        """
        HTTP/1.1 %d %s\r
        Content-Type: application/json\r
        Content-Length: %d\r
        Cache-Control: no-store\r
        Connection: close\r
        %s\r
        """
            .formatted(status, WORDS.getOrDefault(status, "Error"), body.length, more());
    var all = new ByteArrayOutputStream();
    all.writeBytes(head.getBytes(ISO_8859_1));
    all.writeBytes(body);
    return all.toByteArray();
  }

  private String more() {
    return switch (status) {
      case 401 -> "WWW-Authenticate: Bearer\r\n";
      case 405 -> "Allow: GET\r\n";
      case 426 -> "Upgrade: websocket\r\n";
      default -> "";
    };
  }
}
