package dev.consolegw.gateway.front;

import dev.consolegw.gateway.directory.ConsoleId;

/** What a client wants of its channel. */
public sealed interface Request {

  /**
   * The console that the user name means, or the list of consoles.
   *
   * @param terminalType what the client calls its terminal, as it came; empty when it has none
   */
  record Shell(String terminalType) implements Request {}

  /**
   * A command, as it was typed.
   *
   * @param terminalType as for a shell
   */
  record Exec(String line, String terminalType) implements Request {}

  /** Output and recordings as files (SFTP). */
  record Files() implements Request {}

  /** A console that was picked before, with the options of the user name. */
  record View(ConsoleId id) implements Request {}
}
