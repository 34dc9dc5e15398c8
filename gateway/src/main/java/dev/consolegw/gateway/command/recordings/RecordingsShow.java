package dev.consolegw.gateway.command.recordings;

import dev.consolegw.gateway.access.AuthorizedRead;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.command.Command;
import dev.consolegw.gateway.command.CommandContext;
import dev.consolegw.gateway.recording.Playback;
import dev.consolegw.gateway.session.ExecStreams;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.terminal.Printable;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "show",
    description = "Says who did what when, and how much was printed in between.")
final class RecordingsShow implements Command {
  @Parameters(paramLabel = "ID", description = "As `recordings` lists it.")
  private String id = "";

  private long printed;

  @Override
  public ExitCode run(CommandContext context) throws Refusal, IOException {
    var authorized = context.open();
    var recording = RecordingAccess.find(context, authorized, id, "show");
    var of = recording.header();
    var io = context.io();
    io.say(
        "recording %s of %s\nsession %s of %s from %s\nkey %s\ninput on record: %s"
            .formatted(
                of.id(),
                Printable.of(of.console()).asValue(),
                of.session(),
                Printable.of(of.person()).asValue(),
                Printable.of(of.address()).asValue(),
                Printable.of(of.key()).asValue(),
                Printable.of(of.input()).asValue()));
    io.say(line(of.start(), "begin offset=" + of.from()));
    try (var read = new AuthorizedRead(authorized, () -> {})) {
      RecordingAccess.watch(
          context,
          recording,
          read,
          step -> {
            show(io, step);
            return true;
          });
    }
    printed(io, recording.lastAt());
    if (recording.end().isEmpty()) {
      io.say("it goes on");
    }
    return ExitCode.OK;
  }

  private void show(ExecStreams io, Playback.Step step) throws IOException {
    switch (step) {
      case Playback.Step.Output(_, var bytes) -> printed += bytes.remaining();
      case Playback.Step.Missing(var at, long from, long to) -> {
        printed(io, at);
        io.say(line(at, "output %d to %d is not kept".formatted(from, to)));
      }
      case Playback.Step.Happened(var at, var event) -> {
        var words = RecordingAccess.words(event);
        if (!words.isEmpty()) {
          printed(io, at);
          io.say(line(at, words));
        }
      }
    }
  }

  private void printed(ExecStreams io, Instant at) throws IOException {
    if (printed > 0) {
      io.say(line(at, printed + " bytes printed"));
      printed = 0;
    }
  }

  private static String line(Instant at, String what) {
    return at.truncatedTo(ChronoUnit.MILLIS) + "  " + what;
  }
}
