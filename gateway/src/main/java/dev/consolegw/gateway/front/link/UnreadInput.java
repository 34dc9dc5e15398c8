package dev.consolegw.gateway.front.link;

import dev.consolegw.gateway.budget.Budget;
import dev.consolegw.gateway.budget.Budgets;
import dev.consolegw.gateway.net.Link;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What one client has sent and nobody has taken. Past its bound, the client is not read: what it
 * sends stays with it. A client with next to nothing here is always read. Any thread; nobody is
 * called with the lock but the link, whose part is short.
 */
public final class UnreadInput {
  /** Bytes of one client, and what one read brings beyond. */
  static final int MOST = 64 * 1024;

  private final Link link;
  private final Budget.Share share;
  private final ReentrantLock lock = new ReentrantLock();
  private long waiting; // guarded by lock
  private boolean paused; // guarded by lock

  public UnreadInput(Link link, Budget.Share share) {
    this.link = link;
    this.share = share;
  }

  void came(int bytes) {
    share.use(bytes);
    change(bytes);
  }

  void taken(int bytes) {
    share.release(bytes);
    change(-bytes);
  }

  private void change(long bytes) {
    lock.lock();
    try {
      waiting += bytes;
      look();
    } finally {
      lock.unlock();
    }
  }

  private void look() {
    boolean tooMuch =
        waiting > (paused ? MOST / 2 : MOST) || (waiting > Budgets.ALWAYS && share.room() == 0);
    if (tooMuch && !paused) {
      link.pause();
    } else if (!tooMuch && paused) {
      link.resume();
    }
    paused = tooMuch;
    if (paused) {
      share.whenRoom(() -> change(0));
    }
  }

  void close() {
    share.close();
  }
}
