package dev.consolegw.gateway.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** Tasks that wait until a test runs them, on its own thread. They may come from any thread. */
public final class ManualTasks implements Executor {
  private final List<Runnable> waiting = new ArrayList<>();

  @Override
  public synchronized void execute(Runnable task) {
    waiting.add(task);
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
