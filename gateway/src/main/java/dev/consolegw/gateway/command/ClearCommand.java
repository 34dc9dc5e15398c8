package dev.consolegw.gateway.command;

import dev.consolegw.authz.Right;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.session.ExitCode;
import java.io.IOException;

@picocli.CommandLine.Command(name = "clear", description = "Ends all sessions at the console.")
public final class ClearCommand implements Command {

  @Override
  public ExitCode run(CommandContext context) throws Refusal, IOException {
    var authorized = context.open();
    authorized.need(Right.MANAGE);
    int count = authorized.console().clear(context.caller().session(), authorized.grant());
    context.io().say("sessions ended: " + count);
    return ExitCode.OK;
  }
}
