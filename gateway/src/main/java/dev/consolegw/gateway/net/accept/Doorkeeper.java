package dev.consolegw.gateway.net.accept;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Lets in who may call, and no more strangers than it is told to: callers of whom it is not known
 * yet who they are. Any thread.
 */
public final class Doorkeeper {
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<InetAddress, Integer> strangers = new HashMap<>(); // guarded by lock
  private final int perAddress;
  private final int all;
  private int waiting; // guarded by lock
  private volatile Predicate<InetAddress> allowed;

  /**
   * @param allowed who may call at all
   * @param perAddress strangers from one address
   * @param all strangers together
   */
  public Doorkeeper(Predicate<InetAddress> allowed, int perAddress, int all) {
    this.allowed = allowed;
    this.perAddress = perAddress;
    this.all = all;
  }

  /** From now on, these may call. Who is in stays. */
  public void allow(Predicate<InetAddress> anew) {
    allowed = anew;
  }

  boolean allows(InetAddress address) {
    return allowed.test(address);
  }

  /** Lets a stranger in; nothing when there are too many. */
  Optional<Visit> enter(InetAddress address) {
    lock.lock();
    try {
      int there = strangers.getOrDefault(address, 0);
      if (there >= perAddress || waiting >= all) {
        return Optional.empty();
      }
      strangers.put(address, there + 1);
      waiting++;
      return Optional.of(new Visit(address));
    } finally {
      lock.unlock();
    }
  }

  private void leave(InetAddress address) {
    lock.lock();
    try {
      strangers.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
      waiting--;
    } finally {
      lock.unlock();
    }
  }

  /** A stranger, until it is known who it is or it has left. */
  public final class Visit {
    private final InetAddress address;
    private final AtomicBoolean over = new AtomicBoolean();

    private Visit(InetAddress address) {
      this.address = address;
    }

    /** No stranger any more; further calls do nothing. */
    public void end() {
      if (over.compareAndSet(false, true)) {
        leave(address);
      }
    }
  }
}
