package dev.consolegw.gateway.command;

import dev.consolegw.authz.Grant;
import dev.consolegw.gateway.backend.Printable;
import dev.consolegw.gateway.console.Console;
import dev.consolegw.gateway.console.Presence;
import dev.consolegw.gateway.console.Role;
import dev.consolegw.gateway.directory.ConsoleEntry;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What {@code list} and {@code status} tell of a console, in order. */
final class Summary {
  private final Map<String, Object> facts = new LinkedHashMap<>();

  private Summary(ConsoleEntry entry, Grant grant) {
    facts.put("project", entry.server().project());
    facts.put("name", entry.server().name());
    facts.put("port", entry.id().port());
    facts.put("id", entry.server().id());
    facts.put("right", grant.right().name().toLowerCase(Locale.ROOT));
  }

  /** For a list: the console may never have been opened. */
  static Summary brief(ConsoleEntry entry, Grant grant, Optional<Console> open) {
    var summary = new Summary(entry, grant);
    if (!entry.machine().state().isEmpty()) {
      summary.facts.put("server", entry.machine().state());
    }
    summary.facts.put("state", open.map(Console::state).orElse("idle"));
    summary.facts.put("viewers", open.map(console -> console.who().size()).orElse(0));
    summary.facts.put("writer", open.flatMap(Summary::writer).orElse(""));
    return summary;
  }

  /** Everything. */
  static Summary whole(Console console, Grant grant) {
    var summary = brief(console.entry(), grant, Optional.of(console));
    var history = console.history();
    summary.facts.put("first-offset", history.start());
    summary.facts.put("next-offset", history.end());
    summary.facts.put(
        "last-output", console.lastOutput().truncatedTo(ChronoUnit.SECONDS).toString());
    return summary;
  }

  private static Optional<String> writer(Console console) {
    return console.who().stream()
        .filter(one -> one.role() == Role.WRITE)
        .map(Presence::person)
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
