package dev.consolegw.gateway.connection;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next dial: doubling from {@link #FIRST} to {@link #LONGEST}, each
 * time cut by up to half at random, so that a thousand consoles lost at once do not come back at
 * once.
 */
public final class Backoff {
  /** The pause after the first failure, at most. */
  public static final Duration FIRST = Duration.ofMillis(250);

  static final Duration LONGEST = Duration.ofSeconds(30);

  private final RandomGenerator random;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /**
   * The pause after a failure.
   *
   * @param attempt how many dials in a row have failed, from 1
   */
  Duration pause(int attempt) {
    int doublings = Math.min(attempt - 1, 16);
    long longest = Math.min(FIRST.toMillis() << doublings, LONGEST.toMillis());
    return Duration.ofMillis(longest / 2 + random.nextLong(longest / 2 + 1));
  }
}
