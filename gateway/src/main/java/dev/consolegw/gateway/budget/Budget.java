package dev.consolegw.gateway.budget;

import dev.consolegw.authz.Identity;
import dev.consolegw.authz.Person;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How much of one thing may be in use: of each share, of each person, and of all together. What it
 * is, bytes or connections, is the business of who has it.
 *
 * <p>It is not used up by a few who are greedy: a person may have no more than is then left for all
 * others, and a share no more than is left for the other shares of its person (dynamic thresholds,
 * Choudhury and Hahne 1998). Whoever comes finds half of what is left.
 *
 * <p>One person is whoever the same people are the owners of the key, be it one key or several. Any
 * thread; nothing here blocks, and each call takes the same short time however many shares there
 * are, but for the one that wakes those who wait.
 */
public final class Budget {
  /** Who waits for room is looked at when this part of what one person may have was given back. */
  private static final int PARTS = 16;

  private final Limits limits;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Set<Person>, Account> accounts = new HashMap<>();
  private final Map<Share, Runnable> waiting = new LinkedHashMap<>();
  private long used;
  private long freed;

  /**
   * The bounds.
   *
   * @param perShare of one share, such as a connection's
   * @param perPerson of all shares of one person
   * @param inAll of all persons; more than {@code perPerson}, or one person alone has half of it
   */
  public record Limits(long perShare, long perPerson, long inAll) {
    /** No bound. */
    public static final long NONE = Long.MAX_VALUE;
  }

  private static final class Account {
    private final Set<Person> person;
    private long used;
    private int shares;

    Account(Set<Person> person) {
      this.person = person;
    }
  }

  public Budget(Limits limits) {
    this.limits = limits;
  }

  /** A share of somebody's, with nothing in use; to be closed. */
  public Share share(Identity who) {
    lock.lock();
    try {
      var account = accounts.computeIfAbsent(who.owners(), Account::new);
      account.shares++;
      return new Share(account);
    } finally {
      lock.unlock();
    }
  }

  /** What is in use of all persons. */
  public long used() {
    lock.lock();
    try {
      return used;
    } finally {
      lock.unlock();
    }
  }

  /** What one connection, or whatever is charged by itself, has in use. Any thread. */
  public final class Share implements AutoCloseable {
    private final Account account;
    private long mine;
    private boolean closed;

    private Share(Account account) {
      this.account = account;
    }

    /** How much more it may use now; zero when it uses more than it may. */
    public long room() {
      lock.lock();
      try {
        return left();
      } finally {
        lock.unlock();
      }
    }

    private long left() {
      long person = least(limits.perPerson() - account.used, limits.inAll() - used, account.used);
      long share = least(limits.perShare() - mine, limits.perPerson() - account.used, mine);
      return Math.max(0, Math.min(share, person));
    }

    /** So much that as much is left to others as is then used here. */
    private static long least(long here, long left, long usedHere) {
      long half = left - usedHere;
      return Math.min(here, half - half / 2);
    }

    /** What it has in use. */
    public long used() {
      lock.lock();
      try {
        return mine;
      } finally {
        lock.unlock();
      }
    }

    /** Uses so much if there is room for it; false when there is not. */
    public boolean tryUse(long amount) {
      lock.lock();
      try {
        boolean fits = !closed && amount <= left();
        if (fits) {
          add(amount);
        }
        return fits;
      } finally {
        lock.unlock();
      }
    }

    /** Uses so much, for it is in use already, room or not. Counts for nothing once closed. */
    public void use(long amount) {
      lock.lock();
      try {
        if (!closed) {
          add(amount);
        }
      } finally {
        lock.unlock();
      }
    }

    private void add(long amount) {
      mine += amount;
      account.used += amount;
      used += amount;
    }

    /** Gives so much back, and perhaps wakes others, on this thread. */
    public void release(long amount) {
      List<Runnable> awake;
      lock.lock();
      try {
        long back = Math.min(amount, mine);
        add(-back);
        awake = free(back);
      } finally {
        lock.unlock();
      }
      awake.forEach(Runnable::run);
    }

    /**
     * Runs something once, on whatever thread gives room back, some time after there is room here.
     * It must not block. A second call replaces the first.
     */
    public void whenRoom(Runnable signal) {
      lock.lock();
      try {
        if (!closed) {
          waiting.put(this, signal);
        }
      } finally {
        lock.unlock();
      }
    }

    /** Gives all back. What is given back later was part of it. */
    @Override
    public void close() {
      List<Runnable> awake;
      lock.lock();
      try {
        if (closed) {
          return;
        }
        closed = true;
        waiting.remove(this);
        long back = mine;
        add(-back);
        account.shares--;
        if (account.shares == 0) {
          accounts.remove(account.person);
        }
        awake = free(back);
      } finally {
        lock.unlock();
      }
      awake.forEach(Runnable::run);
    }
  }

  /** Those who need no longer wait. */
  private List<Runnable> free(long amount) {
    freed += amount;
    if (waiting.isEmpty() || freed < Math.max(1, limits.perPerson() / PARTS)) {
      return List.of();
    }
    freed = 0;
    var awake = new ArrayList<Runnable>();
    waiting.entrySet().removeIf(one -> one.getKey().left() > 0 && awake.add(one.getValue()));
    return awake;
  }
}
