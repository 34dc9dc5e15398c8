package dev.consolegw.gateway.access;

import dev.consolegw.authz.Person;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * Work that is done for one person a few times at once, however many sessions they have; the rest
 * waits for its turn, on virtual threads. The lock is held over memory only.
 */
public final class PersonTurns {
  private final int most;
  private final Map<Set<Person>, Share> shares = new HashMap<>();

  /** What all sessions of one person have together. */
  private static final class Share {
    private final Semaphore turns;
    private int users;

    Share(int most) {
      turns = new Semaphore(most, true);
    }
  }

  /**
   * @param most turns of one person at a time
   */
  public PersonTurns(int most) {
    this.most = most;
  }

  /** One turn, until it is closed; never held while a client is waited for. */
  public final class Turn implements AutoCloseable {
    private final Set<Person> person;
    private final Share share;

    private Turn(Set<Person> person, Share share) {
      this.person = person;
      this.share = share;
    }

    @Override
    public void close() {
      share.turns.release();
      leave(person);
    }
  }

  /** Waits for a turn of this person. */
  public Turn take(Set<Person> person) {
    var share = join(person);
    share.turns.acquireUninterruptibly();
    return new Turn(person, share);
  }

  private synchronized Share join(Set<Person> person) {
    var share = shares.computeIfAbsent(person, _ -> new Share(most));
    share.users++;
    return share;
  }

  private synchronized void leave(Set<Person> person) {
    shares.computeIfPresent(person, (_, share) -> --share.users == 0 ? null : share);
  }
}
