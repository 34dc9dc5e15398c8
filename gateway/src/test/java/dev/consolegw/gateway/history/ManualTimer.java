package dev.consolegw.gateway.history;

import dev.consolegw.gateway.history.store.DiskThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A timer on which a test says what is due. */
final class ManualTimer implements DiskThreads.Timer {
  private List<Runnable> tasks = new ArrayList<>();

  @Override
  public synchronized void in(Duration delay, Runnable task) {
    tasks.add(task);
  }

  /** Runs everything that waits, and not what comes to wait because of that. */
  void fire() {
    List<Runnable> due;
    synchronized (this) {
      due = tasks;
      tasks = new ArrayList<>();
    }
    due.forEach(Runnable::run);
  }

  synchronized int waiting() {
    return tasks.size();
  }
}
