package dev.consolegw.gateway.connection;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * When each console may dial: a host that comes back is not met by all its consoles at once, and
 * whoever has just asked for a console does not queue behind thousands that nobody looks at. Every
 * dial of the gateway takes its turn here; there are never more waiting than consoles.
 *
 * <p>Any thread; nothing here blocks. Its lock is an inner one to that of a {@link Connection}.
 */
public final class DialLimiter {
  /** Dials that begin per second, while more are waiting. */
  static final int PER_SECOND = 440;

  /** So many more may begin after a rest. The far side sees less than 500 in any second. */
  static final int BURST = 20;

  /** Redials under way at the same time, at most. */
  static final int REDIALS = 256;

  /** Dials of any kind under way at the same time, at most; the difference is for people. */
  static final int DIALS = 512;

  /** How often the queue is looked at while it waits for the rate. */
  static final Duration TICK = Duration.ofMillis(10);

  private static final long NANOS_PER_DIAL = 1_000_000_000L / PER_SECOND;

  private static final long MOST_CREDIT = BURST * NANOS_PER_DIAL;

  private final InstantSource clock;
  private final ScheduledExecutorService timer;
  private final Executor tasks;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private final Map<Urgency, SequencedSet<Turn>> waiting = new EnumMap<>(Urgency.class);
  private long credit = MOST_CREDIT;
  private Instant counted;
  private int running;
  private boolean ticking;

  /** Who goes first. */
  public enum Urgency {
    /** Somebody has just asked for the console. */
    ASKED,
    /** It was lost while somebody looked. */
    WATCHED,
    /** It is only kept in the history. */
    CAPTURED
  }

  /**
   * @param timer ticks while somebody waits
   * @param tasks runs the dials
   */
  public DialLimiter(InstantSource clock, ScheduledExecutorService timer, Executor tasks) {
    this.clock = clock;
    this.timer = timer;
    this.tasks = tasks;
    this.counted = clock.instant();
    for (var urgency : Urgency.values()) {
      waiting.put(urgency, new LinkedHashSet<>());
    }
  }

  /** One dial that waits, runs or has run. */
  public final class Turn {
    private final Runnable dial;

    private Turn(Runnable dial) {
      this.dial = dial;
    }

    /** Somebody asks for it now. No effect when it has begun. */
    void hurry() {
      lock.lock();
      try {
        if (!queue(Urgency.ASKED).contains(this) && leaveQueue()) {
          queue(Urgency.ASKED).add(this);
        }
      } finally {
        lock.unlock();
      }
      release();
    }

    /** It need not begin any more. No effect when it has begun. */
    void cancel() {
      lock.lock();
      try {
        boolean _ = leaveQueue();
      } finally {
        lock.unlock();
      }
    }

    private boolean leaveQueue() {
      return waiting.values().stream().anyMatch(queue -> queue.remove(this));
    }

    private void run() {
      try {
        dial.run();
      } finally {
        ended();
      }
    }
  }

  /** Dials when it may; at once, when nothing speaks against it. */
  Turn ask(Urgency urgency, Runnable dial) {
    var turn = new Turn(dial);
    lock.lock();
    try {
      queue(urgency).add(turn);
    } finally {
      lock.unlock();
    }
    release();
    return turn;
  }

  private void ended() {
    lock.lock();
    try {
      running--;
    } finally {
      lock.unlock();
    }
    release();
  }

  private void tick() {
    lock.lock();
    try {
      ticking = false;
    } finally {
      lock.unlock();
    }
    release();
  }

  /** Lets begin what may. */
  private void release() {
    List<Turn> due = new ArrayList<>();
    lock.lock();
    try {
      count();
      for (var turn = next(); turn != null; turn = next()) {
        due.add(turn);
      }
      if (!ticking && credit < NANOS_PER_DIAL && isAnybodyWaiting()) {
        ticking = true;
        var _ = timer.schedule(this::tick, TICK.toMillis(), TimeUnit.MILLISECONDS);
      }
    } finally {
      lock.unlock();
    }
    due.forEach(turn -> tasks.execute(turn::run));
  }

  /** A clock that is set back costs a tick, one that is set forward allows no more than a burst. */
  private void count() {
    var now = clock.instant();
    var passed = Duration.between(counted, now);
    counted = now;
    if (passed.compareTo(Duration.ofSeconds(1)) >= 0) {
      credit = MOST_CREDIT;
    } else if (passed.isPositive()) {
      credit = Math.min(MOST_CREDIT, credit + passed.toNanos());
    }
  }

  private @Nullable Turn next() {
    if (credit < NANOS_PER_DIAL) {
      return null;
    }
    for (var urgency : Urgency.values()) {
      int most = urgency == Urgency.ASKED ? DIALS : REDIALS;
      if (running < most && !queue(urgency).isEmpty()) {
        running++;
        credit -= NANOS_PER_DIAL;
        return queue(urgency).removeFirst();
      }
    }
    return null;
  }

  private boolean isAnybodyWaiting() {
    return waiting.values().stream().anyMatch(queue -> !queue.isEmpty());
  }

  private SequencedSet<Turn> queue(Urgency urgency) {
    return requireNonNull(waiting.get(urgency));
  }
}
