package dev.consolegw.gateway.console.screen;

import dev.consolegw.authz.Person;
import dev.consolegw.gateway.budget.ProcessorTime;
import dev.consolegw.gateway.budget.Turns;
import dev.consolegw.gateway.console.screen.ScreenRequest.Shape;
import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.history.OffsetRange;
import dev.consolegw.gateway.history.feed.HistoryFeed;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rebuilds screens from histories. Nothing is kept of a console that nobody asks for: the last
 * output is read and fed to a model, a few milliseconds for each MiB.
 *
 * <p>What that may cost: one rebuild of a history at a time, a few of all, fewer of one person, and
 * of a person's no more than half a processor's time. Whoever wants the same screen shares it, also
 * for a moment after it was made. Any thread; the lock is held over memory only.
 */
public final class Screens {
  /** For how long a screen that is made is there for others. */
  static final Duration KEPT = Duration.ofSeconds(2);

  /** Cells of screens that are kept so, of all consoles; a screen beyond them is not kept. */
  static final long CELLS = 1 << 20;

  /** Rebuilds of one person at a time. */
  static final int PER_PERSON = 2;

  /** Rebuilds of all at a time. */
  static final int IN_ALL = 4;

  /** Rebuilds that one person may have under way or waiting. */
  static final int WAITING = 32;

  private static final Logger log = LoggerFactory.getLogger(Screens.class);

  /** Of each person, for as long as others want them. */
  private static final double PROCESSORS = 0.5;

  /** Before that counts. */
  private static final Duration AT_ONCE = Duration.ofSeconds(1);

  private final ScheduledExecutorService timer;
  private final Turns<Set<Person>> turns = new Turns<>(PER_PERSON, IN_ALL);
  private final ProcessorTime<Set<Person>> times;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<HistoryReader, Bench> benches = new HashMap<>();
  private final Map<Set<Person>, Integer> asked = new HashMap<>();
  private long keptCells;

  /** The screens of one history. */
  private static final class Bench {
    final List<Kept> kept = new ArrayList<>(1);
    final Deque<Rebuild> waiting = new ArrayDeque<>(1);
    @Nullable Rebuild running;
    Set<Person> served = Set.of(); // last: others come first
  }

  private record Kept(Shape shape, Snapshot screen) {}

  /**
   * @param timer runs short things later
   */
  public Screens(ScheduledExecutorService timer) {
    this(timer, new ProcessorTime<>(PROCESSORS, AT_ONCE));
  }

  Screens(ScheduledExecutorService timer, ProcessorTime<Set<Person>> times) {
    this.timer = timer;
    this.times = times;
  }

  /**
   * Rebuilds a screen, or shares one. Returns at once.
   *
   * @return completes on a disk thread, where what depends on it must be short. Whoever no longer
   *     wants it cancels it; for as long as the disk does not answer, it waits. Completes
   *     exceptionally with {@link RejectedExecutionException} when the person or the disk has too
   *     much to do already
   */
  public CompletableFuture<Snapshot> rebuild(ScreenRequest wanted) {
    var answer = new CompletableFuture<Snapshot>();
    Rebuild mine = null;
    Rebuild next = null;
    lock.lock();
    try {
      var bench = benches.computeIfAbsent(wanted.history(), _ -> new Bench());
      var known = kept(bench, wanted);
      if (known != null) {
        return CompletableFuture.completedFuture(known);
      }
      mine = shared(bench, wanted);
      if (mine == null) {
        if (!mayAsk(wanted)) {
          forget(wanted.history(), bench);
          return CompletableFuture.failedFuture(
              new RejectedExecutionException("too many screens of one person are being made"));
        }
        mine = new Rebuild(wanted);
        bench.waiting.add(mine);
      }
      mine.waiting++;
      next = next(bench);
    } finally {
      lock.unlock();
    }
    begin(next);
    var job = mine;
    var _ =
        answer.whenComplete((_, failure) -> {
          if (failure != null) {
            leave(job);
          }
        });
    var _ = job.made.whenComplete((screen, failure) -> answer(answer, screen, failure));
    return answer;
  }

  // --- with the lock ----------------------------------------------------------------------------

  private static @Nullable Snapshot kept(Bench bench, ScreenRequest wanted) {
    for (var each : bench.kept) {
      if (each.shape.equals(wanted.shape()) && each.screen.offset() == wanted.endNow()) {
        return each.screen;
      }
    }
    return null;
  }

  private static @Nullable Rebuild shared(Bench bench, ScreenRequest wanted) {
    var running = bench.running;
    if (running != null && running.isAlso(wanted)) {
      return running;
    }
    return bench.waiting.stream().filter(each -> each.isAlso(wanted)).findFirst().orElse(null);
  }

  private boolean mayAsk(ScreenRequest wanted) {
    var person = wanted.who().owners();
    int many = asked.getOrDefault(person, 0);
    if (many < WAITING) {
      asked.put(person, many + 1);
    }
    return many < WAITING;
  }

