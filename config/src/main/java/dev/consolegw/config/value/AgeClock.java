package dev.consolegw.config.value;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The time for everything that ages: rights, tokens, what was read of a cloud, penalties. It begins
 * with the wall clock, and then as much passes as the larger of what the wall clock and the
 * monotonic clock say. So it never goes back, it does not stand still when the wall clock is set
 * back, nor while the machine is suspended, when the monotonic clock stands still. A wall clock
 * that is set forward makes things old too soon, which costs a question more. Steps below {@link
 * #SLACK} are not summed up: two clocks that run a little apart do not make time run faster.
 *
 * <p>Its instants are to be compared with each other. As dates they are the wall clock's until that
 * is set back; what stays on disk or is compared with other machines takes its date from the wall
 * clock itself. Thread-safe; does not block for long.
 */
public final class AgeClock implements InstantSource {
  /** How far the two clocks may be apart before that counts as a step. */
  static final Duration SLACK = Duration.ofSeconds(1);

  private final InstantSource wall;
  private final LongSupplier monotonic;

  // Guarded by this, in nanoseconds: where both clocks were when they last agreed, what this one
  // said then, and what it said last.
  private long wallThen;
  private long monotonicThen;
  private long then;
  private long last;

  /**
   * One over other clocks than the system's.
   *
   * @param wall may be set by somebody
   * @param monotonic in nanoseconds from any beginning; may stand still, does not go back
   */
  public AgeClock(InstantSource wall, LongSupplier monotonic) {
    this.wall = wall;
    this.monotonic = monotonic;
    this.wallThen = nanos(wall.instant());
    this.monotonicThen = monotonic.getAsLong();
    this.then = wallThen;
    this.last = wallThen;
  }

  /** The system's clocks. */
  public static AgeClock system() {
    return new AgeClock(InstantSource.system(), System::nanoTime);
  }

  @Override
  public synchronized Instant instant() {
    long wallNow = nanos(wall.instant());
    long monotonicNow = monotonic.getAsLong();
    long byWall = wallNow - wallThen;
    long byMonotonic = monotonicNow - monotonicThen;
    last = Math.max(last, then + Math.max(byWall, byMonotonic));
    if (Math.abs(byWall - byMonotonic) > SLACK.toNanos()) {
      wallThen = wallNow;
      monotonicThen = monotonicNow;
      then = last;
    }
    return Instant.ofEpochSecond(0, last);
  }

  private static long nanos(Instant time) {
    return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
  }
}
