package dev.consolegw.gateway.testing.farside;

import dev.consolegw.gateway.backend.Addresses;
import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.testing.Door;
import dev.consolegw.gateway.testing.TestCertificate;
import dev.consolegw.gateway.testing.TypedBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * An Odorobo agent with one VM, {@code web1}, whose console is a socket: every resize is answered
 * with an error, as nobody can set the size of a socket.
 */
public final class FakeOdorobo implements ServedFarSide {
  public static final String VM = "web1";
  private static final int FRAME = 8192;
  private static final Pattern RESIZE =
      Pattern.compile(
          "\\{\"type\":\"resize\",\"cols\":(\\d+),\"rows\":(\\d+)"
              + "(,\"x_pixels\":(\\d+),\"y_pixels\":(\\d+))?}");
  private static final Pattern ZERO = Pattern.compile(".*\"(cols|rows)\":0[,}].*");
  private static final String HELP =
      "Text frames are reserved for JSON control messages such as {\\\"type\\\":\\\"resize\\\","
          + "\\\"cols\\\":120,\\\"rows\\\":40} or {\\\"type\\\":\\\"reset_session\\\"}";

  private final ConsoleAddress address;
  private final TypedBytes typed = new TypedBytes();
  private final LinkedBlockingQueue<String> sizes = new LinkedBlockingQueue<>();
  private final OneClientServer<ServerFrames> server;
  private volatile boolean broken;
  private volatile String ticket = "";
  private volatile String before = "";
  private volatile Map<String, String> asked = Map.of();

  private FakeOdorobo(Door.Sockets door, boolean tls, Optional<Path> ca) {
    this.address =
        Addresses.parse(
            (tls ? "odorobos" : "odorobo") + "://127.0.0.1:" + door.port() + "/" + VM,
            new Addresses.Extras(Map.of(), "binary", ca));
    this.server = new OneClientServer<>(door, this::serve);
  }

  public static FakeOdorobo plain() {
    return new FakeOdorobo(Door.tcp(0), false, Optional.empty());
  }

  public static FakeOdorobo tls(TestCertificate certificate) {
    return new FakeOdorobo(Door.tls(certificate.server()), true, Optional.of(certificate.pem()));
  }

  /** From now on, the agent cannot open the console. */
  public void breakConsole() {
    broken = true;
  }

  /** From now on, it wants this ticket in the query or as a bearer, as a gateway does. */
  public void demand(String newest) {
    ticket = newest;
  }

  /** From now on, its consoles are below this path, as behind a proxy. */
  public void moveBelow(String path) {
    before = path;
  }

  /** The headers of whoever asked last, by lower-case name. */
  public Map<String, String> asked() {
    return asked;
  }

  private void serve(Door.Caller caller, Consumer<ServerFrames> ready) throws IOException {
    var current = new ServerFrames(caller.in(), caller.out());
    var question = current.readQuestion();
    asked = question.headers();
    var path = question.path().replaceFirst("\\?.*", "");
    if (!question.isUpgrade()) {
      current.refuse("426 Upgrade Required", "");
    } else if (!ticket.isEmpty() && !shows(question)) {
      current.refuse("403 Forbidden", "");
    } else if (!path.equals(before + "/vms/" + VM + "/console")) {
      current.refuse("404 Not Found", error(404, path.replaceAll("^/vms/|/console$", "")));
    } else if (broken) {
      current.refuse(
          "500 Internal Server Error",
          error(500, "No serial console PTY path available for " + VM));
    } else {
      current.accept(question, "");
      current.write(ServerFrames.TEXT, bytes("{\"type\":\"connected\",\"vm_id\":\"" + VM + "\"}"));
      ready.accept(current);
      talk(current);
    }
  }

  private boolean shows(ServerFrames.Question question) {
    return question.path().endsWith("?ticket=" + ticket)
        || question.header("authorization").equals("Bearer " + ticket);
  }

  private static String error(int code, String message) {
    return "{\"code\":%d,\"success\":false,\"message\":\"%s\",\"timestamp\":1}"
        .formatted(code, message);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void talk(ServerFrames current) throws IOException {
    var text = new ByteArrayOutputStream();
    boolean isText = false;
    while (true) {
      typed.awaitGo();
      var frame = current.read();
      isText =
          frame.opcode() == ServerFrames.TEXT || (isText && frame.opcode() != ServerFrames.BINARY);
      switch (frame.opcode()) {
        case ServerFrames.TEXT, ServerFrames.BINARY, ServerFrames.CONTINUATION -> {
          if (!isText) {
            typed.add(frame.payload(), 0, frame.payload().length);
            continue;
          }
          text.writeBytes(frame.payload());
          if (frame.isLast()) {
            control(current, text.toString(StandardCharsets.UTF_8));
            text.reset();
          }
        }
        case ServerFrames.PING -> {
          // The agent's library answers, and then the agent itself does.
          current.write(ServerFrames.PONG, frame.payload());
          current.write(ServerFrames.PONG, frame.payload());
        }
        case ServerFrames.CLOSE -> {
          current.write(ServerFrames.CLOSE, frame.payload());
          return;
        }
        default -> {}
      }
    }
  }

  private void control(ServerFrames current, String text) throws IOException {
    var resize = RESIZE.matcher(text);
    if (resize.matches() && !ZERO.matcher(text).matches()) {
      sizes.add(
          resize.group(1)
              + "x"
              + resize.group(2)
              + (resize.group(3) == null ? "" : " " + resize.group(4) + "x" + resize.group(5)));
      sayError(current, "Failed to resize console: Inappropriate ioctl for device (os error 25)");
    } else if (ZERO.matcher(text).matches()) {
      sayError(current, "Failed to resize console: Console dimensions must be greater than zero");
    } else if (text.equals("{\"type\":\"reset_session\"}")) {
      typed.add(new byte[] {0x03, 0x0D, 0x04}, 0, 3);
    } else {
      sayError(current, HELP);
    }
  }

  private static void sayError(ServerFrames current, String message) throws IOException {
    current.write(ServerFrames.TEXT, bytes("{\"type\":\"error\",\"message\":\"" + message + "\"}"));
  }

  /** The next size that arrived, such as {@code 120x40} or {@code 120x40 960x640}. */
  public String awaitSize() {
    try {
      var size = sizes.poll(TypedBytes.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (size == null) {
        throw new AssertionError("no resize came");
      }
      return size;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** How many sizes came and were not waited for. */
  public int sizesLeft() {
    return sizes.size();
  }

  /** Sends a text frame. */
  public void say(String text) {
    write(ServerFrames.TEXT, bytes(text));
  }

  private void write(int opcode, byte[] payload) {
    server.toClient(client -> client.write(opcode, payload));
  }

  @Override
  public void print(byte[] bytes) {
    for (int at = 0; at < bytes.length; at += FRAME) {
      write(ServerFrames.BINARY, Arrays.copyOfRange(bytes, at, Math.min(at + FRAME, bytes.length)));
    }
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
