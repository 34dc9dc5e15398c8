package dev.consolegw.gateway.ops;

import dev.consolegw.gateway.fault.Uncaught;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.session.SessionEnd;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All who are here: every connection of a client, with or without a session, and every session,
 * whatever it is for. Fronts enter them and strike them out.
 *
 * <p>Any thread. The lock is held over memory only, and nobody is told anything with it.
 */
public final class SessionRegistry {
  private static final Logger log = LoggerFactory.getLogger(SessionRegistry.class);

  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Entry> here = new LinkedHashSet<>();
  private final Condition left = lock.newCondition();
  private boolean draining;

  /** One who is here; the same as another only if it is that one. */
  public sealed interface Entry {}

  /** What carries sessions: one, several, or none yet. */
  public non-sealed interface ClientConnection extends Entry {
    /** Done when the connection is closed, for whatever reason. */
    CompletionStage<Void> closed();
  }

  /** One person's stay, from when it is asked for until the client has its end. */
  public non-sealed interface ClientSession extends Entry {
    /** What it is for, as far as that is known by now. */
    Kind kind();

    Session session();

    /**
     * Ends it, as soon as it can be. Returns at once, and may be called more than once; the first
     * word counts. Any thread.
     *
     * @param why what the client is told
     */
    void end(SessionEnd why);
  }

  /** What a session is for. */
  public enum Kind {
    CONSOLE,
    COMMAND,
    SHELL,
    FORWARD,
    PICKER,
    SFTP
  }

  /** Enters a connection; also while the gateway drains, for its sessions must be told so. */
  public void add(ClientConnection connection) {
    lock.lock();
    try {
      here.add(connection);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Enters a session, unless the gateway drains.
   *
   * @return false when it drains: the session is not entered, is not told here, and must not begin
   */
  public boolean add(ClientSession session) {
    lock.lock();
    try {
      return !draining && here.add(session);
    } finally {
      lock.unlock();
    }
  }

  /** Lets no session in any more; those that are here stay. */
  public void letNobodyIn() {
    lock.lock();
    try {
      draining = true;
    } finally {
      lock.unlock();
    }
  }

  /** How many sessions there are. */
  public int sessions() {
    lock.lock();
    try {
      return count();
    } finally {
      lock.unlock();
    }
  }

  private int count() {
    return (int) here.stream().filter(ClientSession.class::isInstance).count();
  }

  /**
   * Waits until no session is left.
   *
   * @param atMost it does not wait for longer
   * @return whether none is
   */
  public boolean awaitNone(Duration atMost) throws InterruptedException {
    long nanos = atMost.toNanos();
    lock.lock();
    try {
      while (count() > 0 && nanos > 0) {
        nanos = left.awaitNanos(nanos);
      }
      return count() == 0;
    } finally {
      lock.unlock();
    }
  }

  /** Whether no session is let in any more. */
  public boolean isDraining() {
    lock.lock();
    try {
      return draining;
    } finally {
      lock.unlock();
    }
  }

  /** Strikes out whoever is gone; does nothing for who is not in the list. */
  public void remove(Entry gone) {
    lock.lock();
    try {
      here.remove(gone);
      left.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Everybody of this type who is here now, in the order in which they came. */
  public <E extends Entry> List<E> all(Class<E> type) {
    lock.lock();
    try {
      return here.stream().filter(type::isInstance).map(type::cast).toList();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets no session in any more, and ends all that are here, whatever becomes of one of them. Does
   * not wait for them. Connections stay: a client hangs up when its sessions have ended.
   */
  public void drain(SessionEnd farewell) {
    letNobodyIn();
    all(ClientSession.class).forEach(session -> end(session, farewell));
  }

  private static void end(ClientSession session, SessionEnd farewell) {
    try {
      session.end(farewell);
    } catch (RuntimeException bug) {
      Uncaught.pass(bug);
      log.error(
          "event=session-not-ended kind={} session={}",
          session.kind(),
          session.session().id(),
          bug);
    }
  }
}
