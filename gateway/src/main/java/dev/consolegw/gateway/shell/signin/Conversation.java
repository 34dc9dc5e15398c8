package dev.consolegw.gateway.shell.signin;

import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.GuestException.Kind;
import dev.consolegw.gateway.shell.guest.SerialLine;
import dev.consolegw.gateway.terminal.Printable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a guest prints, for one thread that types and waits for what becomes of it. {@link #printed}
 * and {@link #ended} may be called by any thread and never block; all else is for one virtual
 * thread at a time.
 *
 * <p>Nothing of what a guest asks a terminal is answered: who does not read the answer would have
 * it typed.
 */
public final class Conversation {
  /** So much of what is printed is kept until it is read, in bytes; of more, the newest. */
  public static final int MOST = 64 * 1024;

  /** A guest that has printed nothing for so long waits for keys, if it stands at a prompt. */
  static final Duration QUIET = Duration.ofMillis(150);

  /** So long a line that is no prompt may stand before it is one that we do not know. */
  static final Duration STRANGE = Duration.ofSeconds(3);

  /**
   * So often in {@link #SPAN} is read what a guest prints, so that a flood costs next to nothing.
   */
  private static final int READS = 4;

  private static final Duration SPAN = Duration.ofMillis(20);

  /** So much of a line is told to the person, in characters. */
  private static final int TOLD = 80;

  private final SerialLine line;
  private final Waiting waiting;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition more = lock.newCondition();

  // guarded by lock
  private byte[] printed = new byte[0];
  private int count;
  private @Nullable String ended;
  private boolean typing;
  private @Nullable GuestException failed;
  private boolean readsOn;

  // of the thread that types
  private final ShownText text = new ShownText();
  private boolean hasPrinted;
  private long lastPrinted;
  private long limit;
  private long spanBegan;
  private int reads;

  /**
   * Begins one.
   *
   * @param line where keys go
   */
  public Conversation(SerialLine line) {
    this(line, Waiting.REAL);
  }

  Conversation(SerialLine line, Waiting waiting) {
    this.line = line;
    this.waiting = waiting;
    lastPrinted = waiting.nanos();
    limit = lastPrinted;
  }

  /** What the guest had printed before; once, before anything is typed. */
  public void before(byte[] newest) {
    text.take(newest);
    text.typed();
  }

  // --- any thread -------------------------------------------------------------------------------

  /** The guest printed this. Is read to its end. */
  public void printed(ByteBuffer piece) {
    lock.lock();
    try {
      int length = Math.min(MOST, piece.remaining());
      piece.position(piece.limit() - length);
      int over = Math.max(0, count + length - MOST);
      if (over > 0) {
        System.arraycopy(printed, over, printed, 0, count - over);
        count -= over;
      }
      if (count + length > printed.length) {
        printed = Arrays.copyOf(printed, Math.min(MOST, Math.max(1024, 2 * (count + length))));
      }
      piece.get(printed, count, length);
      count += length;
      more.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The line is gone: whoever waits is told.
   *
   * @param why a sentence for the person
   */
  public void ended(String why) {
    lock.lock();
    try {
      ended = why;
      more.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * What is printed is read on from now, whoever's the line is; keys still fail when it is gone.
   */
  public void readOn() {
    lock.lock();
    try {
      readsOn = true;
    } finally {
      lock.unlock();
    }
  }

  // --- who types --------------------------------------------------------------------------------

  /** What is awaited from now on has this long, all together. */
  void within(Duration all) {
    limit = waiting.nanos() + all.toNanos();
  }

  boolean isOver() {
    return waiting.nanos() >= limit;
  }

  long nanos() {
    return waiting.nanos();
  }

  /** What the line is left with from now on, should it be lost to somebody else. */
  void leaveWith(byte[] last) {
    line.leaveWith(last);
  }

  /** Somebody else types from now on: what was printed so far is no answer to them. */
  void handOver() throws GuestException {
    boolean more = true;
    while (more) {
      more = read(waiting.nanos());
    }
    text.typed();
  }

  /** Types a text; what is in it cannot be a control key. */
  void type(String typed, Key... keys) throws GuestException {
    if (typed.codePoints().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a control key in a text to be typed");
    }
    var letters = typed.getBytes(StandardCharsets.UTF_8);
    var bytes = Arrays.copyOf(letters, letters.length + keys.length);
    for (int i = 0; i < keys.length; i++) {
      bytes[letters.length + i] = keys[i].code();
    }
    send(bytes);
  }

  void press(Key... keys) throws GuestException {
    type("", keys);
  }

  /** Sends bytes as they are. What was printed so far is no answer to them. */
  void send(byte[] bytes) throws GuestException {
    read(waiting.nanos());
    text.typed();
    lock.lock();
    try {
      if (typing) {
        throw takesNoKeys();
      }
      typing = true;
      failed = null;
    } finally {
      lock.unlock();
    }
    waiting.start(() -> sendNow(bytes));
    awaitSent();
    lastPrinted = waiting.nanos();
  }

  private void sendNow(byte[] bytes) {
    @Nullable GuestException failure =
        new GuestException(Kind.UNREACHABLE, "the guest's line does not work");
    try {
      line.send(bytes);
      failure = null;
    } catch (GuestException e) {
      failure = e;
    } finally {
      lock.lock();
      try {
        typing = false;
        failed = failure;
        more.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private void awaitSent() throws GuestException {
    lock.lock();
    try {
      while (typing) {
        waitFor(limit);
        if (typing && waiting.nanos() >= limit) {
          throw takesNoKeys();
        }
      }
      if (failed != null) {
        throw failed;
      }
    } finally {
      lock.unlock();
    }
  }

  private static GuestException takesNoKeys() {
    return new GuestException(Kind.UNREACHABLE, "the guest's console takes no keys");
  }

  // --- who waits --------------------------------------------------------------------------------

  ShownText text() {
    return text;
  }

  /** Where the guest stands, by what was read so far. */
  Look look() {
    return Look.of(text);
  }

  /** Whether it has printed anything since the conversation began. */
  boolean hasPrinted() {
    return hasPrinted;
  }

  /** Where it stands, for the person. */
  Printable told() {
    var last = text.line().strip();
    var end = last.substring(Math.max(0, last.length() - TOLD));
    var utf8 =
        new String(end.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8).strip();
    return Printable.of(utf8);
  }

  /** Waits until something is there to be seen. Whether it is. */
  boolean until(Predicate<ShownText> seen, Duration atMost) throws GuestException {
    long end = Math.min(limit, waiting.nanos() + atMost.toNanos());
    boolean isSeen = seen.test(text);
    while (!isSeen && read(end)) {
      isSeen = seen.test(text);
    }
    return isSeen;
  }

  /**
   * Waits until the guest rests after it has printed something: at a line that is wanted, for a
   * short while; at one that we do not know, for longer; or until it has printed nothing at all for
   * so long. Where it stands then.
   */
  Look rest(Predicate<Look> wanted, Duration silence) throws GuestException {
    return rest(wanted, _ -> false, silence);
  }

  /** The same, but does not wait any more when enough is there to be seen. */
  Look rest(Predicate<Look> wanted, Predicate<ShownText> enough, Duration silence)
      throws GuestException {
    while (true) {
      var look = look();
      long end = lastPrinted + patience(look, wanted, silence).toNanos();
      if (enough.test(text) || waiting.nanos() >= end || isOver()) {
        return look;
      }
      read(Math.min(limit, end));
    }
  }

  private Duration patience(Look look, Predicate<Look> wanted, Duration silence) {
    if (!text.isFresh()) {
      return silence;
    }
    if (wanted.test(look)) {
      return QUIET;
    }
    boolean isNothing = look == Look.EMPTY || look == Look.LOGIN_BEGUN;
    return !isNothing && STRANGE.compareTo(silence) < 0 ? STRANGE : silence;
  }

  /** Where it stands, if it rests; a line that we do not know may still become another. */
  Look restsAt() throws GuestException {
    while (true) {
      var look = look();
      var patience = look == Look.OTHER ? STRANGE : QUIET;
      long end = lastPrinted + patience.toNanos();
      if (waiting.nanos() >= end || isOver()) {
        return look;
      }
      read(Math.min(limit, end));
    }
  }

  /** Waits for more and reads it; false when nothing came in time. */
  private boolean read(long end) throws GuestException {
    byte[] piece;
    lock.lock();
    try {
      while (count == 0) {
        if (ended != null && !readsOn) {
          throw new GuestException(Kind.UNREACHABLE, ended);
        }
        if (waiting.nanos() >= end) {
          return false;
        }
        waitFor(end);
      }
      pace(end);
      piece = Arrays.copyOf(printed, count);
      count = 0;
      printed = printed.length > 4096 ? new byte[0] : printed;
    } finally {
      lock.unlock();
    }
    text.take(piece);
    hasPrinted = true;
    lastPrinted = waiting.nanos();
    return true;
  }

  private void pace(long end) throws GuestException {
    long now = waiting.nanos();
    if (now - spanBegan >= SPAN.toNanos()) {
      spanBegan = now;
      reads = 0;
    }
    reads++;
    long pause = Math.min(end, spanBegan + SPAN.toNanos());
    while (reads > READS && waiting.nanos() < pause) {
      waitFor(pause);
    }
  }

  private void waitFor(long end) throws GuestException {
    try {
      waiting.await(more, Math.max(0, end - waiting.nanos()));
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new GuestException(Kind.UNREACHABLE, "signing in at the guest was called off");
    }
  }
}
