package dev.consolegw.gateway.web;

import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.console.ViewerAction;
import dev.consolegw.gateway.front.link.LinkChannel;
import dev.consolegw.gateway.front.link.LinkWriter;
import dev.consolegw.gateway.net.Link;
import dev.consolegw.gateway.net.http.HttpRequest;
import dev.consolegw.gateway.net.websocket.ServerUpgrade;
import dev.consolegw.gateway.net.websocket.WebSocketLink;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.web.http.HttpConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One console over one websocket: what the guest prints in binary frames, keys in binary frames,
 * and JSON in text frames beside them. A program has its websocket once the console is connected;
 * where it cannot be, it is answered so instead. A browser shows a page no such answer: it has its
 * websocket at once, and is told there.
 *
 * <p>What comes is handed on by the link's thread; what goes is written by one thread at a time,
 * with the writer's lock.
 */
final class WebConsole implements Link.Listener, LinkWriter.Dialect, LinkChannel.Client {
  /** What text frames say beside what Odorobo's do. */
  static final List<String> EXTENSIONS =
      List.of(
          "break", "take", "give", "message", "replay", "notice", "role", "viewers", "state",
          "offset", "live", "end");

  /** How often a client is asked whether it is there. */
  private static final Duration PING = Duration.ofSeconds(10);

  /** How often it is looked who is there; nobody is told when others come to watch. */
  private static final Duration LOOKING = Duration.ofSeconds(3);

  /** How sentences of ours begin on a terminal. */
  private static final String SPEAKER = "console: ";

  /** What is said before the console is connected, in characters; more of it is forgotten. */
  private static final int EARLY = 4096;

  private static final Reason OVER = Reason.of(Reason.Kind.LOCAL, "its session has ended");
  private static final Reason GONE = Reason.of(Reason.Kind.ENDED, "the browser is gone");

  /** Answers that wait until the client is told that it is connected; more are not given. */
  private static final int UNTOLD = 32;

  private final HttpConnection client;
  private final ServerUpgrade upgrade;
  private final Subject subject;
  private final WebSocketLink websocket;
  private final ScheduledExecutorService timer;
  private final Presence presence = new Presence();
  private final AtomicBoolean isGone = new AtomicBoolean();
  private final List<String> untold = new ArrayList<>(); // guarded by itself
  private volatile boolean isOpen;
  private volatile boolean hasBegun;
  private volatile @Nullable Future<?> looks;
  private volatile @Nullable LinkChannel channel;
  private volatile @Nullable LinkWriter out;

  // The thread that writes.
  private final ByteArrayOutputStream sentence = new ByteArrayOutputStream();
  private final StringBuilder early = new StringBuilder();
  private String why = "";
  private long next; // the offset of the byte that is shown next, as far as that can be said
  private long live = Long.MAX_VALUE; // where what is new begins, until that was told

  /**
   * What it is, for its client.
   *
   * @param id as the client has written it
   * @param name {@code project/name}
   */
  record Subject(HttpRequest request, String id, String name) {}

  WebConsole(
      HttpConnection client,
      ServerUpgrade upgrade,
      Subject subject,
      ScheduledExecutorService timer) {
    this.client = client;
    this.upgrade = upgrade;
    this.subject = subject;
    this.timer = timer;
    var manner = new WebSocketLink.Manner(this::said, false, GONE, PING);
    this.websocket = upgrade.over(client.upgraded(), manner, timer);
  }

  Link link() {
    return websocket;
  }

  /**
   * Begins to hear the client.
   *
   * @param atOnce whether it has its websocket before the console is connected
   */
  void open(LinkChannel to, LinkWriter by, boolean atOnce) throws IOException {
    channel = to;
    out = by;
    looks =
        timer.scheduleWithFixedDelay(
            () -> websocket.post(this::tellWhoIsThere),
            LOOKING.toMillis(),
            LOOKING.toMillis(),
            TimeUnit.MILLISECONDS);
    var _ = client.closed().thenRun(() -> ended(GONE));
    if (atOnce) {
      begun();
      opens();
    }
  }

