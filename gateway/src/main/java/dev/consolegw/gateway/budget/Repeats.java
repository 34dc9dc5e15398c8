package dev.consolegw.gateway.budget;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps what happens again and again from filling the log: the first is told at once, and of those
 * that follow within {@link #ONCE_IN} only how many they were, with the next. Any thread.
 *
 * @param <K> what makes two of them the same
 */
public final class Repeats<K> {
  /** How often the same is told. */
  public static final Duration ONCE_IN = Duration.ofMinutes(1);

  /** So many different ones are remembered, those last told. */
  static final int REMEMBERED = 1_000;

  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<K, Told> told =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Told> eldest) {
          return size() > REMEMBERED;
        }
      };

  private static final class Told {
    private final Instant at;
    private int since;

    Told(Instant at) {
      this.at = at;
    }
  }

  public Repeats(InstantSource clock) {
    this.clock = clock;
  }

  /** It has happened. Returns how often since it was last told, this one included, or 0 for now. */
  public int happened(K what) {
    var now = clock.instant();
    lock.lock();
    try {
      var last = told.get(what);
      if (last != null && Duration.between(last.at, now).abs().compareTo(ONCE_IN) < 0) {
        last.since++;
        return 0;
      }
      told.remove(what);
      told.put(what, new Told(now));
      return last == null ? 1 : last.since + 1;
    } finally {
      lock.unlock();
    }
  }
}
