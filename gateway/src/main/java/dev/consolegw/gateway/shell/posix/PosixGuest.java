package dev.consolegw.gateway.shell.posix;

import dev.consolegw.gateway.shell.guest.Guest;
import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.GuestListener;
import dev.consolegw.gateway.shell.guest.GuestProcess;
import dev.consolegw.gateway.shell.guest.GuestSocket;
import dev.consolegw.gateway.shell.guest.LoginPrompt;
import dev.consolegw.gateway.shell.guest.ProcessRequest;
import dev.consolegw.gateway.shell.guest.SerialLine;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A guest with a POSIX shell and a few of its tools, for want of more. It runs one command at a
 * time, without terminals and connections. Nothing is left in it: the script that does it is read
 * by its shell from the line, and its folder goes when it ends.
 */
public final class PosixGuest implements Guest {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Lines of the guest that nobody has looked at yet; more are lost, and asked for again. */
  private static final int LINES_HEARD = 1024;

  /** Ends what we have put into the guest, also where nothing else is sent any more. */
  private static final byte[] END = Agent.end();

  /** Lines for the guest that its line has not taken yet. */
  private static final int LINES_SAID = 256;

  private final SerialLine line;
  private final PosixLimits limits;
  private final ScheduledExecutorService timer;
  private final String mark = mark();
  private final TaggedLines lines;
  private final Mailbox<TaggedLines.Tagged> inbox;
  private final Mailbox<byte[]> outbox;
  private final Preparation preparation;
  private final LoginPrompt prompt = new LoginPrompt();
  private final Pulse pulse;
  private final Turns turns;
  private final AtomicReference<@Nullable Running> running = new AtomicReference<>();
  private final AtomicReference<@Nullable GuestException> failure = new AtomicReference<>();
  private final CompletableFuture<GuestException> ended = new CompletableFuture<>();
  private volatile @Nullable GuestTools tools;
  private volatile @Nullable Future<?> looks;
  private volatile boolean closing;

  /** Where our script runs. */
  public enum Place {
    /** Below the shell, which is there again when the script has ended. */
    BELOW,
    /** In its place: when the script has ended, whatever ended it, so has the shell. */
    INSTEAD
  }

  private record Running(String mark, PosixProcess process) {}

  /**
   * A guest whose shell waits at a prompt.
   *
   * @param place what becomes of that shell
   * @param tasks runs what may block or compute; one task of each of two kinds at a time
   * @param timer for looks at what is due; nothing long
   */
  public PosixGuest(
      SerialLine line,
      Place place,
      PosixLimits limits,
      Executor tasks,
      ScheduledExecutorService timer) {
    this.line = line;
    this.limits = limits;
    this.timer = timer;
    inbox = new Mailbox<>(LINES_HEARD, tasks, this::heard);
    outbox = new Mailbox<>(LINES_SAID, tasks, this::send);
    lines = new TaggedLines(inbox::put);
    preparation = new Preparation(limits, mark, place == Place.INSTEAD, outbox::put);
    pulse = new Pulse(limits);
    turns = new Turns(limits.waiting());
  }

