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
  private final AtomicBoolean watching = new AtomicBoolean();
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

    boolean isOlderThan(Duration limit) {
      return System.nanoTime() - since > limit.toNanos();
    }

    synchronized void tellIfStalled() {
      if (!done && !told && task instanceof Task stallable && isOlderThan(STALLED)) {
        told = true;
        stallable.stalled();
      }
    }

    synchronized void end() {
      done = true;
    }
  }

  /** Runs the task on a disk thread. After {@link #close} it is thrown away. */
  @Override
  public void execute(Runnable task) {
    pool.execute(() -> run(task));
    watch();
  }

  private void run(Runnable task) {
    var me = new Running(task);
    running.add(me);
    // Once more: the watch may have ended between the queue and here.
    watch();
    try {
      task.run();
    } catch (RuntimeException bug) {
      log.error("event=disk-task-fault", bug);
    } finally {
      me.end();
      running.remove(me);
    }
  }

  private void watch() {
    if (watching.compareAndSet(false, true)) {
      timer.in(HAND_OVER, this::look);
    }
  }

  private void look() {
    int stuck = 0;
    for (var each : running) {
      stuck += each.isOlderThan(HAND_OVER) ? 1 : 0;
      each.tellIfStalled();
    }
    pool.setCorePoolSize(threads + Math.min(stuck, spares));
    watching.set(false);
    if (!running.isEmpty() || !pool.getQueue().isEmpty()) {
      watch();
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
