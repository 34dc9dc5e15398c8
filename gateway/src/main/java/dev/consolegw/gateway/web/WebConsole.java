package dev.consolegw.gateway.web;

import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.console.Viewer;
import dev.consolegw.gateway.console.ViewerAction;
import dev.consolegw.gateway.front.link.LinkChannel;
import dev.consolegw.gateway.front.link.LinkWriter;
import dev.consolegw.gateway.net.Link;
import dev.consolegw.gateway.net.websocket.ServerUpgrade;
import dev.consolegw.gateway.net.websocket.WebSocketLink;
import dev.consolegw.gateway.session.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * One console over one websocket: what the guest prints in binary frames, keys in binary frames,
 * and JSON in text frames beside them. The client has its websocket once the console is connected;
 * where it cannot be, it is answered so instead.
 *
 * <p>What comes is handed on by the link's thread; what goes is written by one thread at a time,
 * with the writer's lock.
 */
final class WebConsole implements Link.Listener, LinkWriter.Dialect, LinkChannel.Client {
  /** What text frames say beside what Odorobo's do. */
  static final List<String> EXTENSIONS =
      List.of("break", "take", "give", "message", "replay", "notice", "role", "viewers", "end");

  /** How often a client is asked whether it is there. */
  private static final Duration PING = Duration.ofSeconds(10);

  /** How sentences of ours begin on a terminal. */
  private static final String SPEAKER = "console: ";

  /** What is said before the console is connected, in bytes; more of it is forgotten. */
  private static final int EARLY = 4096;

  private final HttpConnection client;
  private final ServerUpgrade upgrade;
  private final String name;
  private final WebSocketLink websocket;
  private final ByteArrayOutputStream sentence = new ByteArrayOutputStream();
  private final StringBuilder early = new StringBuilder();
  private volatile boolean isOpen;
  private volatile boolean hasBegun;
  private String last = "";
  private @Nullable Told told;
  private volatile @Nullable LinkChannel channel;
  private volatile @Nullable LinkWriter out;

  /** What a client knows of who is there. */
  private record Told(String role, int viewers) {}

  /**
   * @param name of the console, as the client has written it
   */
  WebConsole(
      HttpConnection client, ServerUpgrade upgrade, String name, ScheduledExecutorService timer) {
    this.client = client;
    this.upgrade = upgrade;
    this.name = name;
    var nothing = Reason.of(Reason.Kind.ENDED, "the browser is gone");
    var manner = new WebSocketLink.Manner(this::said, false, nothing, PING);
    this.websocket = upgrade.over(client.upgraded(), manner, timer);
  }

  Link link() {
    return websocket;
  }

  /** Begins to hear the client. */
  void open(LinkChannel to, LinkWriter by) {
    channel = to;
    out = by;
    websocket.open(this, ByteBuffer.allocate(0));
  }

  // --- what comes -------------------------------------------------------------------------------

  @Override
  public void received(ByteBuffer bytes) {
    var now = channel;
    if (now != null) {
      now.received(bytes);
    }
  }

  private void said(String text) {
    var now = channel;
    if (now == null) {
      return;
    }
    var handler = now.current();
    switch (Control.parse(text)) {
      case Control.Resize(var size) -> handler.resized(size);
      case Control.Reset() ->
          handler.acted(new ViewerAction.Send(new ConsoleInput.Reset(), "reset"));
      case Control.Break() -> handler.broke(Duration.ZERO);
      case Control.Take() -> handler.acted(new ViewerAction.TakeSeat());
      case Control.Give() -> handler.acted(new ViewerAction.GiveSeat());
      case Control.Say(var line) -> handler.acted(new ViewerAction.Say(line));
      case Control.ShowAgain(var what) -> handler.acted(new ViewerAction.Replay(what));
      case Control.Mistake(var why) -> tell(Message.of("error", "message", why));
    }
  }

  @Override
  public void drained() {
    var writer = out;
    if (writer != null) {
      writer.drained();
    }
  }

  @Override
  public void ended(Reason why) {
    var now = channel;
    if (now != null) {
      now.gone();
    }
    var writer = out;
    if (writer != null) {
      writer.close();
    }
  }

  // --- what goes --------------------------------------------------------------------------------

  /** The console is connected: what is written from now on is for the client. */
  @Override
  public void begun() {
    hasBegun = true;
  }

  private boolean opens() throws IOException {
    if (!isOpen && hasBegun && client.agree(upgrade.agreement())) {
      isOpen = true;
      websocket.writeText(Message.of("connected", "vm_id", name, "extensions", EXTENSIONS));
      if (!early.isEmpty()) {
        notice(early.toString());
      }
    }
    return isOpen;
  }

  @Override
  public boolean isTerminal() {
    return true;
  }

  @Override
  public boolean write(Link link, ByteBuffer output) throws IOException {
    return !opens() || link.write(output);
  }

  /** A sentence may come in pieces; it ends with its line. */
  @Override
  public boolean writeBeside(Link link, ByteBuffer text) throws IOException {
    var piece = new byte[text.remaining()];
    text.get(piece);
    sentence.writeBytes(piece);
    if (piece.length == 0 || piece[piece.length - 1] != '\n') {
      return true;
    }
    var line = sentence.toString(StandardCharsets.UTF_8).strip();
    sentence.reset();
    last = line.startsWith(SPEAKER) ? line.substring(SPEAKER.length()) : line;
    if (!opens()) {
      if (early.length() + last.length() < EARLY) {
        early.append(early.isEmpty() ? "" : "\n").append(last);
      }
      return true;
    }
    notice(last);
    return !websocket.holds();
  }

  private void notice(String line) throws IOException {
    websocket.writeText(Message.of("notice", "text", line));
    var now = channel;
    var viewer = now == null ? null : now.current().viewer().orElse(null);
    if (viewer != null) {
      tellWhoIsThere(viewer);
    }
  }

  private void tellWhoIsThere(Viewer viewer) throws IOException {
    var role = viewer.info().role().toString();
    int viewers = viewer.console().status().viewers().size();
    var before = told;
    told = new Told(role, viewers);
    if (before == null || !before.role().equals(role)) {
      websocket.writeText(Message.of("role", "role", role));
    }
    if (before == null || before.viewers() != viewers) {
      websocket.writeText(Message.of("viewers", "count", viewers));
    }
  }

  private void tell(String message) {
    try {
      if (isOpen) {
        websocket.writeText(message);
      }
    } catch (IOException unread) {
      websocket.close(Reason.of(Reason.Kind.PROTOCOL, "it reads nothing of what it asks for"));
    }
  }

  /** Its session is over: the client hears why, in whichever way it can. */
  @Override
  public void say(int status) {
    if (isOpen) {
      tell(Message.of("end", "status", status, "message", last));
    } else {
      client.answer(new HttpAnswer(answer(status), last));
    }
  }

  private static int answer(int status) {
    if (status == ExitCode.NO_CONSOLE.status()) {
      return 404;
    }
    if (status == ExitCode.NOT_ALLOWED.status()) {
      return 403;
    }
    return status == ExitCode.USAGE.status() ? 400 : 500;
  }

  @Override
  public Duration silentFor() {
    return websocket.silentFor();
  }
}