  private static String mark() {
    byte[] random = new byte[TaggedLines.MARK_LENGTH / 2];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /**
   * Hears the line. One call at a time, this and {@link #release}; does not block.
   *
   * @return what of it is text for people, in its order
   */
  public ByteBuffer received(ByteBuffer bytes) {
    return looked(lines.take(bytes));
  }

  /**
   * Gives back what may be the beginning of a line of ours: {@value TaggedLines#MARK_LENGTH} bytes
   * and two, for when nothing has come after it.
   */
  public ByteBuffer release() {
    return looked(lines.release());
  }

  private ByteBuffer looked(ByteBuffer text) {
    if (prompt.ends(text)) {
      pulse.doubt();
    }
    return text;
  }

  /**
   * Puts into the guest what runs commands. Blocks; at a prompt of a shell, once.
   *
   * @throws GuestException when the guest has not what it takes, or does not answer
   */
  public void prepare() throws GuestException {
    lines.expect(mark);
    line.leaveWith(END);
    try {
      tools = preparation.run(mark());
      failIfLost();
    } catch (GuestException e) {
      lost(e);
      throw e;
    }
    long period = Math.min(limits.patience().toNanos(), limits.linger().toNanos()) / 4;
    pulse.beat(true);
    looks = timer.scheduleWithFixedDelay(this::look, period, period, TimeUnit.NANOSECONDS);
  }

  private void failIfLost() throws GuestException {
    GuestException why = failure.get();
    if (why != null) {
      throw new GuestException(why.kind(), why.getMessage());
    }
  }

  /** The line is gone, or the guest has been restarted. Everything fails, for this reason. */
  public void lost(GuestException why) {
    if (!failure.compareAndSet(null, why)) {
      return;
    }
    turns.fail(why);
    preparation.fail(why);
    ended.complete(why);
    Running now = running.get();
    if (now != null) {
      now.process().fail(why);
    }
    Future<?> looking = looks;
    if (looking != null) {
      looking.cancel(false);
    }
  }

  /** Done when it is lost, or closed. */
  public CompletionStage<GuestException> ended() {
    return ended;
  }

  private void heard(TaggedLines.Tagged tagged) {
    Running now = running.get();
    pulse.beat(now != null && !tagged.mark().equals(mark));
    if (!tagged.mark().equals(mark)) {
      if (now != null && now.mark().equals(tagged.mark())) {
        now.process().heard(tagged.body());
      }
    } else if (tagged.body().equals("z")) {
      preparation.heard("z");
      lost(
          new GuestException(
              GuestException.Kind.UNREACHABLE,
              closing
                  ? "the guest is no longer used"
                  : "what ran commands in the guest has ended"));
    } else {
      preparation.heard(tagged.body());
    }
  }

  private void say(String words) {
    outbox.put((mark + " " + words + "\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  private void send(byte[] bytes) {
    if (failure.get() != null && !Arrays.equals(bytes, END)) {
      return;
    }
    try {
      line.send(bytes);
    } catch (GuestException e) {
      lost(e);
    }
  }

  private void look() {
    long now = System.nanoTime();
    Running one = running.get();
    if (one != null) {
      one.process().look(now);
    }
    switch (pulse.look(now)) {
      case FINE -> {}
      case ASK -> outbox.put(("\n" + mark + " p\n").getBytes(StandardCharsets.ISO_8859_1));
      case DEAD -> lostFor("the guest does not answer any more");
      case RESTARTED -> lostFor("the guest restarted");
    }
  }

  private void lostFor(String why) {
    lost(new GuestException(GuestException.Kind.UNREACHABLE, why));
  }

  /** {@inheritDoc} Waits for its turn: a guest runs one at a time. */
  @Override
  public GuestProcess start(ProcessRequest request) throws GuestException {
    GuestTools its = tools;
    failIfLost();
    if (its == null) {
      throw new GuestException(GuestException.Kind.UNREACHABLE, "the guest is not ready");
    }
    if (request.terminal().isPresent() && request.command().isEmpty()) {
      throw new GuestException(
          GuestException.Kind.UNSUPPORTED,
          "the guest has no python3, and so no terminal for a shell: give a command, or use the"
              + " console itself");
    }
    byte[] script = CommandScript.of(request);
    try {
      turns.take();
      return begin(request, script, its);
    } catch (InterruptedIOException e) {
      throw new GuestException(GuestException.Kind.UNREACHABLE, "interrupted before it began");
    }
  }

  private GuestProcess begin(ProcessRequest request, byte[] script, GuestTools its)
      throws GuestException, InterruptedIOException {
    String own = mark();
    Dialogue dialogue = new Dialogue(limits, its, this::say);
    PosixProcess process = new PosixProcess(dialogue, request.terminal().isPresent(), this::over);
    running.set(new Running(own, process));
    lines.expect(mark, own);
    GuestException why = failure.get();
    if (why != null) {
      process.fail(why);
    }
    pulse.beat(true);
    try {
      process.begin(own, script);
      return process;
    } catch (GuestException | InterruptedIOException e) {
      process.fail(
          new GuestException(GuestException.Kind.UNREACHABLE, "the command could not begin"));
      throw e;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void over() {
    running.set(null);
    if (failure.get() == null) { // else its last words may still come, and are no text
      lines.expect(mark);
    }
    turns.give();
  }

  @Override
  public GuestSocket connect(String host, int port) throws GuestException {
    throw noConnections();
  }

  @Override
  public GuestListener listen(String host, int port) throws GuestException {
    throw noConnections();
  }

  private static GuestException noConnections() {
    return new GuestException(
        GuestException.Kind.UNSUPPORTED,
        "the guest has no python3: its shell alone cannot connect or listen");
  }

  @Override
  public void close() {
    if (failure.get() == null) {
      closing = true;
      say("z");
      preparation.awaitEnd(Duration.ofNanos(limits.patience().toNanos() * 2));
    }
    if (!preparation.isOver()) {
      outbox.put(END);
    }
    lost(new GuestException(GuestException.Kind.UNREACHABLE, "the guest is no longer used"));
  }
}