  private static @Nullable Rebuild next(Bench bench) {
    if (bench.running != null) {
      return null;
    }
    var next =
        bench.waiting.stream()
            .filter(each -> !each.wanted.who().owners().equals(bench.served))
            .findFirst()
            .orElse(bench.waiting.peek());
    if (next != null) {
      bench.waiting.remove(next);
      bench.served = next.wanted.who().owners();
    }
    bench.running = next;
    return next;
  }

  /** It is over: what runs next of its history. */
  private @Nullable Rebuild end(Rebuild job) {
    job.over = true;
    var person = job.wanted.who().owners();
    asked.computeIfPresent(person, (_, many) -> many > 1 ? many - 1 : null);
    var bench = benches.get(job.wanted.history());
    if (bench == null) {
      return null;
    }
    bench.waiting.remove(job);
    if (bench.running == job) {
      bench.running = null;
    }
    var next = next(bench);
    forget(job.wanted.history(), bench);
    return next;
  }

  private void forget(HistoryReader history, Bench bench) {
    if (bench.running == null && bench.kept.isEmpty()) {
      benches.remove(history);
    }
  }

  private void keep(Rebuild job, Snapshot made) {
    var bench = benches.get(job.wanted.history());
    var kept = new Kept(job.wanted.shape(), made);
    if (bench != null && keptCells + kept.shape.cells() <= CELLS) {
      keptCells += kept.shape.cells();
      bench.kept.add(kept);
      var _ =
          timer.schedule(
              () -> drop(job.wanted.history(), kept), KEPT.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  // --- without ----------------------------------------------------------------------------------

  private void drop(HistoryReader history, Kept old) {
    lock.lock();
    try {
      var bench = benches.get(history);
      if (bench != null && bench.kept.remove(old)) {
        keptCells -= old.shape.cells();
        forget(history, bench);
      }
    } finally {
      lock.unlock();
    }
  }

  private void begin(@Nullable Rebuild job) {
    if (job != null) {
      turns.when(job.wanted.who().owners(), turn -> begin(job, turn));
    }
  }

  private void begin(Rebuild job, Turns<Set<Person>>.Turn turn) {
    OffsetRange range = null;
    lock.lock();
    try {
      if (!job.over) {
        job.turn = turn;
        range = job.range();
      }
    } finally {
      lock.unlock();
    }
    if (range == null) {
      turn.close();
      return;
    }
    var feed = HistoryFeed.begin(job.wanted.history(), range, job);
    if (isOver(job, feed)) {
      feed.cancel();
    }
    var _ = feed.done().whenComplete((offset, failure) -> ended(job, offset, failure));
  }

  /** Whether nobody has waited for it any more by the time it was begun. */
  private boolean isOver(Rebuild job, HistoryFeed feed) {
    lock.lock();
    try {
      job.feed = feed;
      return job.over;
    } finally {
      lock.unlock();
    }
  }

  /** It is read, or cannot be. */
  private void ended(Rebuild job, @Nullable Long offset, @Nullable Throwable failure) {
    Snapshot made = offset == null ? null : job.snapshot(offset);
    Rebuild next;
    lock.lock();
    try {
      if (job.over) {
        return;
      }
      if (made != null) {
        keep(job, made);
      }
      next = end(job);
    } finally {
      lock.unlock();
    }
    giveBack(job);
    begin(next);
    answer(job.made, made, failure == null ? null : cause(failure));
  }

  private static void answer(
      CompletableFuture<Snapshot> who, @Nullable Snapshot made, @Nullable Throwable failure) {
    if (made != null) {
      boolean _ = who.complete(made);
    } else if (failure != null) {
      boolean _ = who.completeExceptionally(failure);
    }
  }

  private static Throwable cause(Throwable failure) {
    var cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (!(cause instanceof RejectedExecutionException)) {
      log.error("event=screen-fault", cause);
    }
    return cause == null ? failure : cause;
  }

  /** Whoever has used a processor for long pauses before the next; others need not. */
  private void giveBack(Rebuild job) {
    var turn = job.turn;
    if (turn == null) {
      return;
    }
    var pause = times.used(job.wanted.who().owners(), job.busy());
    if (pause.isZero()) {
      turn.close();
    } else {
      turn.rest();
      var _ = timer.schedule(turn::close, pause.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /** One of those who wait does so no longer; the last one ends it, whatever the disk does. */
  private void leave(Rebuild job) {
    Rebuild next;
    HistoryFeed feed;
    lock.lock();
    try {
      job.waiting--;
      if (job.over || job.waiting > 0) {
        return;
      }
      next = end(job);
      feed = job.feed;
    } finally {
      lock.unlock();
    }
    if (feed != null) {
      feed.cancel();
    }
    giveBack(job); // what was done for nobody is paid, too
    begin(next);
  }

  /** Histories of which something is kept or being made. */
  int histories() {
    lock.lock();
    try {
      return benches.size();
    } finally {
      lock.unlock();
    }
  }
}
