package dev.consolegw.gateway.command;

import dev.consolegw.gateway.console.Console;
import dev.consolegw.gateway.session.ViewerInfo;
import dev.consolegw.gateway.terminal.Printable;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who looks at a console, a line each. */
public final class ViewerTable {
  private ViewerTable() {}

  /** For people, on a terminal or in a pipe. */
  public static List<String> lines(Console console) {
    var present = console.status().viewers();
    return present.isEmpty()
        ? List.of("nobody is here")
        : present.stream().map(ViewerTable::line).toList();
  }

  private static String line(ViewerInfo one) {
    return "%s %s from %s role=%s since=%s idle=%ds silent=%ds in=%d out=%d"
        .formatted(
            one.session(),
            Printable.of(one.person().toString()).asValue(),
            one.address(),
            one.role(),
            one.since().truncatedTo(ChronoUnit.SECONDS),
            one.idle().toSeconds(),
            one.silent().toSeconds(),
            one.traffic().in(),
            one.traffic().out());
  }

  /** For programs: times in seconds, traffic in bytes. */
  static Map<String, Object> facts(ViewerInfo one) {
    var facts = new LinkedHashMap<String, Object>();
    facts.put("session", one.session());
    facts.put("person", one.person().toString());
    facts.put("address", one.address());
    facts.put("role", one.role().toString());
    facts.put("since", one.since().truncatedTo(ChronoUnit.SECONDS).toString());
    facts.put("idle", one.idle().toSeconds());
    facts.put("silent", one.silent().toSeconds());
    facts.put("in", one.traffic().in());
    facts.put("out", one.traffic().out());
    return facts;
  }
}
