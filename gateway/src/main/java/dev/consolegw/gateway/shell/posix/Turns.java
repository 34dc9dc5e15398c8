package dev.consolegw.gateway.shell.posix;

import dev.consolegw.gateway.shell.guest.GuestException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One command at a time; the others wait in the order in which they came. */
final class Turns {
  private final int room;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<Object> waiting = new ArrayDeque<>();
  private boolean taken;
  private @Nullable GuestException failure;

  Turns(int room) {
    this.room = room;
  }

  /**
   * Waits for a turn, on a virtual thread.
   *
   * @throws GuestException when too many wait, or the guest is lost
   */
  void take() throws GuestException, InterruptedIOException {
    Object ticket = new Object();
    lock.lock();
    try {
      if (failure == null && (taken || !waiting.isEmpty()) && waiting.size() >= room) {
        throw new GuestException(
            GuestException.Kind.BUSY,
            "the guest runs one command at a time, and " + room + " are waiting: try again later");
      }
      waiting.add(ticket);
      while (failure == null && (taken || !ticket.equals(waiting.peek()))) {
        changed.await();
      }
      if (failure != null) {
        throw new GuestException(failure.kind(), failure.getMessage());
      }
      taken = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } finally {
      waiting.remove(ticket);
      changed.signalAll();
      lock.unlock();
    }
  }

  /** The turn is over. */
  void give() {
    lock.lock();
    try {
      taken = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** There are no more turns. */
  void fail(GuestException why) {
    lock.lock();
    try {
      failure = failure == null ? why : failure;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
