package dev.consolegw.gateway.sftp;

import dev.consolegw.authz.Person;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * Whose requests the disk works on: of one person {@link #MOST} at a time, however many sessions
 * they have; the rest wait for their turn. Any virtual thread.
 */
final class DiskTurns {
  /** Requests of one person that are worked on at a time. */
  static final int MOST = 2;

  private final Map<Set<Person>, Share> shares = new HashMap<>();

  /** What the sessions of one person have together. */
  private static final class Share {
    private final Semaphore turns = new Semaphore(MOST, true);
    private int sessions;
  }

  /** For one session of somebody, until it is closed. */
  final class Turns implements AutoCloseable {
    private final Set<Person> person;
    private final Share share;

    private Turns(Set<Person> person, Share share) {
      this.person = person;
      this.share = share;
    }

    /** Waits for a turn, which the caller gives back with {@link #end}. */
    void begin() {
      share.turns.acquireUninterruptibly();
    }

    void end() {
      share.turns.release();
    }

    @Override
    public void close() {
      leave(person);
    }
  }

  /** One more session of somebody. */
  synchronized Turns join(Set<Person> person) {
    var share = shares.computeIfAbsent(person, _ -> new Share());
    share.sessions++;
    return new Turns(person, share);
  }

  private synchronized void leave(Set<Person> person) {
    shares.computeIfPresent(person, (_, share) -> --share.sessions == 0 ? null : share);
  }
}
