package dev.consolegw.gateway.console.live;

import dev.consolegw.authz.Identity;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who looks at a live screen, and whether a round is under way for them: never without one of them,
 * and always when something is new. Any thread; the lock is held over memory only.
 */
final class Lookers {
  private final ReentrantLock lock = new ReentrantLock();
  private final SequencedSet<Looker> all = new LinkedHashSet<>();
  private boolean busy;
  private boolean news;

  /** One of them. */
  static final class Looker {
    private final Identity who;
    private final ScreenLooker looker;
    private boolean isReady; // a round has begun since they came; guarded
    private boolean isTold; // of the round

    private Looker(Identity who, ScreenLooker looker) {
      this.who = who;
      this.looker = looker;
    }

    Identity who() {
      return who;
    }

    ScreenLooker looker() {
      return looker;
    }

    /** Shows it, unless they were shown the same; in a round. */
    void show(ScreenRows screen, boolean isSame) {
      if (!isSame || !isTold) {
        isTold = true;
        looker.see(screen);
      }
    }
  }

  Looker add(Identity who, ScreenLooker looker) {
    var one = new Looker(who, looker);
    lock.lock();
    try {
      all.add(one);
      return one;
    } finally {
      lock.unlock();
    }
  }

  /** These look no more. */
  List<Looker> remove(Predicate<Looker> which) {
    lock.lock();
    try {
      var gone = all.stream().filter(which).toList();
      gone.forEach(all::remove);
      return gone;
    } finally {
      lock.unlock();
    }
  }

  /** Who has looked for longest; null when nobody does. */
  @Nullable Identity first() {
    lock.lock();
    try {
      return all.isEmpty() ? null : all.getFirst().who;
    } finally {
      lock.unlock();
    }
  }

  /** Whoever was here when the last round began. */
  List<Looker> ready() {
    lock.lock();
    try {
      return all.stream().filter(one -> one.isReady).toList();
    } finally {
      lock.unlock();
    }
  }

  // --- rounds -----------------------------------------------------------------------------------

  /**
   * Takes the round, if it is to be had and somebody looks.
   *
   * @param isNew whether there is to be one in any case, so that a round that is under way is
   *     followed by another
   */
  boolean claim(boolean isNew) {
    lock.lock();
    try {
      news |= isNew;
      if (busy || all.isEmpty()) {
        return false;
      }
      busy = true;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Who pays for what comes next of the round; null when it is over, for nobody looks. */
  @Nullable Identity payer() {
    lock.lock();
    try {
      busy = !all.isEmpty();
      return busy ? all.getFirst().who : null;
    } finally {
      lock.unlock();
    }
  }

  /** The round reads from here on; whoever is here by now is told of what it shows. */
  void begin() {
    lock.lock();
    try {
      news = false;
      all.forEach(one -> one.isReady = true);
    } finally {
      lock.unlock();
    }
  }

  /** The round is over; whether there is to be another. */
  boolean rest() {
    lock.lock();
    try {
      busy = news && !all.isEmpty();
      return busy;
    } finally {
      lock.unlock();
    }
  }
}
