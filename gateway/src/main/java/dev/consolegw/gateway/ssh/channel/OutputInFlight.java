package dev.consolegw.gateway.ssh.channel;

import dev.consolegw.gateway.budget.Budget;
import dev.consolegw.gateway.budget.Budgets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/**
 * Output of one connection that was handed to MINA and that the system has not taken yet, with all
 * the memory that its packets take: a million packets of one byte are far more than a megabyte. A
 * connection with nothing on its way may always send a little, so that whoever finds no room has
 * something under way, and is woken when that is written. Any thread.
 */
public final class OutputInFlight {
  private final Budget.Share share;
  private final LongConsumer worked;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Runnable> waiting = new LinkedHashSet<>();
  private volatile boolean paused;

  /** That of nobody whose time is counted. */
  OutputInFlight(Budget.Share share) {
    this(share, _ -> {});
  }

  /**
   * @param share what it is charged to
   * @param worked told of each packet, by {@link System#nanoTime} when its sending began
   */
  public OutputInFlight(Budget.Share share, LongConsumer worked) {
    this.share = share;
    this.worked = worked;
  }

  /**
   * How many bytes may be sent now: none, or enough to be worth a packet.
   *
   * @param roomAgain runs when there may be room after there was none; equal to itself alone
   */
  public long room(Runnable roomAgain) {
    long room = room();
    if (room > 0) {
      return room;
    }
    lock.lock();
    try {
      waiting.add(roomAgain);
    } finally {
      lock.unlock();
    }
    return room(); // what was written meanwhile found nobody waiting
  }

  private long room() {
    if (paused) {
      return 0;
    }
    long room = share.room();
    if (room >= Budgets.ALWAYS) {
      return room;
    }
    return share.used() == 0 ? Budgets.ALWAYS : 0;
  }

  /**
   * From now on there is no room, until {@link #goOn}.
   *
   * @return false when that is so already
   */
  public boolean pause() {
    lock.lock();
    try {
      boolean began = !paused;
      paused = true;
      return began;
    } finally {
      lock.unlock();
    }
  }

  /** The pause is over; wakes whoever waits, on this thread. */
  public void goOn() {
    paused = false;
    awake();
  }

  /** A packet that takes so many bytes is about to be sent; {@link #sent} follows. */
  public void sending(int bytes) {
    share.use(bytes);
  }

  /** A packet was handed over, on which this thread has worked since then. */
  void worked(long begun) {
    worked.accept(begun);
  }

  /** It is written, or never will be. */
  public void sent(int bytes) {
    share.release(bytes);
    awake();
  }

  private void awake() {
    List<Runnable> awake;
    lock.lock();
    try {
      if (waiting.isEmpty() || room() == 0) {
        return;
      }
      awake = List.copyOf(waiting);
      waiting.clear();
    } finally {
      lock.unlock();
    }
    awake.forEach(Runnable::run);
  }
}
