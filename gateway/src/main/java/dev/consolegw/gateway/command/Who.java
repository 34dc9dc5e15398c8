package dev.consolegw.gateway.command;

import dev.consolegw.gateway.backend.Printable;
import dev.consolegw.gateway.console.Console;
import dev.consolegw.gateway.console.Presence;
import java.util.List;

/** Who looks at a console, a line each. */
public final class Who {
  private Who() {}

  /** For people, on a terminal or in a pipe. */
  public static List<String> lines(Console console) {
    var present = console.who();
    return present.isEmpty() ? List.of("nobody is here") : present.stream().map(Who::line).toList();
  }

  private static String line(Presence one) {
    return "%s %s from %s role=%s since=%s silent=%ds in=%d out=%d"
        .formatted(
            one.session(),
            Printable.of(one.person().toString()).asValue(),
            one.address(),
            one.role(),
            one.since().truncatedTo(java.time.temporal.ChronoUnit.SECONDS),
            one.silent().toSeconds(),
            one.traffic().in(),
            one.traffic().out());
  }
}
