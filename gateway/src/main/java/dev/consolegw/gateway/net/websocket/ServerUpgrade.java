package dev.consolegw.gateway.net.websocket;

import dev.consolegw.gateway.net.Link;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.regex.Pattern;

/**
 * The opening handshake of a server (RFC 6455, section 4.2): a client asks for a websocket, and may
 * be given one. No extension is agreed on, and of subprotocols {@code binary} alone. Any thread.
 */
public final class ServerUpgrade {
  /** The version that there is. */
  public static final String VERSION = "13";

  /** What proves that a websocket was meant (RFC 6455, section 1.3). */
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  /** 16 bytes in Base64. */
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{22}==");

  /**
   * What clients for QEMU's and Nova's consoles ask for: bytes in binary frames. A browser that has
   * asked gives up a websocket whose answer names none (RFC 6455, 4.1).
   */
  private static final String BINARY = "binary";

  private final String key;
  private final boolean binary;

  private ServerUpgrade(String key, boolean binary) {
    this.key = key;
    this.binary = binary;
  }

  /**
   * Reads a request for one, which is a GET of HTTP/1.1.
   *
   * @param headers by their names in small letters
   * @return empty when it asks for no websocket, or for one of another version
   */
  public static Optional<ServerUpgrade> of(Map<String, String> headers) {
    var key = headers.getOrDefault("sec-websocket-key", "");
    boolean asks =
        says(headers, "upgrade", "websocket")
            && says(headers, "connection", "upgrade")
            && headers.getOrDefault("sec-websocket-version", "").equals(VERSION)
            && KEY.matcher(key).matches();
    boolean binary = says(headers, "sec-websocket-protocol", BINARY);
    return asks ? Optional.of(new ServerUpgrade(key, binary)) : Optional.empty();
  }

  private static boolean says(Map<String, String> headers, String name, String word) {
    return Arrays.stream(headers.getOrDefault(name, "").split(","))
        .map(String::strip)
        .anyMatch(word::equalsIgnoreCase);
  }

  /** What agrees to it; what is written behind is the websocket's. */
  public byte[] agreement() {
    return """
    HTTP/1.1 101 Switching Protocols\r
    Upgrade: websocket\r
    Connection: Upgrade\r
    Sec-WebSocket-Accept: %s\r
    %s\r
    """
        .formatted(proof(), binary ? "Sec-WebSocket-Protocol: " + BINARY + "\r\n" : "")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private String proof() {
    try {
      var digest = MessageDigest.getInstance("SHA-1");
      return Base64.getEncoder()
          .encodeToString(digest.digest((key + GUID).getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-1", impossible);
    }
  }

  /** The websocket over the link that the request came by, once that was agreed to. */
  public WebSocketLink over(
      Link below, WebSocketLink.Manner manner, ScheduledExecutorService timer) {
    return new WebSocketLink(
        below, messages -> new ServerFrames(messages, System::nanoTime), manner, timer);
  }
}
