package dev.consolegw.gateway.export;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Cursors for which there is something to read, first come first served, and those of which
 * something has to be noted. Any thread.
 */
final class CursorQueue {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<ExportCursor> queue = new ArrayDeque<>();
  private final Set<ExportCursor> unnoted = new LinkedHashSet<>();
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

  /** Before all others. */
  void addFirst(ExportCursor cursor) {
    lock.lock();
    try {
      queue.addFirst(cursor);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Something of it has to be noted, whatever becomes of what it has to read. */
  void note(ExportCursor cursor) {
    lock.lock();
    try {
      unnoted.add(cursor);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** What has to be noted; asked for once. */
  List<ExportCursor> unnoted() {
    lock.lock();
    try {
      var all = List.copyOf(unnoted);
      unnoted.clear();
      return all;
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
      while (isEmpty() && !ending && left > 0) {
        left = changed.awaitNanos(left);
      }
      left = isEmpty() ? 0 : others.toNanos();
      while (!ending && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isEmpty() {
    return queue.isEmpty() && unnoted.isEmpty();
  }

  /**
   * Waits for so long, or until the end, or until there is something to note.
   *
   * @return what is left of that time; nothing is, at the end
   */
  Duration rest(Duration time) throws InterruptedException {
    lock.lock();
    try {
      long left = time.toNanos();
      while (!ending && unnoted.isEmpty() && left > 0) {
        left = changed.awaitNanos(left);
      }
      return ending ? Duration.ZERO : Duration.ofNanos(Math.max(0, left));
    } finally {
      lock.unlock();
    }
  }
}
