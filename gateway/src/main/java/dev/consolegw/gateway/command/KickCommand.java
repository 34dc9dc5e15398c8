package dev.consolegw.gateway.command;

import dev.consolegw.authz.Right;
import dev.consolegw.gateway.backend.Printable;
import dev.consolegw.gateway.console.ExitCode;
import java.io.IOException;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(name = "kick", description = "Ends one session at the console.")
final class KickCommand implements Command {
  @Parameters(paramLabel = "SESSION", description = "Its id, as `who` shows it.")
  private String session = "";

  @Override
  public ExitCode run(Context context) throws Refusal, IOException {
    var opened = context.open();
    Door.need(Right.MANAGE, opened);
    var kicked =
        opened
            .console()
            .kick(session, context.caller().session(), opened.grant())
            .orElseThrow(() ->
                new Refusal(
                    ExitCode.USAGE,
                    "no session %s is at this console; `who` shows those that are"
                        .formatted(Printable.of(session).asValue())));
    context
        .io()
        .say(
            "ended %s of %s from %s"
                .formatted(
                    kicked.session(),
                    Printable.of(kicked.person().toString()).asValue(),
                    kicked.address()));
    return ExitCode.OK;
  }
}
