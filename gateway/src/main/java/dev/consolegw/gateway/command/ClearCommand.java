package dev.consolegw.gateway.command;

import dev.consolegw.authz.Right;
import dev.consolegw.gateway.console.ExitCode;
import java.io.IOException;

@picocli.CommandLine.Command(name = "clear", description = "Ends all sessions at the console.")
final class ClearCommand implements Command {

  @Override
  public ExitCode run(Context context) throws Refusal, IOException {
    var opened = context.open();
    Door.need(Right.MANAGE, opened);
    int count = opened.console().clear(context.caller().session(), opened.grant());
    context.io().say("sessions ended: " + count);
    return ExitCode.OK;
  }
}
