package dev.consolegw.gateway.shell.posix;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A bounded queue that one task at a time empties, in order. Its lock guards the queue alone. */
final class Mailbox<T> {
  private final Queue<T> waiting = new ArrayDeque<>();
  private final int room;
  private final Executor tasks;
  private final Consumer<T> taker;
  private boolean working;

  /**
   * A mailbox.
   *
   * @param room how many may wait
   * @param taker may block; what it throws ends nothing but its turn
   */
  Mailbox(int room, Executor tasks, Consumer<T> taker) {
    this.room = room;
    this.tasks = tasks;
    this.taker = taker;
  }

  /** Does not block. False where there is no room. */
  boolean put(T one) {
    synchronized (waiting) {
      if (waiting.size() >= room) {
        return false;
      }
      waiting.add(one);
      if (working) {
        return true;
      }
      working = true;
    }
    tasks.execute(this::work);
    return true;
  }

  private void work() {
    while (true) {
      T one;
      synchronized (waiting) {
        one = waiting.poll();
        if (one == null) {
          working = false;
          return;
        }
      }
      taker.accept(one);
    }
  }
}
