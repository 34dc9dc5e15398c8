package dev.consolegw.gateway.command;

import dev.consolegw.gateway.backend.Printable;
import dev.consolegw.gateway.console.ExitCode;
import java.io.IOException;

@picocli.CommandLine.Command(name = "list", description = "Lists the recordings of the console.")
final class RecordingsList implements Command {

  @Override
  public ExitCode run(Context context) throws Refusal, IOException {
    var opened = context.open();
    for (var one : RecordingAccess.visible(context, opened)) {
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
