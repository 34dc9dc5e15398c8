package dev.consolegw.gateway.command;

import dev.consolegw.authz.Right;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.terminal.Printable;
import java.io.IOException;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(name = "kick", description = "Ends one session at the console.")
public final class KickCommand implements Command {
  @Parameters(paramLabel = "SESSION", description = "Its id, as `who` shows it.")
  private String session = "";

  @Override
  public ExitCode run(CommandContext context) throws Refusal, IOException {
    var authorized = context.open();
    authorized.need(Right.MANAGE);
    var kicked =
        authorized
            .console()
            .kick(session, context.caller().session(), authorized.grant())
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
