package dev.consolegw.gateway.command;

import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.terminal.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(name = "list", description = "Lists the consoles that you may open.")
public final class ListCommand implements Command {
  /** How the server is; only where a directory knows. */
  private static final String SERVER = "server";

  /** Consoles; a fraction of a millisecond. */
  private static final int WITHOUT_PAUSE = 64;

  private static final List<String> COLUMNS =
      List.of("project", "name", "port", "right", SERVER, "state", "writer", "id");

  @Option(names = "--json", description = "As a JSON array.")
  private boolean json;

  @Override
  public ExitCode run(CommandContext context) throws Refusal, IOException {
    context.io().say(String.join("\n", lines(context)));
    return ExitCode.OK;
  }

  /** In a turn of the person's; whoever does not read their list holds up none of them. */
  private List<String> lines(CommandContext context) throws Refusal {
    try (var _ = context.access().listing(context.caller())) {
      var all = all(context);
      return json ? List.of(Json.of(all.stream().map(ConsoleSummary::facts).toList())) : table(all);
    }
  }

  private static List<ConsoleSummary> all(CommandContext context) throws Refusal {
    var all = new ArrayList<ConsoleSummary>();
    for (var server : context.access().visible(context.caller())) {
      for (var entry : server.ports()) {
        var open = context.access().consoles().ifOpen(entry.id());
        all.add(ConsoleSummary.brief(entry, server.grant(), open));
        giveWay(all.size());
      }
    }
    return all;
  }

  /** Virtual threads are not interrupted for each other, and somebody's key may be waiting. */
  @SuppressWarnings("ThreadPriorityCheck") // nothing relies on it but fairness
  private static void giveWay(int done) {
    if (done % WITHOUT_PAUSE == 0) {
      Thread.yield();
    }
  }

  private static List<String> table(List<ConsoleSummary> all) {
    boolean states = all.stream().anyMatch(one -> one.facts().containsKey(SERVER));
    var columns = COLUMNS.stream().filter(column -> states || !column.equals(SERVER)).toList();
    var rows = new ArrayList<List<String>>();
    rows.add(columns.stream().map(column -> column.toUpperCase(Locale.ROOT)).toList());
    for (var one : all) {
      rows.add(columns.stream().map(column -> cell(one, column)).toList());
      giveWay(rows.size());
    }
    var widths =
        java.util.stream.IntStream.range(0, columns.size())
            .map(i -> rows.stream().mapToInt(row -> row.get(i).length()).max().orElse(0))
            .toArray();
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private static String cell(ConsoleSummary one, String column) {
    var text = Printable.of(String.valueOf(one.facts().getOrDefault(column, ""))).toString();
    return text.isEmpty() ? "-" : text;
  }

  private static String line(List<String> row, int[] widths) {
    var line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
    }
    return line.toString().stripTrailing();
  }
}
