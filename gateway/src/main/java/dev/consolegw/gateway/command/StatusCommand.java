package dev.consolegw.gateway.command;

import dev.consolegw.gateway.backend.Printable;
import dev.consolegw.gateway.console.ExitCode;
import java.io.IOException;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(name = "status", description = "Shows how the console is.")
final class StatusCommand implements Command {
  @Option(names = "--json", description = "As one JSON object.")
  private boolean json;

  @Override
  public ExitCode run(Context context) throws Refusal, IOException {
    var opened = context.open();
    var summary = Summary.whole(opened.console(), opened.grant());
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
