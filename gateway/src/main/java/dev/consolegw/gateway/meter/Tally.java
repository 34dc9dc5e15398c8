package dev.consolegw.gateway.meter;

import java.util.concurrent.atomic.LongAdder;

/**
 * A number that only grows, from 0 when the gateway starts. Any thread: to add allocates nothing
 * and waits for nobody, so that it may be done for every piece of output.
 */
public final class Tally {
  private final LongAdder sum = new LongAdder();

  /** Adds so many, of which none is negative. */
  public void add(long count) {
    sum.add(count);
  }

  /** Adds one. */
  public void one() {
    sum.increment();
  }

  /** What was added so far; what is being added may be in it or not. */
  public long sum() {
    return sum.sum();
  }
}
