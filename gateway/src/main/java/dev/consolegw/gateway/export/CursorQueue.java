package dev.consolegw.gateway.export;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Cursors for which there is something to read, first come first served. Any thread. */
final class CursorQueue {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<ExportCursor> queue = new ArrayDeque<>();
  private boolean ending;

  void add(ExportCursor cursor) {
    lock.lock();
    try {
      queue.add(cursor);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  Optional<ExportCursor> poll() {
    lock.lock();
    try {
      return Optional.ofNullable(queue.poll());
    } finally {
      lock.unlock();
    }
  }

  /** Nobody waits any more: what is there is the last. */
  void end() {
    lock.lock();
    try {
      ending = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isEnding() {
    lock.lock();
    try {
      return ending;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until there is one, and then for others; or until the end.
   *
   * @param atMost it does not wait for longer for the first
   * @param others for how long it waits behind that
   */
  void await(Duration atMost, Duration others) throws InterruptedException {
    lock.lock();
    try {
      long left = atMost.toNanos();
      while (queue.isEmpty() && !ending && left > 0) {
        left = changed.awaitNanos(left);
      }
      left = queue.isEmpty() ? 0 : others.toNanos();
      while (!ending && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits for so long, or until the end. */
  void rest(Duration time) throws InterruptedException {
    lock.lock();
    try {
      long left = time.toNanos();
      while (!ending && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
