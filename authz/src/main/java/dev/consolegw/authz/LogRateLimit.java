package dev.consolegw.authz;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps lines of the log that others can cause from becoming a flood: so many about each subject in
 * a while, and so many about all of them in a minute. Those left out are counted, and the next line
 * that is written, or {@link #sums}, says how many they were. A clock that was set back forgives.
 * Thread-safe; never blocks.
 *
 * @param <K> what a line is about; two about the same are the same
 */
public final class LogRateLimit<K> {
  /** Within it the lines about all subjects are counted. */
  public static final Duration TOGETHER = Duration.ofMinutes(1);

  /** Subjects that are told apart; beyond it those with the oldest first line are forgotten. */
  public static final int SUBJECTS = 1_000;

  private final InstantSource clock;
  private final Bounds bounds;
  // Guarded by this.
  private final LinkedHashMap<K, Subject> subjects = new LinkedHashMap<>();
  private final ArrayDeque<Instant> recent = new ArrayDeque<>();
  private long left;
  private long forgotten;
  private long leftOfForgotten;

  /**
   * How many lines may be written.
   *
   * @param each about one subject, within a time
   * @param all about all of them, within {@link #TOGETHER}
   */
  public record Bounds(int each, Duration within, int all) {
    /** What somebody does again and again: once in ten minutes, and ten lines a minute. */
    public static final Bounds SELDOM = new Bounds(1, Duration.ofMinutes(10), 10);

    /** What is refused to people, of whom there are not so many. */
    public static final Bounds ONCE_A_MINUTE =
        new Bounds(1, Duration.ofMinutes(1), Integer.MAX_VALUE);

    /** What strangers do: a few lines for each, so that one can see what they are at. */
    public static final Bounds STRANGERS = new Bounds(3, Duration.ofMinutes(1), 60);
  }

  /**
   * Lines that were not written.
   *
   * @param same about this subject, since the last line about it
   * @param all about any, since the last line of all
   */
  public record Omitted(long same, long all) {}

  /**
   * What no line has told yet.
   *
   * @param each by subject
   * @param beside subjects beside those, at least
   * @param count of lines about these
   */
  public record Sums<K>(Map<K, Long> each, long beside, long count) {}

  private static final class Subject {
    private final Instant since;
    private int written;
    private long left;

    Subject(Instant since, long left) {
      this.since = since;
      this.left = left;
    }
  }

  public LogRateLimit(InstantSource clock, Bounds bounds) {
    this.clock = clock;
    this.bounds = bounds;
  }

  /**
   * Whether a line may be written; if so, it is.
   *
   * @return what was left out before it; nothing when this one is to be left out, too
   */
  public synchronized Optional<Omitted> take(K what) {
    var now = clock.instant();
    var subject = subject(what, now);
    recent.removeIf(time -> isOver(time, TOGETHER, now));
    if (subject.written >= bounds.each() || recent.size() >= bounds.all()) {
      subject.left++;
      left++;
      return Optional.empty();
    }
    subject.written++;
    if (bounds.all() < Integer.MAX_VALUE) {
      recent.add(now);
    }
    var omitted = new Omitted(subject.left, left);
    subject.left = 0;
    left = 0;
    return Optional.of(omitted);
  }

  private Subject subject(K what, Instant now) {
    var known = subjects.get(what);
    if (known != null && !isOver(known.since, bounds.within(), now)) {
      return known;
    }
    subjects.remove(what);
    var anew = new Subject(now, known == null ? 0 : known.left);
    subjects.put(what, anew);
    if (subjects.size() > SUBJECTS) {
      var oldest = subjects.pollFirstEntry().getValue();
      forgotten += oldest.left > 0 ? 1 : 0;
      leftOfForgotten += oldest.left;
    }
    return anew;
  }

  private static boolean isOver(Instant since, Duration time, Instant now) {
    return Duration.between(since, now).abs().compareTo(time) >= 0;
  }

  /**
   * What was left out and is not told yet; from now on it is.
   *
   * @param most subjects that are told apart
   */
  public synchronized Sums<K> sums(int most) {
    var each = new LinkedHashMap<K, Long>();
    long beside = forgotten;
    long count = leftOfForgotten;
    for (var one : subjects.entrySet()) {
      long more = one.getValue().left;
      one.getValue().left = 0;
      if (more > 0 && each.size() < most) {
        each.put(one.getKey(), more);
      } else if (more > 0) {
        beside++;
        count += more;
      }
    }
    left = 0;
    forgotten = 0;
    leftOfForgotten = 0;
    return new Sums<>(each, beside, count);
  }
}
