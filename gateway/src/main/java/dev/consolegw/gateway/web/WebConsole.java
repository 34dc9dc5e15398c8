package dev.consolegw.gateway.web;

import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.backend.Reason;
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
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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
      List.of("break", "take", "give", "message", "replay", "notice", "role", "viewers", "state", "offset", "end");

  /** How often a client is asked whether it is there. */
  private static final Duration PING = Duration.ofSeconds(10);

  /** How often it is looked who is there; nobody is told when others come to watch. */
  private static final Duration LOOKING = Duration.ofSeconds(3);

  /** How sentences of ours begin on a terminal. */
  private static final String SPEAKER = "console: ";

  /** What is said before the console is connected, in bytes; more of it is forgotten. */
  private static final int EARLY = 4096;

  private final HttpConnection client;
  private final ServerUpgrade upgrade;
  private final String name;
  private final WebSocketLink websocket;
  private final ScheduledExecutorService timer;
  private final Presence presence = new Presence();
  private final ByteArrayOutputStream sentence = new ByteArrayOutputStream();
  private final StringBuilder early = new StringBuilder();
  private volatile boolean isOpen;
  private volatile boolean hasBegun;
  private String last = "";
  private @Nullable Future<?> looks; // the link's thread
  private volatile @Nullable LinkChannel channel;
  private volatile @Nullable LinkWriter out;

  /**
   * @param name of the console, as the client has written it
   */
  WebConsole(
      HttpConnection client, ServerUpgrade upgrade, String name, ScheduledExecutorService timer) {
    this.client = client;
    this.upgrade = upgrade;
    this.name = name;
    this.timer = timer;
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
    looks =
        timer.scheduleWithFixedDelay(
            () -> websocket.post(this::tellWhoIsThere),
            LOOKING.toMillis(),
            LOOKING.toMillis(),
            TimeUnit.MILLISECONDS);
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
    switch (Control.parse(text)) {
      case Control.Resize(var size) -> now.resized(size);
      case Control.Reset() -> act(now, new ViewerAction.Send(new ConsoleInput.Reset(), "reset"));
      case Control.Break() -> now.broke();
      case Control.Take() -> act(now, new ViewerAction.TakeSeat());
      case Control.Give() -> act(now, new ViewerAction.GiveSeat());
      case Control.Say(var line) -> act(now, new ViewerAction.Say(line));
      case Control.ShowAgain(var what) -> act(now, new ViewerAction.Replay(what));
      case Control.Mistake(var why) -> tell(Message.of("error", "message", why));
    }
  }

  private static void act(LinkChannel on, ViewerAction action) {
    on.done(handler -> handler.acted(action));
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
    if (looks != null) {
      looks.cancel(false);
    }
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

  @Override
  public boolean countsBytes() {
    return true;
  }

  @Override
  public void place(long offset, long live) throws IOException {
    if (opens()) {
      websocket.writeText(
          live > offset
              ? Message.of("offset", "offset", offset, "live", live)
              : Message.of("offset", "offset", offset));
    }
  }

  @Override
  public void connected(boolean now) {
    tell(Message.of("state", "connected", now));
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
    tellWhoIsThere();
  }

  private void tellWhoIsThere() {
    var now = channel;
    if (isOpen && now != null && !websocket.holds()) {
      now.current().viewer().map(presence::news).ifPresent(news -> news.forEach(this::tell));
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
