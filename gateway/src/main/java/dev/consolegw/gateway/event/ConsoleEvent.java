package dev.consolegw.gateway.event;

import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Person;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.session.Role;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.session.Traffic;

/** What happens to consoles, for those who only listen: audit, metrics. */
public sealed interface ConsoleEvent {
  ConsoleId console();

  /** The connection stands. */
  record Connected(ConsoleId console) implements ConsoleEvent {}

  /** A dial failed. */
  record DialFailed(ConsoleId console, int attempt, Reason reason) implements ConsoleEvent {}

  /** The connection ended. */
  record Disconnected(ConsoleId console, Reason reason) implements ConsoleEvent {}

  /** Somebody looks. */
  record Attached(ConsoleId console, Session session, Grant grant, Role role)
      implements ConsoleEvent {}

  /** Somebody looks no more. */
  record Detached(
      ConsoleId console, Session session, Grant grant, Traffic traffic, SessionEnd ending)
      implements ConsoleEvent {}

  /** The seat went to somebody. */
  record Seated(ConsoleId console, Session session, Grant grant) implements ConsoleEvent {}

  /** A session is being recorded. */
  record Recorded(ConsoleId console, Session session, Grant grant, String recording)
      implements ConsoleEvent {}

  /** A session that should be recorded is not, or no longer. */
  record NotRecorded(ConsoleId console, Session session, Grant grant, String why)
      implements ConsoleEvent {}

  /** Somebody writes beside the holder of the seat. */
  record Joined(ConsoleId console, Session session, Grant grant) implements ConsoleEvent {}

  /** Somebody gave the writing up, and stays. */
  record Unseated(ConsoleId console, Session session, Grant grant) implements ConsoleEvent {}

  /**
   * A session was ended by somebody else.
   *
   * @param session whose
   * @param by who did it, with the right to
   */
  record SentAway(ConsoleId console, Session session, Session by, Grant grant)
      implements ConsoleEvent {}

  /**
   * The last writer had left, and the line was reset.
   *
   * @param after who that was
   */
  record Cleaned(ConsoleId console, Person after) implements ConsoleEvent {}

  /** Somebody may fetch what it printed as a file. */
  record FilesOpened(ConsoleId console, Session session, Grant grant) implements ConsoleEvent {}

  /**
   * Somebody who might fetch files has left.
   *
   * @param fetched bytes of files that were sent
   */
  record FilesClosed(ConsoleId console, Session session, Grant grant, long fetched)
      implements ConsoleEvent {}

  /** A break, a reset, or the like was sent. */
  record Sent(ConsoleId console, Session session, String what) implements ConsoleEvent {}
}
