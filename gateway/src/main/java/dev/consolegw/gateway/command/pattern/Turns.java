package dev.consolegw.gateway.command.pattern;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets people have things done in turns: of each only so many at a time, of all only so many, and
 * whoever has the most to do waits the longest. Any thread.
 *
 * @param <K> who has something to do
 */
final class Turns<K> {
  private final int perPerson;
  private final int inAll;
  private final Executor threads;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<K, Work<K>> people = new HashMap<>();
  private final Queue<Work<K>> next = new ArrayDeque<>();
  private int running;

  private static final class Work<K> {
    private final K person;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int running;

    Work(K person) {
      this.person = person;
    }
  }

  Turns(int perPerson, int inAll, Executor threads) {
    this.perPerson = perPerson;
    this.inAll = inAll;
    this.threads = threads;
  }

  /** Does something when it is this person's turn. */
  void run(K person, Runnable what) {
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
    lock.lock();
    try {
      while (running < inAll && !next.isEmpty()) {
        var work = next.remove();
        var what = work.waiting.remove();
        work.running++;
        running++;
        if (work.running < perPerson && !work.waiting.isEmpty()) {
          next.add(work);
        }
        threads.execute(() -> {
          try {
            what.run();
          } finally {
            done(work);
          }
        });
      }
    } finally {
      lock.unlock();
    }
  }

  private void done(Work<K> work) {
    lock.lock();
    try {
      running--;
      work.running--;
      if (work.running == perPerson - 1 && !work.waiting.isEmpty()) {
        next.add(work);
      }
      if (work.running == 0 && work.waiting.isEmpty()) {
        people.remove(work.person);
      }
    } finally {
      lock.unlock();
    }
    begin();
  }
}
