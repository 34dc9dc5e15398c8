package dev.consolegw.gateway.event;

import dev.consolegw.authz.Person;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.directory.ConsoleId;

/** What happens to a console itself, whoever looks. */
public sealed interface ConsoleEvent extends GatewayEvent {

  /** The connection stands. */
  record Connected(ConsoleId console) implements ConsoleEvent {}

  /** A dial failed. */
  record DialFailed(ConsoleId console, int attempt, Reason reason) implements ConsoleEvent {}

  /** The connection ended. */
  record Disconnected(ConsoleId console, Reason reason) implements ConsoleEvent {}

  /**
   * The last writer had left, and what they left open was ended.
   *
   * @param after who that was
   */
  record Cleaned(ConsoleId console, Person after) implements ConsoleEvent {}
}
