package dev.consolegw.authz;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps lines of the log that others can cause from becoming a flood: each once in a while, and all
 * of one kind together no more than {@link #MOST} in {@link #WITHIN}; those left out are counted.
 * Thread-safe; never blocks.
 */
public final class LogRateLimit {
  /** Lines within {@link #WITHIN}, whatever they are about. */
  public static final int MOST = 10;

  public static final Duration WITHIN = Duration.ofMinutes(1);

  /** The same line is worth saying again after so long. */
  public static final Duration AGAIN = Duration.ofMinutes(10);

  /** Lines remembered; beyond it the oldest is forgotten. */
  private static final int MAX_KNOWN = 1000;

  private final InstantSource clock;
  // Guarded by this.
  private final Map<String, Instant> said = new LinkedHashMap<>();
  private final ArrayDeque<Instant> recent = new ArrayDeque<>();
  private long left;

  public LogRateLimit(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Whether a line may be written.
   *
   * @param subject what it is about; two about the same are the same
   * @return how many lines were left out since the last that was written; nothing when this one is
   *     to be left out, too
   */
  public synchronized Optional<Long> take(String subject) {
    var now = clock.instant();
    recent.removeIf(time -> !time.plus(WITHIN).isAfter(now));
    var before = said.get(subject);
    boolean isRepeated = before != null && before.plus(AGAIN).isAfter(now);
    if (isRepeated || recent.size() >= MOST) {
      left++;
      return Optional.empty();
    }
    recent.add(now);
    said.remove(subject);
    said.put(subject, now);
    if (said.size() > MAX_KNOWN) {
      Iterator<String> oldest = said.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    long omitted = left;
    left = 0;
    return Optional.of(omitted);
  }
}
