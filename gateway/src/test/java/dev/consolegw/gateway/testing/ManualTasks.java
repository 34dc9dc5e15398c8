package dev.consolegw.gateway.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** Tasks that wait until a test runs them, on its own thread. They may come from any thread. */
public final class ManualTasks implements Executor {
  private final List<Runnable> waiting = new ArrayList<>();
  private boolean atOnce;

  /** From now on nothing waits: whoever has a task runs it. */
  public synchronized void runAtOnce() {
    atOnce = true;
  }

  @Override
  public void execute(Runnable task) {
    if (!waits(task)) {
      task.run();
    }
  }

  private synchronized boolean waits(Runnable task) {
    return !atOnce && waiting.add(task);
  }

  public synchronized int waiting() {
    return waiting.size();
  }

  /** Runs everything that waits, and what comes to wait because of that. */
  public void runAll() {
    while (waiting() > 0) {
      run(0);
    }
  }

  /** Runs one of them, out of turn. */
  public void run(int index) {
    take(index).run();
  }

  private synchronized Runnable take(int index) {
    return waiting.remove(index);
  }
}
