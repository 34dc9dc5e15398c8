package dev.consolegw.gateway.event;

import dev.consolegw.authz.Grant;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.session.Role;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.session.Traffic;

/** What somebody does at a console. */
public sealed interface SessionEvent extends GatewayEvent {

  /** Whose session it is. */
  Session session();

  /** Somebody looks. */
  record Attached(ConsoleId console, Session session, Grant grant, Role role)
      implements SessionEvent {}

  /**
   * Somebody was not let in.
   *
   * @param ending what they were told
   */
  record Refused(ConsoleId console, Session session, Grant grant, SessionEnd ending)
      implements SessionEvent {}

  /** Somebody looks no more. */
  record Detached(
      ConsoleId console, Session session, Grant grant, Traffic traffic, SessionEnd ending)
      implements SessionEvent {}

  /** The seat went to somebody. */
  record Seated(ConsoleId console, Session session, Grant grant) implements SessionEvent {}

  /** Somebody writes beside the holder of the seat. */
  record Joined(ConsoleId console, Session session, Grant grant) implements SessionEvent {}

  /** Somebody gave the writing up, and stays. */
  record Unseated(ConsoleId console, Session session, Grant grant) implements SessionEvent {}

  /**
   * A session was ended by somebody else.
   *
   * @param session whose
   * @param by who did it, with the right to
   */
  record SentAway(ConsoleId console, Session session, Session by, Grant grant)
      implements SessionEvent {}

  /** A break, a reset, or the like was sent. */
  record Sent(ConsoleId console, Session session, String what) implements SessionEvent {}

  /**
   * Something of ours was used beside the console's input, such as a look at what it printed.
   *
   * @param what in a word
   */
  record Used(ConsoleId console, Session session, String what) implements SessionEvent {}
}
