package dev.consolegw.gateway.command;

import dev.consolegw.authz.Right;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.console.ExitCode;

@picocli.CommandLine.Command(
    name = "reset",
    description = "Ends what runs and the login: Ctrl-C, Enter, Ctrl-D, or the wire's own message.")
final class ResetCommand implements Command {

  @Override
  public ExitCode run(Context context) throws Refusal {
    var opened = context.open();
    Door.need(Right.WRITE, opened);
    try (var errand = new Errand(context, opened, _ -> {})) {
      errand.awaitConnection();
      errand.send(new ConsoleInput.Reset(), "reset");
    }
    return ExitCode.OK;
  }
}
