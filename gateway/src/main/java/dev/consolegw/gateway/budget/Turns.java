package dev.consolegw.gateway.budget;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Lets people have things done in turns: of each only so many at a time, of all only so many, and
 * whoever has the most to do waits the longest. Any thread; the lock is held over memory only.
 *
 * @param <K> who has something to do, such as the owners of a key
 */
public final class Turns<K> {
  private final int perPerson;
  private final int inAll;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<K, Work<K>> people = new HashMap<>();
  private final Queue<Work<K>> next = new ArrayDeque<>();
  private int running;

  /** What one person has to do. */
  private static final class Work<K> {
    private final K person;
    private final Queue<Consumer<Turns<K>.Turn>> waiting = new ArrayDeque<>();
    private int running;

    Work(K person) {
      this.person = person;
    }
  }

  /**
   * @param perPerson turns of one person at a time
   * @param inAll turns of all people at a time
   */
  public Turns(int perPerson, int inAll) {
    this.perPerson = perPerson;
    this.inAll = inAll;
  }

  /** Turns of each person, whatever the others do. */
  public static <K> Turns<K> ofEach(int perPerson) {
    return new Turns<>(perPerson, Integer.MAX_VALUE);
  }

  /** One turn, until it is closed; never held while a client is waited for. Any thread. */
  public final class Turn implements AutoCloseable {
    private final Work<K> work;
    private boolean resting;
    private boolean over;

    private Turn(Work<K> work) {
      this.work = work;
    }

    /** Others may have its place already; it counts for this person alone until it is closed. */
    public void rest() {
      lock.lock();
      try {
        if (over || resting) {
          return;
        }
        resting = true;
        running--;
      } finally {
        lock.unlock();
      }
      begin();
    }

    @Override
    public void close() {
      lock.lock();
      try {
        if (over) {
          return;
        }
        over = true;
        running -= resting ? 0 : 1;
        done(work);
      } finally {
        lock.unlock();
      }
      begin();
    }
  }

  /** Waits for a turn of this person; meant for a virtual thread. */
  public Turn take(K person) {
    var turn = new CompletableFuture<Turn>();
    await(person, turn::complete);
    return turn.join();
  }

  /** Does something on these threads when it is this person's turn. */
  public void run(K person, Executor threads, Runnable what) {
    await(
        person,
        turn -> {
          try {
            threads.execute(() -> {
              try (turn) {
                what.run();
              }
            });
          } catch (RuntimeException refused) {
            turn.close();
            throw refused;
          }
        });
  }

  /**
   * The same for whoever must not wait.
   *
   * @param begin is given the turn, which it closes: on this thread, or on one that closes another
   *     turn; must not block
   */
  public void when(K person, Consumer<Turn> begin) {
    await(person, begin);
  }

  private void await(K person, Consumer<Turn> what) {
    lock.lock();
    try {
      var work = people.computeIfAbsent(person, Work::new);
      work.waiting.add(what);
      if (work.waiting.size() == 1 && work.running < perPerson) {
        next.add(work);
      }
    } finally {
      lock.unlock();
    }
    begin();
  }

  private void begin() {
    List<Runnable> beginning = new ArrayList<>();
    lock.lock();
    try {
      while (running < inAll && !next.isEmpty()) {
        var work = next.remove();
        var what = work.waiting.remove();
        var turn = new Turn(work);
        work.running++;
        running++;
        if (work.running < perPerson && !work.waiting.isEmpty()) {
          next.add(work);
        }
        beginning.add(() -> what.accept(turn));
      }
    } finally {
      lock.unlock();
    }
    beginning.forEach(Runnable::run);
  }

  /** With the lock. */
  private void done(Work<K> work) {
    work.running--;
    if (work.running == perPerson - 1 && !work.waiting.isEmpty()) {
      next.add(work);
    }
    if (work.running == 0 && work.waiting.isEmpty()) {
      people.remove(work.person);
    }
  }
}
