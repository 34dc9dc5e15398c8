package dev.consolegw.gateway.picker;

import dev.consolegw.gateway.directory.ConsoleEntry;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.directory.VisibleServer;
import dev.consolegw.gateway.terminal.Printable;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A console of the list.
 *
 * @param label safe to show
 * @param folded the label as filters see it
 * @param server how its server is, as its directory says; safe to show, and empty when it does not
 */
record Row(ConsoleId id, String label, String folded, String server) {

  Row(ConsoleId id, String label) {
    this(id, label, "");
  }

  Row(ConsoleId id, String label, String server) {
    this(id, label, fold(label), server);
  }

  /** The ports of a server; of an only one the label says nothing. */
  static Stream<Row> of(VisibleServer server) {
    boolean several = server.ports().size() > 1;
    return server.ports().stream()
        .map(port ->
            new Row(
                port.id(),
                label(server, port, several),
                Printable.of(port.status().state()).toString()));
  }

  private static String label(VisibleServer server, ConsoleEntry entry, boolean several) {
    var name = server.project() + "/" + server.name() + (several ? ":" + entry.id().port() : "");
    return Printable.of(name).toString();
  }

  static String fold(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** Whether every word is somewhere in the label. */
  boolean matches(List<String> foldedWords) {
    return foldedWords.stream().allMatch(folded::contains);
  }
}
