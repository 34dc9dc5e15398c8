package dev.consolegw.gateway.budget;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Short work that a thread which serves everybody may do by itself, where to wake another one for
 * it would take longer than the work: so much at once, and then a share of the time that passes. It
 * is measured, so what turns out not to be short is soon left to others. Any thread; whoever comes
 * while another one is at work here is told to hand theirs on.
 */
public final class BriefWork {
  /** At once: a few packets of a console. */
  static final Duration AT_ONCE = Duration.ofNanos(300_000);

  /** Of the time that passes, the part that may be spent here: one in so many. */
  static final int ONE_IN = 3;

  private final LongSupplier nanoTime;
  private final AtomicBoolean taken = new AtomicBoolean();
  private long left = AT_ONCE.toNanos(); // whoever has taken it
  private long at;

  /** By the system's clock. */
  public BriefWork() {
    this(System::nanoTime);
  }

  BriefWork(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.at = nanoTime.getAsLong();
  }

  /** Does it now, if there is time for it; otherwise it is left undone, which is {@code false}. */
  public boolean tryRun(Runnable work) {
    if (!taken.compareAndSet(false, true)) {
      return false;
    }
    try {
      long begun = nanoTime.getAsLong();
      left = Math.min(AT_ONCE.toNanos(), left + (begun - at) / ONE_IN);
      at = begun;
      if (left <= 0) {
        return false;
      }
      try {
        work.run();
      } finally {
        left -= nanoTime.getAsLong() - begun;
      }
      return true;
    } finally {
      taken.set(false);
    }
  }
}
