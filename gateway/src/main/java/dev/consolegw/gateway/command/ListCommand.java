package dev.consolegw.gateway.command;

import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.console.Consoles;
import dev.consolegw.gateway.directory.VisibleServer;
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

  private static final List<String> COLUMNS =
      List.of("project", "name", "port", "right", SERVER, "state", "writer", "id");

  @Option(names = "--json", description = "As a JSON array.")
  private boolean json;

  @Override
  public ExitCode run(CommandContext context) throws Refusal, IOException {
    var access = context.access();
    context.io().say(access.list(context.caller(), servers -> text(servers, access.consoles())));
    return ExitCode.OK;
  }

  private String text(List<VisibleServer> servers, Consoles consoles) {
    var all = new ArrayList<ConsoleSummary>();
    for (var server : servers) {
      for (var entry : server.ports()) {
        all.add(ConsoleSummary.brief(entry, server.grant(), consoles.ifOpen(entry.id())));
      }
    }
    return json
        ? Json.of(all.stream().map(ConsoleSummary::facts).toList())
        : String.join("\n", table(all));
  }

  private static List<String> table(List<ConsoleSummary> all) {
    boolean states = all.stream().anyMatch(one -> one.facts().containsKey(SERVER));
    var columns = COLUMNS.stream().filter(column -> states || !column.equals(SERVER)).toList();
    var rows = new ArrayList<List<String>>();
    rows.add(columns.stream().map(column -> column.toUpperCase(Locale.ROOT)).toList());
    for (var one : all) {
      rows.add(columns.stream().map(column -> cell(one, column)).toList());
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
