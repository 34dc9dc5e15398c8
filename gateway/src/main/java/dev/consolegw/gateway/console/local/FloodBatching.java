package dev.consolegw.gateway.console.local;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * When those who only look are shown what is new: at once, unless the guest floods. Then they take
 * it in rounds, in larger pieces, for sixty of them would otherwise keep the processors from the
 * keys of the one who writes.
 *
 * <p>Any thread.
 */
final class FloodBatching {
  /** How long output waits at most. */
  static final Duration EVERY = Duration.ofMillis(20);

  /** Bytes within a round that are not yet a flood. */
  static final int AT_ONCE = 4 * 1024;

  /** Bytes that wait for no round; less than a viewer may fall behind. */
  static final int MUCH = 64 * 1024;

  private final InstantSource clock;
  private final ScheduledExecutorService timer;
  private final Runnable show;
  private long began;
  private long sinceThen;
  private long waiting;
  private boolean scheduled;

  /**
   * @param show wakes them when a round is over; must not wait for anything
   */
  FloodBatching(InstantSource clock, ScheduledExecutorService timer, Runnable show) {
    this.clock = clock;
    this.timer = timer;
    this.show = show;
  }

  /**
   * The guest printed so many bytes.
   *
   * @return whether they are to be shown now; otherwise they will be at the end of the round
   */
  synchronized boolean printed(long count) {
    long now = clock.millis();
    long gone = now - began;
    if (!scheduled && (gone >= EVERY.toMillis() || gone < 0)) {
      began = now;
      sinceThen = 0;
    }
    boolean flood = sinceThen >= AT_ONCE;
    sinceThen += count;
    waiting += count;
    if (!flood || waiting >= MUCH) {
      waiting = 0;
      return true;
    }
    if (!scheduled) {
      scheduled = true;
      long left = EVERY.toMillis() - (now - began);
      var _ = timer.schedule(this::next, left, TimeUnit.MILLISECONDS);
    }
    return false;
  }

  private void next() {
    begin();
    show.run();
  }

  private synchronized void begin() {
    scheduled = false;
    began = clock.millis();
    sinceThen = waiting;
    waiting = 0;
  }
}
