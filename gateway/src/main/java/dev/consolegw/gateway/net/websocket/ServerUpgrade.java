package dev.consolegw.gateway.net.websocket;

import dev.consolegw.gateway.net.Link;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.java_websocket.drafts.Draft;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.enums.HandshakeState;
import org.java_websocket.enums.Role;
import org.java_websocket.exceptions.InvalidHandshakeException;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.handshake.HandshakeImpl1Server;

/**
 * The opening handshake of a server (RFC 6455, section 4.2): a client asks for a websocket, and may
 * be given one. No subprotocol and no extension is agreed on. One thread at a time.
 */
public final class ServerUpgrade {
  /** The longest frame of a client that is read, in bytes; it is kept until all of it is there. */
  public static final int FRAME_LIMIT = 256 * 1024;

  private final Draft draft;
  private final ClientHandshake asked;

  private ServerUpgrade(Draft draft, ClientHandshake asked) {
    this.draft = draft;
    this.asked = asked;
  }

  /**
   * Reads a request.
   *
   * @param head the request line and the headers with the empty line that ends them
   * @return empty when it asks for no websocket, or for one of another version
   */
  public static Optional<ServerUpgrade> of(byte[] head) {
    var draft = new Draft_6455(List.of(), FRAME_LIMIT);
    draft.setParseMode(Role.SERVER);
    try {
      return draft.translateHandshake(ByteBuffer.wrap(head)) instanceof ClientHandshake asked
              && draft.acceptHandshakeAsServer(asked) == HandshakeState.MATCHED
          ? Optional.of(new ServerUpgrade(draft, asked))
          : Optional.empty();
    } catch (InvalidHandshakeException | RuntimeException mistake) {
      return Optional.empty(); // the library meets odd headers with both kinds
    }
  }

  /** What agrees to it; what is written behind is the websocket's. */
  public byte[] agreement() {
    try {
      var answer = new HandshakeImpl1Server();
      var _ = draft.postProcessHandshakeResponseAsServer(asked, answer);
      return """
          HTTP/1.1 101 Switching Protocols\r
          Upgrade: websocket\r
          Connection: Upgrade\r
          Sec-WebSocket-Accept: %s\r
          \r
          """
          .formatted(answer.getFieldValue("Sec-WebSocket-Accept"))
          .getBytes(StandardCharsets.US_ASCII);
    } catch (InvalidHandshakeException impossible) {
      throw new IllegalStateException("it was accepted", impossible);
    }
  }

  /** The websocket over the link that the request came by, once that was agreed to. */
  public WebSocketLink over(
      Link below, WebSocketLink.Manner manner, ScheduledExecutorService timer) {
    return new WebSocketLink(below, draft, manner, timer);
  }
}
