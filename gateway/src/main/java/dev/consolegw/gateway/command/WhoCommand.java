package dev.consolegw.gateway.command;

import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.session.ExitCode;
import java.io.IOException;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(name = "who", description = "Shows who looks at the console.")
public final class WhoCommand implements Command {
  @Option(names = "--json", description = "As a JSON array.")
  private boolean json;

  @Override
  public ExitCode run(CommandContext context) throws Refusal, IOException {
    var console = context.open().console();
    if (json) {
      context
          .io()
          .say(Json.of(console.status().viewers().stream().map(ViewerTable::facts).toList()));
      return ExitCode.OK;
    }
    for (var line : ViewerTable.lines(console)) {
      context.io().say(line);
    }
    return ExitCode.OK;
  }
}
