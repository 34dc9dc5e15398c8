package dev.consolegw.gateway.net.hop;

import static dev.consolegw.gateway.backend.Reason.Kind.LOCAL;
import static dev.consolegw.gateway.backend.Reason.Kind.UNREACHABLE;

import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.fault.Uncaught;
import dev.consolegw.gateway.net.Deadline;
import dev.consolegw.gateway.transport.Hop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection to a hop, for all who go through it: dialled when the first of them asks,
 * again by itself after it was lost, never twice at a time.
 *
 * <pre>
 *   Down ── asked ──▶ Dialling ── signed in ──▶ Up
 *    ▲                 ▲     │ fails              │ ends
 *    │ nobody asks     │     ▼                    │
 *    └────────────── Resting ◀────────────────────┘
 *                    (who asks is told why; dials again by itself, with growing pauses)
 * </pre>
 *
 * <p>Any thread. The lock is held over memory only.
 */
final class SharedHop {
  private static final Logger log = LoggerFactory.getLogger(SharedHop.class);

  /** So many failures in a row are logged, and then every so many-th. */
  private static final int LOGGED = 10;

  private static final Reason NOT_WANTED =
      Reason.of(LOCAL, "the gateway's configuration goes another way now");

  private final List<Hop> way;
  private final Opener opener;
  private final Runnable isUp;
  private final HopLimits limits;
  private final ScheduledExecutorService timer;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private State state = new Down();
  private long askedAt;
  private boolean closed;

  /** Dials a hop; blocks, and reads files. */
  @FunctionalInterface
  interface Opener {
    HopConnection open(List<Hop> way) throws DialException;
  }

  private sealed interface State {}

  private record Down() implements State {}

  /**
   * @param failures before this dial, in a row
   * @param last why the dial before has failed
   */
  private record Dialling(
      CompletableFuture<HopConnection> result, int failures, @Nullable Reason last)
      implements State {}

  private record Up(HopConnection connection) implements State {}

  private record Resting(Reason why, int failures, Future<?> next) implements State {}

  /**
   * @param way the hop, and before it those through which it is reached
   * @param isUp is told when it is there again after it was not
   */
  SharedHop(
      List<Hop> way,
      Opener opener,
      Runnable isUp,
      HopLimits limits,
      ScheduledExecutorService timer) {
    this.way = way;
    this.opener = opener;
    this.isUp = isUp;
    this.limits = limits;
    this.timer = timer;
  }

  List<Hop> way() {
    return way;
  }

  private Hop hop() {
    return way.getLast();
  }

  /**
   * The connection. Waits for the first dial, until the deadline at most; while a hop is down that
   * others have found so, nobody waits.
   *
   * @throws DialException with the reason, for people
   */
  HopConnection connection(Deadline by) throws DialException {
    CompletableFuture<HopConnection> result;
    lock.lock();
    try {
      askedAt = System.nanoTime();
      switch (state) {
        case Up(var connection) -> {
          return connection;
        }
        case Down() -> result = dial(0, null);
        case Resting(var why, _, _) -> throw new DialException(why);
        case Dialling(var under, _, var last) -> {
          if (last != null) {
            throw new DialException(last);
          }
          result = under;
        }
      }
    } finally {
      lock.unlock();
    }
    return await(result, by);
  }

  /** Whether whoever asks now waits for a dial. */
  boolean isToBeDialled() {
    lock.lock();
    try {
      return switch (state) {
        case Down() -> true;
        case Dialling(_, _, var last) -> last == null;
        case Up _, Resting _ -> false;
      };
    } finally {
      lock.unlock();
    }
  }

