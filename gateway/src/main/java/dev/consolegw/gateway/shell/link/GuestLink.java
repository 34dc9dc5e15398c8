package dev.consolegw.gateway.shell.link;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.consolegw.gateway.fault.Uncaught;
import dev.consolegw.gateway.shell.guest.Allowance;
import dev.consolegw.gateway.shell.guest.Guest;
import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.GuestListener;
import dev.consolegw.gateway.shell.guest.GuestProcess;
import dev.consolegw.gateway.shell.guest.GuestSocket;
import dev.consolegw.gateway.shell.guest.ProcessRequest;
import dev.consolegw.gateway.shell.guest.SerialLine;
import dev.consolegw.gateway.shell.link.channel.Mux;
import dev.consolegw.gateway.shell.link.stream.Packer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A guest with our helper in it: commands and connections over its serial line, beside what it
 * prints. Whoever owns it types {@link #bootstrap} at a prompt and waits with {@link #awaitReady};
 * all that the line brings from then on comes in by {@link #received}. Any thread.
 *
 * <p>What has come and what goes out is worked on in rounds, one at a time, on the tasks' threads.
 * A lock guards how the link stands.
 */
public final class GuestLink implements Guest {
  private static final Logger log = LoggerFactory.getLogger(GuestLink.class);

  private static final String RESET = "\u00C1RESET\u00C1\u0002RESET\u0003";
  private static final double NANOS = 1e9;
  private static final long HOLD_MILLIS = 100;
  private static final Duration BYE = Duration.ofSeconds(5);

  private final LinkThreads threads;
  private final LinkListener listener;
  private final Mux mux;
  private final Reader reader;
  private final Sender sender;
  private final Exchange exchange;
  private final Rounds rounds;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final long began;
  private boolean isReady;
  private boolean isGone;
  private boolean byeWanted;
  private boolean lineGone;
  private boolean lineBack;
  private boolean wasIdle = true;
  private boolean told;
  private volatile @Nullable GuestException ended;
  private boolean reset;
  private @Nullable Future<?> alarm;
  private volatile boolean hasRung;
  private double alarmAt = Double.POSITIVE_INFINITY;
  private final AtomicBoolean releaseIsDue = new AtomicBoolean();
  private volatile long receivedAt;

  /**
   * A link that has not begun.
   *
   * @param memory what unread and unsent data and the memory of what was sent may take
   */
  public GuestLink(
      SerialLine line,
      LinkLimits limits,
      LinkThreads threads,
      Allowance memory,
      LinkListener listener) {
    this.threads = threads;
    this.listener = listener;
    this.began = threads.nanos().getAsLong();
    this.rounds = new Rounds(threads.rounds(), this::guardedRound);
    this.mux = new Mux(limits.channels(), memory, rounds::signal);
    this.reader = new Reader(rounds::signal);
    this.sender = new Sender(line, threads.tasks(), rounds::signal, why -> interrupted());
    var packer = new Packer(limits.memory(), memory);
    this.exchange =
        new Exchange(limits, new Exchange.Ends(reader, sender), mux, packer, why -> end(why, true));
  }

  /** What ends a helper that a link before this one may have left behind. */
  public static byte[] reset() {
    return RESET.getBytes(ISO_8859_1);
  }

  /** The same, and an Enter, which is answered where there is none. */
  public static byte[] resetAndEnter() {
    return (RESET + '\r').getBytes(ISO_8859_1);
  }

  /** What to type at a prompt of a shell, and what to send after its answer. */
  public Bootstrap bootstrap() {
    return Bootstrap.standard();
  }

  /**
   * Hears the line. For its reader, one call at a time; does not block.
   *
   * @return what of it is text, in order: the same buffer, or one of its own
   */
  public ByteBuffer received(ByteBuffer bytes) {
    receivedAt = threads.nanos().getAsLong();
    var text = reader.take(bytes);
    if (reader.isHolding()) {
      scheduleRelease();
    }
    return text;
  }

  /**
   * What was held back as the possible beginning of a frame is text after all. For whoever {@link
   * LinkListener#textHeld} was told, one at a time with {@link #received}.
   */
  public ByteBuffer release() {
    return reader.release();
  }

  /**
   * Waits until the helper has answered, the first time or after {@link #resumed}. Blocks.
   *
   * @throws GuestException when it has not in time, or the link has ended
   */
  public void awaitReady(Duration limit) throws GuestException {
    if (!await(limit, () -> isReady)) {
      throw new GuestException(
          GuestException.Kind.UNREACHABLE,
          "our program in the guest did not answer within %d s".formatted(limit.toSeconds()));
    }
  }

  /** The line is gone; what runs goes on, and waits. Does not block. */
  public void interrupted() {
    change(() -> {
      lineGone = true;
      lineBack = false;
      isReady = false;
    });
  }

  /** The line is back, and perhaps the helper. Does not block. */
  public void resumed() {
    change(() -> lineBack = true);
  }

  /** Ends everything, with a reason for all that runs. Does not block. */
  public void lost(GuestException why) {
    end(why, false);
  }

  /** Whether nothing runs. */
  public boolean isIdle() {
    return mux.isIdle();
  }

  /** What has gone over the line. */
  public LinkStatistics statistics() {
    return reader.statistics(sender.sent(), exchange.resent());
  }

  @Override
  public GuestProcess start(ProcessRequest request) throws GuestException {
    return mux.start(request);
  }

  @Override
  public GuestSocket connect(String host, int port) throws GuestException {
    return mux.connect(host, port);
  }

  @Override
  public GuestListener listen(String host, int port) throws GuestException {
    return mux.listen(host, port);
  }

  @Override
  public void close() {
    change(() -> byeWanted = true);
    boolean heard = false;
    try {
      heard = await(BYE, () -> isGone);
    } catch (GuestException alreadyEnded) {
      return;
    } finally {
      end(new GuestException(GuestException.Kind.UNREACHABLE, "the link was closed"), !heard);
    }
  }

  private interface Question {
    boolean holds();
  }

  private boolean await(Duration limit, Question question) throws GuestException {
    lock.lock();
    try {
      long left = limit.toNanos();
      while (!question.holds()) {
        var why = ended;
        if (why != null) {
          throw new GuestException(why.kind(), String.valueOf(why.getMessage()));
        }
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void end(GuestException why, boolean withReset) {
    change(() -> {
      if (ended == null) {
        ended = why;
        reset = withReset;
      }
    });
    var first = ended; // whoever comes second at the same moment has another reason
    mux.end(first == null ? why : first);
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    rounds.signal();
  }

  private void guardedRound() {
    try {
      round();
    } catch (RuntimeException fault) {
      Uncaught.pass(fault);
      log.error("event=guest-link-fault", fault);
      end(
          new GuestException(
              GuestException.Kind.UNREACHABLE, "the gateway has failed, see its log"),
          true);
    }
  }

  private void round() {
    double now = (threads.nanos().getAsLong() - began) / NANOS;
    GuestException why;
    lock.lock();
    try {
      why = ended;
      if (lineGone) {
        lineGone = false;
        exchange.interrupt(now);
      }
      if (lineBack) {
        lineBack = false;
        exchange.resume(now);
      }
      if (byeWanted) {
        exchange.sayBye();
      }
    } finally {
      lock.unlock();
    }
    if (why == null) {
      exchange.round(now);
      note();
    } else {
      exchange.end(reset);
      tellEnd(why);
    }
  }

  private void note() {
    lock.lock();
    try {
      isReady = exchange.isReady() && !lineGone;
      isGone = exchange.isGone();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    boolean idle = mux.isIdle();
    if (idle != wasIdle) {
      wasIdle = idle;
      listener.idle(idle);
    }
    schedule(exchange.deadline());
  }

  private void tellEnd(GuestException why) {
    if (!told) {
      told = true;
      listener.ended(why);
    }
  }

  private void schedule(double deadline) {
    if (deadline == alarmAt && !hasRung) {
      return;
    }
    hasRung = false;
    var old = alarm;
    if (old != null) {
      old.cancel(false);
    }
    alarmAt = deadline;
    if (deadline != Double.POSITIVE_INFINITY) {
      double left = deadline - (threads.nanos().getAsLong() - began) / NANOS;
      alarm = later(this::ring, (long) Math.ceil(Math.max(0, left) * 1000) + 1);
    }
  }

  private void ring() {
    hasRung = true;
    rounds.signal();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for a timer, and its tasks log
  private void scheduleRelease() {
    if (releaseIsDue.compareAndSet(false, true)) {
      later(this::releaseHeld, HOLD_MILLIS);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // as above
  private void releaseHeld() {
    long held = (threads.nanos().getAsLong() - receivedAt) / 1_000_000;
    if (reader.isHolding() && held < HOLD_MILLIS) {
      later(this::releaseHeld, HOLD_MILLIS - held);
      return;
    }
    releaseIsDue.set(false);
    if (reader.isHolding()) {
      threads.tasks().execute(listener::textHeld);
    }
  }

  private @Nullable Future<?> later(Runnable task, long millis) {
    try {
      return threads.timer().schedule(task, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException stopping) {
      return null;
    }
  }
}
