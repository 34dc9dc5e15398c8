package dev.consolegw.gateway.command;

import dev.consolegw.authz.Grant;
import dev.consolegw.gateway.console.Console;
import dev.consolegw.gateway.console.ConsoleStatus;
import dev.consolegw.gateway.directory.ConsoleEntry;
import dev.consolegw.gateway.session.ViewerInfo;
import dev.consolegw.gateway.terminal.Printable;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What {@code list} and {@code status} tell of a console, in order. */
final class ConsoleSummary {
  private final Map<String, Object> facts = new LinkedHashMap<>();

  private ConsoleSummary(ConsoleEntry entry, Grant grant) {
    facts.put("project", entry.server().project());
    facts.put("name", entry.server().name());
    facts.put("port", entry.id().port());
    facts.put("id", entry.server().id());
    facts.put("right", grant.right().name().toLowerCase(Locale.ROOT));
  }

  /** For a list: the console may never have been opened. */
  static ConsoleSummary brief(ConsoleEntry entry, Grant grant, Optional<Console> open) {
    var summary = new ConsoleSummary(entry, grant);
    if (!entry.status().state().isEmpty()) {
      summary.facts.put("server", entry.status().state());
    }
    var status = open.map(Console::status);
    summary.facts.put("state", status.map(ConsoleStatus::state).orElse("idle"));
    summary.facts.put("viewers", status.map(now -> now.viewers().size()).orElse(0));
    summary.facts.put("writer", status.flatMap(ConsoleSummary::writer).orElse(""));
    return summary;
  }

  /** Everything. */
  static ConsoleSummary whole(Console console, Grant grant) {
    var summary = brief(console.entry(), grant, Optional.of(console));
    var history = console.history();
    summary.facts.put("first-offset", history.start());
    summary.facts.put("next-offset", history.end());
    summary.facts.put(
        "last-output", console.status().lastOutput().truncatedTo(ChronoUnit.SECONDS).toString());
    return summary;
  }

  private static Optional<String> writer(ConsoleStatus now) {
    return now.viewers().stream()
        .filter(one -> one.role().holdsSeat())
        .map(ViewerInfo::person)
        .map(Object::toString)
        .findFirst();
  }

  String json() {
    return Json.of(facts);
  }

  Map<String, Object> facts() {
    return facts;
  }

  /** A {@code key=value} line. */
  String line() {
    return facts.entrySet().stream()
        .map(fact -> fact.getKey() + '=' + Printable.of(fact.getValue().toString()).asValue())
        .collect(Collectors.joining(" "));
  }
}
