package dev.consolegw.gateway.command;

import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.session.ExitCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(name = "help", description = "Shows all commands, or one of them.")
public final class HelpCommand implements Command {
  @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "Which command.")
  private List<String> command = new ArrayList<>();

  private final @Nullable CommandLine about;

  public HelpCommand() {
    this.about = null;
  }

  /** For somebody who asked the command itself. */
  HelpCommand(CommandLine about) {
    this.about = about;
  }

  /** Whether it explains another command, behind whose name anything may stand. */
  boolean leavesRest() {
    return about != null;
  }

  @Override
  public ExitCode run(CommandContext context) throws Refusal, IOException {
    context.io().say(about == null ? context.commands().usage(command) : Commands.usage(about));
    return ExitCode.OK;
  }
}
