package dev.consolegw.gateway.access;

import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Right;
import dev.consolegw.gateway.console.Console;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.ViewerOptions;
import java.util.Locale;

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

  /** Refuses whoever has less than this right. */
  public void need(Right right) throws Refusal {
    if (!grant.right().includes(right)) {
      throw new Refusal(
          ExitCode.NOT_ALLOWED,
          "this needs the right to %s, and you have the right to %s"
              .formatted(word(right), word(grant.right())));
    }
  }

  private static String word(Right right) {
    return right.name().toLowerCase(Locale.ROOT);
  }

  /** Refuses whoever may not even look: somebody has the console alone, or the gateway stops. */
  public void needLook() throws Refusal {
    var closed = console.closedTo(grant, options);
    if (closed.isPresent()) {
      throw new Refusal(closed.get().code(), closed.get().text());
    }
  }

  /**
   * Refuses whoever may not read what was printed before: by {@link #needLook}, or because their
   * rule keeps it from them.
   */
  public void needPast() throws Refusal {
    needLook();
    if (!grant.readsPast()) {
      throw new Refusal(
          ExitCode.NOT_ALLOWED,
          "you may not read what this console printed before; open it to see what it prints now");
    }
  }
}
