package dev.consolegw.gateway.testing.farside;

import dev.consolegw.gateway.backend.Addresses;
import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.backend.Protocol;
import dev.consolegw.gateway.testing.Door;
import dev.consolegw.gateway.testing.TestCertificate;
import dev.consolegw.gateway.testing.TypedBytes;
import dev.consolegw.gateway.transport.Endpoint;
import dev.consolegw.gateway.transport.Transport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * QEMU's websocket chardev, with all its habits: one client, no answer for the second, only the
 * path {@code /}, binary frames only. It keeps a list of the mistakes that a real QEMU would
 * punish.
 */
public final class FakeQemuWebSocket implements ServedFarSide {
  private static final int FRAME = 8192;

  private final ConsoleAddress address;
  private final TypedBytes typed = new TypedBytes();
  private final OneClientServer<ServerFrames> server;
  private final List<String> mistakes = new CopyOnWriteArrayList<>();
  private final LinkedBlockingQueue<Integer> goodbyes = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<Integer> pings = new LinkedBlockingQueue<>();
  private volatile @Nullable String answer;
  private volatile Map<String, String> asked = Map.of();
  private volatile boolean deaf;
  private volatile String subprotocol = "binary";
  private volatile boolean anyPath;

  private FakeQemuWebSocket(Door door, ConsoleAddress address) {
    this.address = address;
    this.server = new OneClientServer<>(door, this::serve);
  }

  private static FakeQemuWebSocket of(Door.Sockets door, String scheme, Optional<Path> ca) {
    var uri = scheme + "://127.0.0.1:" + door.port() + "/";
    var extras = new Addresses.Extras(Map.of(), "binary", ca);
    return new FakeQemuWebSocket(door, Addresses.parse(uri, extras));
  }

  public static FakeQemuWebSocket plain() {
    return of(Door.tcp(0), "ws", Optional.empty());
  }

  public static FakeQemuWebSocket tls(TestCertificate certificate) {
    return of(Door.tls(certificate.server()), "wss", Optional.of(certificate.pem()));
  }

  /** The same behind a UNIX socket, in which little fits that nobody reads. */
  public static FakeQemuWebSocket unix(Path path) {
    var protocol = new Protocol.WebSocket("/", Map.of(), "binary", Optional.empty());
    var transport = Transport.plain(new Endpoint.Unix(path));
    return new FakeQemuWebSocket(Door.unix(path), new ConsoleAddress(protocol, transport));
  }

  /** Answers every handshake with this text, whatever it is, and hangs up. */
  public void answerHandshakesWith(String http) {
    answer = http;
  }

  /** Takes every path, as a proxy in front of it does, which looks for a token there. */
  public void takeAnyPath() {
    anyPath = true;
  }

  /** Names this subprotocol as the one that it speaks, or none. */
  public void nameSubprotocol(String name) {
    subprotocol = name;
  }

  /** Answers no ping and no goodbye. */
  public void goDeaf() {
    deaf = true;
  }

  private void serve(Door.Caller caller, Consumer<ServerFrames> ready) throws IOException {
    var current = new ServerFrames(caller.in(), caller.out());
    var question = current.readQuestion();
    asked = question.headers();
    var fixed = answer;
    if (fixed != null) {
      current.writeRaw(fixed.getBytes(StandardCharsets.ISO_8859_1));
    } else if (welcome(current, question)) {
      ready.accept(current);
      talk(current);
    }
  }

  private boolean welcome(ServerFrames current, ServerFrames.Question question) throws IOException {
    if (question.headers().containsKey("origin")) {
      mistakes.add("an Origin header");
    }
    var to = address.transport();
    if (!question
        .header("host")
        .equals(to.to() instanceof Endpoint.Tcp ? to.server() : "localhost")) {
      mistakes.add("Host: " + question.header("host"));
    }
    if (!question.path().equals("/") && !anyPath) {
      current.refuse("404 Not Found", "");
      return false;
    }
    var protocols = question.header("sec-websocket-protocol");
    if (!question.isUpgrade() || (!protocols.isEmpty() && !protocols.contains("binary"))) {
      current.refuse("400 Bad Request", "");
      return false;
    }
    var named = subprotocol.isEmpty() ? "" : "Sec-WebSocket-Protocol: " + subprotocol + "\r\n";
    current.accept(question, "Server: QEMU VNC\r\n" + named);
    return true;
  }

  private void talk(ServerFrames current) throws IOException {
    try {
      while (true) {
        typed.awaitGo();
        var frame = current.read();
        if (!frame.wasMasked()) {
          mistakes.add("a frame without a mask");
        }
        if (!handle(current, frame)) {
          return;
        }
      }
    } catch (ServerFrames.HalfHeader e) {
      mistakes.add("half a header, and this chardev hangs for good");
    }
  }

  private boolean handle(ServerFrames current, ServerFrames.Frame frame) throws IOException {
    switch (frame.opcode()) {
      case ServerFrames.BINARY, ServerFrames.CONTINUATION ->
          typed.add(frame.payload(), 0, frame.payload().length);
      case ServerFrames.PING -> {
        pings.add(frame.payload().length);
        if (!deaf) {
          current.write(ServerFrames.PONG, frame.payload());
        }
      }
      case ServerFrames.PONG -> {}
      case ServerFrames.CLOSE -> {
        goodbyes.add((frame.payload()[0] & 0xFF) << 8 | (frame.payload()[1] & 0xFF));
        if (!deaf) {
          current.write(
              ServerFrames.CLOSE, ServerFrames.closePayload(1000, "peer requested close"));
          return false;
        }
      }
      default -> {
        mistakes.add("a frame with opcode " + frame.opcode());
        var words = "only binary, close, ping, and pong frames are supported";
        current.write(ServerFrames.CLOSE, ServerFrames.closePayload(1003, words));
        return false;
      }
    }
    return true;
  }

  /** The status code of a client's goodbye, waiting for it. */
  public int awaitGoodbye() {
    return await(goodbyes, "goodbye");
  }

  /** Waits for a ping. */
  public void awaitPing() {
    await(pings, "ping");
  }

  private static int await(LinkedBlockingQueue<Integer> events, String what) {
    try {
      var event = events.poll(TypedBytes.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("no " + what);
      }
      return event;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The headers of the last handshake, by lower-case name. */
  public Map<String, String> asked() {
    return asked;
  }

  public List<String> mistakes() {
    return mistakes;
  }

  @Override
  public void print(byte[] bytes) {
    for (int at = 0; at < bytes.length; at += FRAME) {
      send(
          ServerFrames.BINARY,
          true,
          Arrays.copyOfRange(bytes, at, Math.min(at + FRAME, bytes.length)));
    }
  }

  /** Sends one frame of any kind. */
  public void send(int opcode, boolean fin, byte[] payload) {
    server.toClient(client -> client.write(opcode, fin, payload));
  }

  public void sayGoodbye(int code, String reason) {
    send(ServerFrames.CLOSE, true, ServerFrames.closePayload(code, reason));
  }

  /** Sends bytes that need not be a frame. */
  public void sendRaw(byte... bytes) {
    server.toClient(client -> client.writeRaw(bytes));
  }

  @Override
  public ConsoleAddress address() {
    return address;
  }

  @Override
  public OneClientServer<ServerFrames> server() {
    return server;
  }

  @Override
  public TypedBytes typed() {
    return typed;
  }
}
