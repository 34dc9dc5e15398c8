package dev.consolegw.gateway.web;

import dev.consolegw.gateway.console.ConsoleStatus;
import dev.consolegw.gateway.console.Consoles;
import dev.consolegw.gateway.directory.ConsoleEntry;
import dev.consolegw.gateway.directory.VisibleServer;
import dev.consolegw.gateway.session.ViewerInfo;
import dev.consolegw.gateway.terminal.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the page with the list shows, as JSON. No state; waits for nothing. */
final class ConsoleList {
  private ConsoleList() {}

  /** All of these. */
  static String of(List<VisibleServer> servers, Consoles consoles) {
    var all = new ArrayList<Map<String, Object>>();
    for (var server : servers) {
      boolean first = true;
      for (var entry : server.ports()) {
        all.add(facts(entry, first, consoles.ifOpen(entry.id()).map(it -> it.status())));
        first = false;
      }
    }
    return Message.of(Map.of("consoles", all));
  }

  private static Map<String, Object> facts(
      ConsoleEntry entry, boolean first, Optional<ConsoleStatus> status) {
    var facts = new LinkedHashMap<String, Object>();
    facts.put("project", entry.server().project());
    facts.put("name", entry.server().name());
    if (!first) {
      facts.put("port", entry.id().port());
    }
    facts.put("state", status.map(ConsoleStatus::state).orElse("idle"));
    facts.put("writer", status.flatMap(ConsoleList::writer).orElse(null));
    facts.put("viewers", status.map(now -> now.viewers().size()).orElse(0));
    return facts;
  }

  private static Optional<String> writer(ConsoleStatus now) {
    return now.viewers().stream()
        .filter(one -> one.role().holdsSeat())
        .map(ViewerInfo::person)
        .map(person -> Printable.of(person.name()).toString())
        .findFirst();
  }
}
