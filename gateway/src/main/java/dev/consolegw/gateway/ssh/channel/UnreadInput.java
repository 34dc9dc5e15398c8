package dev.consolegw.gateway.ssh.channel;

import dev.consolegw.gateway.budget.Budget;
import dev.consolegw.gateway.budget.Budgets;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the client of one connection has sent and nobody has taken, and what it has been promised to
 * be able to send.
 *
 * <p>Promises are bounded for the connection alone: they cost nothing until they are used, and most
 * never are. What has come is bounded for the person and for all. When more of it is there than may
 * be, nothing more is read from this client until some is taken, here or elsewhere; it stays where
 * it is, with the client and in its socket. A client with next to nothing here is always read.
 *
 * <p>Any thread.
 */
public final class UnreadInput {
  private final Budget.Share share;
  private final long mostPromised;
  private final Runnable stopReading;
  private final Runnable goOnReading;
  private final ReentrantLock lock = new ReentrantLock();
  private long promised;
  private boolean stopped;

  /**
   * @param share what has come is charged to
   * @param mostPromised bytes that may be promised, on all channels together
   * @param stopReading nothing more is to be read from the client
   * @param goOnReading now it is
   */
  public UnreadInput(
      Budget.Share share, long mostPromised, Runnable stopReading, Runnable goOnReading) {
    this.share = share;
    this.mostPromised = mostPromised;
    this.stopReading = stopReading;
    this.goOnReading = goOnReading;
  }

  /**
   * Promises what there is room for: half of what is left, so that the next channel gets some, too.
   *
   * @return how many bytes; may be none
   */
  long promise(long wanted) {
    long room = share.room();
    lock.lock();
    try {
      long given = Math.min(Math.min(wanted, room), (mostPromised - promised) / 2);
      promised += Math.max(0, given);
      return Math.max(0, given);
    } finally {
      lock.unlock();
    }
  }

  /** So many bytes that were promised will not come, or have come and are taken. */
  void unpromise(long bytes) {
    lock.lock();
    try {
      promised -= bytes;
    } finally {
      lock.unlock();
    }
  }

  /** So many bytes have come. */
  void came(long bytes) {
    share.use(bytes);
  }

  /** So many are taken, or thrown away. */
  void taken(long bytes) {
    share.release(bytes);
    lock.lock();
    try {
      if (stopped) {
        check();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Stops reading if there is more than may be, or goes on. */
  public void check() {
    lock.lock();
    try {
      if (isTooMuch() && !stopped) {
        stopped = true;
        stopReading.run();
      }
      if (stopped) {
        share.whenRoom(this::check); // before it is asked for, for it may come now
        if (!isTooMuch()) {
          stopped = false;
          goOnReading.run();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isTooMuch() {
    return share.used() > Budgets.ALWAYS && share.room() == 0;
  }
}
