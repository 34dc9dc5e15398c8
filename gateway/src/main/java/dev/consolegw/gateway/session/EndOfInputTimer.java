package dev.consolegw.gateway.session;

import dev.consolegw.gateway.session.ViewerOptions.EndOfInput;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The end of one viewer's input: when everything typed is out and the guest has been quiet for as
 * long as was wished, the session ends. Input that was thrown away last ends it at once, for then
 * there is no answer to wait for. Any thread.
 *
 * <pre>
 *   stdin ended, console connected
 *        │ all taken                          │ the far side takes nothing
 *        ▼                                    ▼
 *   quiet for so long ──▶ QUIET, UNANSWERED   for so long ──▶ STUCK
 *        │ the last bytes were thrown away
 *        └──────────────▶ LOST
 * </pre>
 */
public final class EndOfInputTimer {
  private final EndOfInput wish;
  private final ScheduledExecutorService timer;
  private final InstantSource clock;
  private final Guest guest;
  private final Consumer<Outcome> end;
  private final ReentrantLock lock = new ReentrantLock();
  private int pending;
  private boolean typed;
  private boolean thrown; // what was typed last
  private boolean begun;
  private boolean ended;
  private boolean over;
  private volatile long mark; // what had been printed before the last bytes went
  private Instant since = Instant.MIN;
  private @Nullable Future<?> look;

  /** What came of it. */
  public enum Outcome {
    /** All is out, and the guest has been quiet for long enough. */
    QUIET,
    /** The same, but it printed nothing since the last byte was delivered, and was to answer. */
    UNANSWERED,
    /** The last bytes were thrown away. */
    LOST,
    /** The far side takes no more of them. */
    STUCK
  }

  /** The far side. None of this may block. */
  public interface Guest {
    /** When it printed something last, or had its chance to. */
    Instant lastSign();

    /** How much it has printed in all, in bytes; only ever grows. */
    long printed();

    /** For how long it may take no input, though some is there for it. */
    Duration patience();
  }

  /**
   * @param end ends the session; called by any thread, without a lock
   */
  public EndOfInputTimer(
      EndOfInput wish,
      ScheduledExecutorService timer,
      InstantSource clock,
      Guest guest,
      Consumer<Outcome> end) {
    this.wish = wish;
    this.timer = timer;
    this.clock = clock;
    this.guest = guest;
    this.end = end;
  }

  /** So many bytes are on their way. */
  public void typed(int count) {
    change(() -> {
      typed = true;
      pending += count;
    });
  }

  /** Some of them are given to the far side now: what it has printed so far is no answer. */
  public void going() {
    mark = guest.printed();
  }

  /**
   * So many are on their way no more.
   *
   * @param sent false when they were thrown away
   */
  public void taken(int count, boolean sent) {
    change(() -> {
      pending -= count;
      thrown = !sent;
      since = clock.instant();
    });
  }

  /** Something was typed that never went on its way. */
  public void refused() {
    change(() -> thrown = true);
  }

  /** The console is connected: before, nothing can be quiet. */
  public void begun() {
    change(() -> {
      begun = true;
      since = clock.instant();
    });
  }

  /** The client sends no more. */
  public void ended() {
    change(() -> {
      ended = true;
      since = clock.instant();
    });
  }

  /** The session is over. */
  public void cancel() {
    change(() -> {
      over = true;
      stopLooking();
    });
  }

  private void change(Runnable what) {
    lock.lock();
    try {
      boolean waited = pending > 0;
      what.run();
      if (over || !begun || !ended || wish instanceof EndOfInput.Keep) {
        return;
      }
      if (pending > 0 || !thrown) {
        if (look == null || (waited && pending == 0)) {
          stopLooking();
          look = later(pending > 0 ? guest.patience() : quiet());
        }
        return;
      }
      over = true;
      stopLooking();
    } finally {
      lock.unlock();
    }
    end.accept(Outcome.LOST);
  }

  private void stopLooking() {
    if (look != null) {
      look.cancel(false);
    }
  }

  private Duration quiet() {
    return switch (wish) {
      case EndOfInput.Keep() -> ViewerOptions.FOREVER;
      case EndOfInput.After(Duration quiet) -> quiet;
      case EndOfInput.Answered(Duration quiet) -> quiet;
    };
  }

  private Future<?> later(Duration delay) {
    return timer.schedule(this::look, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    Outcome outcome;
    lock.lock();
    try {
      if (over) {
        return;
      }
      var left = pending > 0 ? leftFrom(since, guest.patience()) : leftFrom(lastNews(), quiet());
      if (left.isPositive()) {
        look = later(left);
        return;
      }
      over = true;
      outcome = pending > 0 ? Outcome.STUCK : answered() ? Outcome.QUIET : Outcome.UNANSWERED;
    } finally {
      lock.unlock();
    }
    end.accept(outcome);
  }

  private Instant lastNews() {
    var last = guest.lastSign();
    return last.isAfter(since) ? last : since;
  }

  private Duration leftFrom(Instant start, Duration wait) {
    return wait.minus(Duration.between(start, clock.instant()));
  }

  private boolean answered() {
    return !(wish instanceof EndOfInput.Answered) || !typed || guest.printed() > mark;
  }
}
