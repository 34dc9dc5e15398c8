package dev.consolegw.gateway.shell.link;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A task that runs once more after each signal, never twice at a time. Each run is a task of the
 * executor by itself, so that others have their turn in between.
 */
final class Rounds {
  private static final int NONE = 0;
  private static final int RUNNING = 1;
  private static final int AGAIN = 2;

  private final Executor executor;
  private final Runnable task;
  private final AtomicInteger state = new AtomicInteger(NONE);

  Rounds(Executor executor, Runnable task) {
    this.executor = executor;
    this.task = task;
  }

  /** There may be something to do. Any thread, does not block. */
  void signal() {
    if (state.getAndSet(AGAIN) == NONE) {
      execute();
    }
  }

  private void execute() {
    try {
      executor.execute(this::run);
    } catch (RejectedExecutionException stopping) {
      // nobody is left to work for
    }
  }

  private void run() {
    state.set(RUNNING);
    task.run();
    if (!state.compareAndSet(RUNNING, NONE)) {
      execute();
    }
  }
}
