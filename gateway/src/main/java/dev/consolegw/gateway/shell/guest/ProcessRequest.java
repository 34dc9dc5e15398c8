package dev.consolegw.gateway.shell.guest;

import java.util.Map;
import java.util.Optional;

/**
 * What is to run in a guest, as sshd would run it: by the account's shell, in its home, with a
 * session of its own.
 *
 * @param command as it was typed, its bytes in ISO 8859-1; empty for a login shell
 * @param environment what is added to the account's own
 * @param terminal the terminal that it gets; empty for three pipes
 * @param account the account that signed in, for a command that asks for the home of that name
 */
public record ProcessRequest(
    Optional<String> command,
    Map<String, String> environment,
    Optional<Terminal> terminal,
    String account) {

  /**
   * A terminal of a client.
   *
   * @param type as in TERM
   */
  public record Terminal(String type, int columns, int rows) {}
}