  private HopConnection await(CompletableFuture<HopConnection> result, Deadline by)
      throws DialException {
    try {
      return result.get(by.millisLeft(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new DialException(HopFailures.of(UNREACHABLE, hop(), "it is still being dialled"), e);
    } catch (java.util.concurrent.ExecutionException e) {
      Uncaught.pass(e);
      if (e.getCause() instanceof DialException refused) {
        throw new DialException(refused.reason(), refused);
      }
      throw new DialException(HopFailures.of(LOCAL, hop(), "the gateway failed; see its log"), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DialException(HopFailures.of(LOCAL, hop(), "given up"), e);
    }
  }

  /** With the lock. */
  private CompletableFuture<HopConnection> dial(int failures, @Nullable Reason last)
      throws DialException {
    if (closed) {
      throw new DialException(HopFailures.of(LOCAL, hop(), NOT_WANTED.text().toString()));
    }
    var result = new CompletableFuture<HopConnection>();
    state = new Dialling(result, failures, last);
    Thread.ofPlatform().daemon().name("hop-dial").start(() -> run(result, failures));
    return result;
  }

  private void run(CompletableFuture<HopConnection> result, int failures) {
    try {
      var connection = opener.open(way);
      if (!goUp(connection)) {
        connection.end(NOT_WANTED);
        result.completeExceptionally(
            new DialException(HopFailures.of(LOCAL, hop(), NOT_WANTED.text().toString())));
        return;
      }
      log.info("event=hop-up hop={} failures={}", hop(), failures);
      var _ = connection.ended().thenAccept(why -> lost(connection, why));
      result.complete(connection);
      if (failures > 0) {
        isUp.run();
      }
    } catch (DialException refused) {
      if (failures < LOGGED || failures % LOGGED == 0) {
        log.warn(
            "event=hop-unreachable hop={} failures={} cause={}",
            hop(),
            failures + 1,
            refused.reason().text().asValue());
      }
      rest(refused.reason(), failures + 1);
      result.completeExceptionally(refused);
    } catch (RuntimeException bug) {
      Uncaught.pass(bug);
      log.error("event=hop-fault hop={}", hop(), bug);
      rest(HopFailures.of(LOCAL, hop(), "the gateway failed; see its log"), failures + 1);
      result.completeExceptionally(bug);
    }
  }

  private boolean goUp(HopConnection connection) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      state = new Up(connection);
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void lost(HopConnection connection, Reason why) {
    lock.lock();
    try {
      if (!(state instanceof Up(var current)) || current != connection) {
        return;
      }
      if (why.kind() == LOCAL) {
        state = new Down(); // nobody went through it
        return;
      }
    } finally {
      lock.unlock();
    }
    log.warn("event=hop-lost hop={} cause={}", hop(), why.text().asValue());
    rest(why, 1);
  }

  private void rest(Reason why, int failures) {
    lock.lock();
    try {
      if (closed) {
        state = new Down();
        return;
      }
      var next =
          timer.schedule(
              () -> again(failures, why), pause(failures).toMillis(), TimeUnit.MILLISECONDS);
      state = new Resting(why, failures, next);
    } finally {
      lock.unlock();
    }
  }

  /** Doubling, and each time cut by up to half, so that hops lost at once do not come at once. */
  private Duration pause(int failures) {
    long longest = limits.longestPause().toMillis();
    long most = Math.min(limits.firstPause().toMillis() << Math.min(failures - 1, 16), longest);
    return Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
  }

  private void again(int failures, Reason why) {
    lock.lock();
    try {
      if (!(state instanceof Resting)) {
        return;
      }
      if (System.nanoTime() - askedAt > HopLimits.WANTED.toNanos()) {
        state = new Down();
      } else {
        var _ = dial(failures, why);
      }
    } catch (DialException e) {
      state = new Down();
    } finally {
      lock.unlock();
    }
  }

  /** A hop before it is there again: now is the time. */
  void hurry() {
    lock.lock();
    try {
      if (state instanceof Resting(var why, var failures, var next)) {
        next.cancel(false);
        var _ = dial(failures, why);
      }
    } catch (DialException e) {
      state = new Down();
    } finally {
      lock.unlock();
    }
  }

  /** Nobody goes this way any more: what still does is ended. */
  void close() {
    @Nullable HopConnection connection = null;
    lock.lock();
    try {
      closed = true;
      switch (state) {
        case Up(var up) -> connection = up;
        case Resting(_, _, var next) -> next.cancel(false);
        case Down(), Dialling(_, _, _) -> {}
      }
      state = new Down();
    } finally {
      lock.unlock();
    }
    if (connection != null) {
      connection.end(NOT_WANTED);
    }
  }
}
