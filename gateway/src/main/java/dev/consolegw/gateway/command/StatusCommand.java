package dev.consolegw.gateway.command;

import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.terminal.Printable;
import java.io.IOException;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(name = "status", description = "Shows how the console is.")
public final class StatusCommand implements Command {
  @Option(names = "--json", description = "As one JSON object.")
  private boolean json;

  @Override
  public ExitCode run(CommandContext context) throws Refusal, IOException {
    var authorized = context.open();
    var summary = ConsoleSummary.whole(authorized.console(), authorized.grant());
    if (json) {
      context.io().say(summary.json());
      return ExitCode.OK;
    }
    for (var fact : summary.facts().entrySet()) {
      context
          .io()
          .say("%-13s %s".formatted(fact.getKey(), Printable.of(fact.getValue().toString())));
    }
    return ExitCode.OK;
  }
}
