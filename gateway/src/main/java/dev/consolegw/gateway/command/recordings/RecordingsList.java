package dev.consolegw.gateway.command.recordings;

import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.command.Command;
import dev.consolegw.gateway.command.CommandContext;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.terminal.Printable;
import java.io.IOException;

@picocli.CommandLine.Command(name = "list", description = "Lists the recordings of the console.")
final class RecordingsList implements Command {

  @Override
  public ExitCode run(CommandContext context) throws Refusal, IOException {
    var authorized = context.open();
    for (var one : RecordingAccess.visible(context, authorized)) {
      var of = one.header();
      context
          .io()
          .say(
              "%s person=%s from=%s bytes=%d end=%s"
                  .formatted(
                      of.id(),
                      Printable.of(of.person()).asValue(),
                      Printable.of(of.address()).asValue(),
                      one.length(),
                      one.end().isPresent() ? one.lastAt() : "no"));
    }
    return ExitCode.OK;
  }
}
