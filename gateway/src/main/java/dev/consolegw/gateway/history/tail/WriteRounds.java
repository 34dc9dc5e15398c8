package dev.consolegw.gateway.history.tail;

import dev.consolegw.gateway.history.store.DiskThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * When histories are written: what comes after 8 ms in which nothing had to be written goes to the
 * disk at once, and all that comes within the next 8 ms together after these, with one timer for
 * all consoles. A thousand consoles that print a little are then some hundred wakes a second, not
 * thousands; a key that comes back on a quiet gateway wakes no timer at all. Any thread.
 */
final class WriteRounds {
  /** Leaves time to write within the promised 10 ms. */
  static final Duration EVERY = Duration.ofMillis(8);

  private final DiskThreads.Timer timer;
  private final LongSupplier nanoTime;
  private List<Runnable> next = new ArrayList<>(0);
  private long began;

  WriteRounds(DiskThreads.Timer timer) {
    this(timer, System::nanoTime);
  }

  /** With a clock of somebody else, such as {@link System#nanoTime}. */
  WriteRounds(DiskThreads.Timer timer, LongSupplier nanoTime) {
    this.timer = timer;
    this.nanoTime = nanoTime;
    this.began = nanoTime.getAsLong() - EVERY.toNanos();
  }

  /**
   * Asks for a turn.
   *
   * @param turn called when the next round begins, on the timer, once, and without a lock
   * @return whether it is now, and {@code turn} is not called
   */
  synchronized boolean isNow(Runnable turn) {
    long now = nanoTime.getAsLong();
    long left = began + EVERY.toNanos() - now;
    if (next.isEmpty() && left <= 0) {
      began = now;
      return true;
    }
    next.add(turn);
    if (next.size() == 1) {
      timer.in(Duration.ofNanos(left), this::begin);
    }
    return false;
  }

  private void begin() {
    for (var turn : take()) {
      turn.run();
    }
  }

  private synchronized List<Runnable> take() {
    var all = next;
    next = new ArrayList<>(0);
    began = nanoTime.getAsLong();
    return all;
  }
}
