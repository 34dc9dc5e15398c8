package dev.consolegw.gateway.history.store;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few platform threads for file I/O: on virtual threads, two stuck files would freeze every other
 * session of a machine with two cores. A task that hangs is counted out, and a spare thread takes
 * the next, as long as there are spares. With nothing to do nothing runs, the watch included.
 *
 * <p>Any thread hands tasks over; the watch runs on the timer.
 */
public final class DiskThreads implements Executor {
  /** How long a task may take before a spare thread is started for the others. */
  private static final Duration HAND_OVER = Duration.ofMillis(100);

  /** How long until the task itself is told. */
  private static final Duration STALLED = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(DiskThreads.class);

  private final Set<Running> running = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean watchingQueue = new AtomicBoolean();
  private final AtomicBoolean watchingStalls = new AtomicBoolean();

  /** Tasks that run or wait; more than {@link #threads} only when some wait. */
  private final AtomicInteger unfinished = new AtomicInteger();

  private final ThreadPoolExecutor pool;
  private final int threads;
  private final int spares;
  private final Timer timer;

  public DiskThreads(int threads, int spares, Timer timer) {
    this.threads = threads;
    this.spares = spares;
    this.timer = timer;
    // The queue needs no bound of its own: of a history it has one write, one lane and one close.
    this.pool =
        new ThreadPoolExecutor(
            threads,
            threads + spares,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("history-disk-", 0).factory(),
            new ThreadPoolExecutor.DiscardPolicy());
  }

  /** Runs something later, soon and without blocking. */
  @FunctionalInterface
  public interface Timer {
    void in(Duration delay, Runnable task);
  }

  /** Work that wants to know when the disk does not answer. */
  public interface Task extends Runnable {
    /** It runs for a second. Called on the timer, once, and never after its end. */
    void stalled();
  }

  private static final class Running {
    final long since = System.nanoTime();
    final Runnable task;
    boolean told;
    boolean done;

    Running(Runnable task) {
      this.task = task;
    }

    Duration age() {
      return Duration.ofNanos(System.nanoTime() - since);
    }

    boolean isOlderThan(Duration limit) {
      return age().compareTo(limit) > 0;
    }

    /** How long until it has to be looked at again; a second if it has been told. */
    synchronized Duration tellIfStalled() {
      if (!done && !told && task instanceof Task stallable && isOlderThan(STALLED)) {
        told = true;
        stallable.stalled();
      }
      return told ? STALLED : STALLED.minus(age());
    }

    synchronized void end() {
      done = true;
    }
  }

  /** Runs the task on a disk thread. After {@link #close} it is thrown away. */
  @Override
  public void execute(Runnable task) {
    boolean maybeWaits = unfinished.incrementAndGet() > threads;
    pool.execute(() -> run(task));
    watchStalls(STALLED);
    if (maybeWaits) {
      watchQueue();
    }
  }

  private void run(Runnable task) {
    var me = new Running(task);
    running.add(me);
    // Once more: the watch may have ended between the queue and here.
    watchStalls(STALLED);
    try {
      task.run();
    } catch (RuntimeException bug) {
      log.error("event=disk-task-fault", bug);
    } finally {
      me.end();
      running.remove(me);
      unfinished.decrementAndGet();
    }
  }

  /** Only while tasks wait for a thread; a lone task that is soon done costs nobody a wake. */
  private void watchQueue() {
    if (watchingQueue.compareAndSet(false, true)) {
      timer.in(HAND_OVER, this::lookAtQueue);
    }
  }

  private void lookAtQueue() {
    int stuck = 0;
    for (var each : running) {
      stuck += each.isOlderThan(HAND_OVER) ? 1 : 0;
    }
    pool.setCorePoolSize(threads + Math.min(stuck, spares));
    watchingQueue.set(false);
    if (stuck > 0 || unfinished.get() > threads) {
      watchQueue();
    }
  }

  private void watchStalls(Duration in) {
    if (watchingStalls.compareAndSet(false, true)) {
      timer.in(in, this::lookForStalls);
    }
  }

  private void lookForStalls() {
    var next = STALLED;
    for (var each : running) {
      var left = each.tellIfStalled();
      next = left.compareTo(next) < 0 ? left : next;
    }
    watchingStalls.set(false);
    if (unfinished.get() > 0) {
      watchStalls(next.compareTo(HAND_OVER) < 0 ? HAND_OVER : next);
    }
  }

  /** An executor that runs one task at a time, so that one hung file holds one thread at most. */
  public Executor lane() {
    return new Lane(this);
  }

  private static final class Lane implements Executor {
    /** More than the viewers of a console; each has one read under way. */
    private static final int MOST_WAITING = 1024;

    private final Executor threads;
    private final Queue<Runnable> waiting = new ArrayDeque<>(1);
    private boolean busy;

    Lane(Executor threads) {
      this.threads = threads;
    }

    @Override
    public void execute(Runnable task) {
      synchronized (this) {
        if (waiting.size() >= MOST_WAITING) {
          throw new RejectedExecutionException("too many reads of one history wait for the disk");
        }
        waiting.add(task);
        if (busy) {
          return;
        }
        busy = true;
      }
      threads.execute(this::runNext);
    }

    private void runNext() {
      Runnable next;
      synchronized (this) {
        next = waiting.remove();
      }
      try {
        next.run();
      } finally {
        boolean more;
        synchronized (this) {
          more = !waiting.isEmpty();
          busy = more;
        }
        if (more) {
          // To the end of the queue: other histories come first.
          threads.execute(this::runNext);
        }
      }
    }
  }

  /** Takes no more tasks. Those that hang keep their daemon threads. */
  public void close() {
    pool.shutdown();
  }
}
