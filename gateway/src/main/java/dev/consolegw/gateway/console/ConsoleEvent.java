package dev.consolegw.gateway.console;

import dev.consolegw.authz.Grant;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.directory.ConsoleId;

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
  record Detached(ConsoleId console, Session session, Grant grant, Traffic traffic, Ending ending)
      implements ConsoleEvent {}

  /** The seat went to somebody. */
  record Seated(ConsoleId console, Session session, Grant grant) implements ConsoleEvent {}

  /** A break, a reset, or the like was sent. */
  record Sent(ConsoleId console, Session session, String what) implements ConsoleEvent {}
}
