package dev.consolegw.gateway.session;

import dev.consolegw.gateway.session.ViewerOptions.EndOfInput;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The end of one viewer's input: when everything typed is out and the guest has been quiet for as
 * long as was wished, the session ends. Any thread.
 */
public final class EndOfInputTimer {
  private final EndOfInput wish;
  private final ScheduledExecutorService timer;
  private final InstantSource clock;
  private final Supplier<Instant> lastOutput;
  private final Runnable end;
  private final ReentrantLock lock = new ReentrantLock();
  private int pending;
  private boolean begun;
  private boolean ended;
  private boolean over;
  private Instant since = Instant.MIN;
  private @Nullable Future<?> look;

  /**
   * @param lastOutput when the guest printed something last
   * @param end ends the session; called by any thread
   */
  public EndOfInputTimer(
      EndOfInput wish,
      ScheduledExecutorService timer,
      InstantSource clock,
      Supplier<Instant> lastOutput,
      Runnable end) {
    this.wish = wish;
    this.timer = timer;
    this.clock = clock;
    this.lastOutput = lastOutput;
    this.end = end;
  }

  /** So many bytes are on their way. */
  public void typed(int count) {
    change(() -> pending += count);
  }

  /** So many are on their way no more. */
  public void taken(int count) {
    change(() -> pending -= count);
  }

  /** The console is connected: before, nothing can be quiet. */
  public void begun() {
    change(() -> begun = true);
  }

  /** The client sends no more. */
  public void ended() {
    change(() -> ended = true);
  }

  /** The session is over. */
  public void cancel() {
    change(() -> {
      over = true;
      if (look != null) {
        look.cancel(false);
      }
    });
  }

  private void change(Runnable what) {
    lock.lock();
    try {
      what.run();
      if (over || !begun || !ended || pending > 0 || look != null) {
        return;
      }
      switch (wish) {
        case EndOfInput.Keep() -> {}
        case EndOfInput.After(Duration quiet) -> {
          since = clock.instant();
          look = later(quiet, quiet);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private Future<?> later(Duration delay, Duration quiet) {
    return timer.schedule(() -> look(quiet), delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look(Duration quiet) {
    lock.lock();
    try {
      var last = lastOutput.get().isAfter(since) ? lastOutput.get() : since;
      var left = quiet.minus(Duration.between(last, clock.instant()));
      if (over) {
        return;
      }
      if (left.isPositive()) {
        look = later(left, quiet);
        return;
      }
    } finally {
      lock.unlock();
    }
    end.run();
  }
}
