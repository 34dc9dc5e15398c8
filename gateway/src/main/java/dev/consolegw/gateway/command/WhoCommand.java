package dev.consolegw.gateway.command;

import dev.consolegw.gateway.console.ExitCode;
import java.io.IOException;

@picocli.CommandLine.Command(name = "who", description = "Shows who looks at the console.")
final class WhoCommand implements Command {

  @Override
  public ExitCode run(Context context) throws Refusal, IOException {
    for (var line : Who.lines(context.open().console())) {
      context.io().say(line);
    }
    return ExitCode.OK;
  }
}
