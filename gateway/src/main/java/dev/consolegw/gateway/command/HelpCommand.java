package dev.consolegw.gateway.command;

import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.session.ExitCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(name = "help", description = "Shows all commands, or one of them.")
public final class HelpCommand implements Command {
  @Parameters(paramLabel = "COMMAND", arity = "0..1", description = "Which command.")
  private List<String> command = new ArrayList<>();

  @Override
  public ExitCode run(CommandContext context) throws Refusal, IOException {
    context.io().say(context.commands().usage(command));
    return ExitCode.OK;
  }
}
