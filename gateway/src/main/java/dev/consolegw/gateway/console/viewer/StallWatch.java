package dev.consolegw.gateway.console.viewer;

import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.SessionEnd;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out when a viewer that others wait for has read nothing for too long. Begun by any thread;
 * it looks on the timer.
 */
final class StallWatch {
  private final ScheduledExecutorService timer;
  private final Duration limit;
  private final LongSupplier delivered;
  private final BooleanSupplier isWaitedFor;
  private final Consumer<SessionEnd> stalled;
  private final AtomicBoolean watching = new AtomicBoolean();
  private volatile @Nullable Future<?> next;

  /**
   * @param delivered bytes that the viewer has read so far
   * @param isWaitedFor whether it is worth while to go on watching
   * @param stalled gets the end of the session when nothing was read within the limit; must not
   *     block
   */
  StallWatch(
      ScheduledExecutorService timer,
      Duration limit,
      LongSupplier delivered,
      BooleanSupplier isWaitedFor,
      Consumer<SessionEnd> stalled) {
    this.timer = timer;
    this.limit = limit;
    this.delivered = delivered;
    this.isWaitedFor = isWaitedFor;
    this.stalled = stalled;
  }

  /** Watches from now on, unless it does already. */
  void begin() {
    if (!watching.getAndSet(true)) {
      watchFrom(delivered.getAsLong());
    }
  }

  private void watchFrom(long before) {
    next = timer.schedule(() -> look(before), limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look(long before) {
    long now = delivered.getAsLong();
    if (!isWaitedFor.getAsBoolean()) {
      watching.set(false);
    } else if (now == before) {
      stalled.accept(
          SessionEnd.now(
              ExitCode.OUTPUT_LOST,
              "you read nothing for %d s; the console goes on without you"
                  .formatted(limit.toSeconds())));
    } else {
      watchFrom(now);
    }
  }

  /** The session has ended: a thousand that come and go must not wait in the timer. */
  void cancel() {
    var waiting = next;
    if (waiting != null) {
      waiting.cancel(false);
    }
  }
}
