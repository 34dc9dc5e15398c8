package dev.consolegw.gateway.command.guest;

import dev.consolegw.authz.Right;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.command.Command;
import dev.consolegw.gateway.command.CommandContext;
import dev.consolegw.gateway.session.ExitCode;

@picocli.CommandLine.Command(
    name = "reset",
    description = "Ends what runs and the login: Ctrl-C, Enter, Ctrl-D, or the wire's own message.")
public final class ResetCommand implements Command {

  @Override
  public ExitCode run(CommandContext context) throws Refusal {
    var authorized = context.open();
    authorized.need(Right.WRITE);
    try (var viewer = new CommandViewer(context, authorized)) {
      viewer.awaitConnection();
      viewer.send(new ConsoleInput.Reset(), "reset");
    }
    return ExitCode.OK;
  }
}
