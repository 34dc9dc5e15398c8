package dev.consolegw.gateway.access;

import dev.consolegw.authz.Grant;
import dev.consolegw.gateway.console.Console;
import dev.consolegw.gateway.session.ViewerOptions;

/** A console that somebody named and may open, and how they want it. */
public record AuthorizedConsole(Console console, Grant grant, ViewerOptions options) {

  /**
   * The same at a terminal.
   *
   * @param type as in TERM
   */
  public AuthorizedConsole on(String type) {
    return new AuthorizedConsole(console, grant, options.on(type));
  }
}