  /** Tells a page that it gets no console, in the only way that it is shown. */
  void refuse(SessionEnd ending) throws IOException {
    begun();
    opens();
    explains(ending);
    over(ending.code().status());
    websocket.close(OVER);
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
      case Control.Mistake(var sentence) -> tell(Message.of("error", "message", sentence));
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
    tellWhoIsThere();
  }

  /** Its link tells it, or its client is gone before it had one. */
  @Override
  public void ended(Reason reason) {
    if (isGone.getAndSet(true)) {
      return;
    }
    var looking = looks;
    if (looking != null) {
      looking.cancel(false);
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
  public void place(long offset, long until) throws IOException {
    next = offset;
    live = until;
    if (opens()) {
      websocket.writeText(
          until > offset
              ? Message.of("offset", "offset", offset, "live", until)
              : Message.of("offset", "offset", offset));
      tellLive();
    }
  }

  /** The replay is over. */
  private void tellLive() throws IOException {
    if (next >= live) {
      live = Long.MAX_VALUE;
      websocket.writeText(Message.of("live"));
    }
  }

  @Override
  public void connected(boolean now) {
    presence.connected(now);
    tellWhoIsThere();
  }

  private boolean opens() throws IOException {
    if (!isOpen && hasBegun && client.agree(upgrade.agreement(), this::listen)) {
      websocket.writeText(
          Message.of(
              "connected",
              "vm_id",
              subject.id(),
              "name",
              subject.name(),
              "extensions",
              EXTENSIONS));
      if (!early.isEmpty()) {
        websocket.writeText(Message.of("notice", "text", early.toString()));
      }
      List<String> answers;
      synchronized (untold) {
        answers = List.copyOf(untold);
        untold.clear();
        isOpen = true; // from here on others may say something, too
      }
      answers.forEach(this::tell);
      tellWhoIsThere();
    }
    return isOpen;
  }

  private void listen() {
    websocket.open(this, ByteBuffer.allocate(0));
  }

  @Override
  public boolean isTerminal() {
    return true;
  }

  @Override
  public boolean write(Link link, ByteBuffer output) throws IOException {
    if (!opens()) {
      return true;
    }
    next += output.remaining();
    boolean all = link.write(output);
    tellLive();
    return all;
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
    line = line.startsWith(SPEAKER) ? line.substring(SPEAKER.length()) : line;
    if (!opens()) {
      if (early.length() + line.length() < EARLY) {
        early.append(early.isEmpty() ? "" : "\n").append(line);
      }
      return true;
    }
    notice(line);
    return !websocket.holds();
  }

  private void notice(String line) throws IOException {
    websocket.writeText(Message.of("notice", "text", line));
    tellWhoIsThere();
  }

  /** What has changed; later, where the client has not taken yet what it was told before. */
  private void tellWhoIsThere() {
    var now = channel;
    if (isOpen && now != null && !websocket.holds()) {
      now.current().viewer().map(presence::news).ifPresent(news -> news.forEach(this::tell));
    }
  }

  private void tell(String message) {
    synchronized (untold) {
      if (!isOpen) { // the client may have said something before it is told that it is connected
        if (untold.size() < UNTOLD) {
          untold.add(message);
        }
        return;
      }
    }
    try {
      websocket.writeText(message);
    } catch (IOException unread) {
      websocket.close(Reason.of(Reason.Kind.PROTOCOL, "it reads nothing of what it asks for"));
    }
  }

  @Override
  public boolean explains(SessionEnd ending) {
    why = ending.text();
    return true;
  }

  /** Its session is over: the client hears why, in whichever way it can. */
  @Override
  public void over(int status) {
    if (isOpen) {
      tell(Message.of("end", "status", status, "message", why));
    } else {
      var code = Arrays.stream(ExitCode.values()).filter(it -> it.status() == status).findFirst();
      client.answer(Answers.refused(subject.request(), code.orElse(ExitCode.UNAVAILABLE), why));
    }
  }

  @Override
  public Duration silentFor() {
    return websocket.silentFor();
  }
}
