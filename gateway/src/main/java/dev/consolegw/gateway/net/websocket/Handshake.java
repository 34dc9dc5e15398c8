package dev.consolegw.gateway.net.websocket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.java_websocket.drafts.Draft;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.enums.HandshakeState;
import org.java_websocket.enums.Role;
import org.java_websocket.exceptions.InvalidHandshakeException;
import org.java_websocket.handshake.ClientHandshakeBuilder;
import org.java_websocket.handshake.HandshakeImpl1Client;
import org.java_websocket.handshake.ServerHandshake;
import org.java_websocket.protocols.IProtocol;
import org.java_websocket.protocols.Protocol;

/**
 * The opening handshake of a client (RFC 6455, section 4.1). No Origin is sent: Nova refuses those
 * that it does not know, and a gateway has none.
 */
final class Handshake {
  private static final int FRAME_LIMIT = 1 << 20;

  /**
   * A connection that speaks websocket from here on.
   *
   * @param draft reads and writes frames
   * @param early the first bytes behind the handshake
   * @param server what the server calls itself, empty if it does not say
   */
  record Opened(Draft draft, ByteBuffer early, String server) {}

  private Handshake() {}

  /**
   * Blocks until the server has answered.
   *
   * @throws HttpRefusal when it answered with another status than 101
   * @throws ProtocolException when the answer is no HTTP or no websocket
   */
  static Opened perform(
      UpgradeRequest request, InputStream in, OutputStream out, HttpHead.Progress progress)
      throws IOException {
    var draft = new Draft_6455(List.of(), subprotocols(request), FRAME_LIMIT);
    draft.setParseMode(Role.CLIENT);
    var asked = ask(draft, request);
    var channel = Channels.newChannel(out);
    for (var bytes : draft.createHandshake(asked)) {
      channel.write(bytes);
    }
    out.flush();
    var head = HttpHead.read(in, progress);
    if (head.status() != 101) {
      throw new HttpRefusal(head.status(), head.body(in), head.header("location"));
    }
    checkSubprotocol(request.subprotocol(), head.header("sec-websocket-protocol"));
    return new Opened(draft, head.rest(), server(draft, asked, head));
  }

  /** A server may also name none, and the websocket is one all the same (RFC 6455, section 4.1). */
  private static List<IProtocol> subprotocols(UpgradeRequest request) {
    return List.of(new Protocol(request.subprotocol()), new Protocol(""));
  }

  private static void checkSubprotocol(String asked, String chosen) throws ProtocolException {
    if (chosen.isEmpty() || Arrays.asList(chosen.split(" *, *", -1)).contains(asked)) {
      return;
    }
    throw new ProtocolException(
        "it speaks the subprotocol \"%s\", and %s was asked for; if it is right, set 'subprotocol'"
            .formatted(chosen, asked.isEmpty() ? "none" : "\"" + asked + "\""));
  }

  private static ClientHandshakeBuilder ask(Draft draft, UpgradeRequest request) {
    var asked = new HandshakeImpl1Client();
    asked.setResourceDescriptor(request.target());
    asked.put("Host", request.hostHeader());
    request.headers().forEach(asked::put);
    try {
      return draft.postProcessHandshakeRequestAsClient(asked);
    } catch (InvalidHandshakeException e) {
      throw new IllegalStateException(e); // Draft_6455 only adds headers.
    }
  }

  private static String server(Draft draft, ClientHandshakeBuilder asked, HttpHead head)
      throws ProtocolException {
    try {
      var answer =
          draft.translateHandshake(
              ByteBuffer.wrap(head.text().getBytes(StandardCharsets.ISO_8859_1)));
      if (answer instanceof ServerHandshake response
          && draft.acceptHandshakeAsClient(asked, response) == HandshakeState.MATCHED) {
        return response.getFieldValue("Server");
      }
    } catch (InvalidHandshakeException | RuntimeException e) {
      // As below: the library meets odd headers with both kinds.
    }
    throw new ProtocolException(misfit(head));
  }

  private static String misfit(HttpHead head) {
    if (head.text().startsWith("HTTP/1.0")) {
      return "it answers in HTTP/1.0, which has none";
    }
    return head.header("upgrade").equalsIgnoreCase("websocket")
        ? "its Sec-WebSocket-Accept is none of our question; does a proxy answer for it?"
        : "it switches to another protocol";
  }
}
