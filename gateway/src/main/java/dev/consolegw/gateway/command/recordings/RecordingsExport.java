package dev.consolegw.gateway.command.recordings;

import dev.consolegw.gateway.access.AuthorizedConsole;
import dev.consolegw.gateway.access.AuthorizedRead;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.command.Command;
import dev.consolegw.gateway.command.CommandContext;
import dev.consolegw.gateway.recording.Asciicast;
import dev.consolegw.gateway.recording.Recording;
import dev.consolegw.gateway.session.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "export",
    description = "Prints a recording as asciicast v2, for asciinema.")
final class RecordingsExport implements Command {
  @Parameters(paramLabel = "ID", description = "As `recordings` lists it.")
  private String id = "";

  @Option(
      names = "--at",
      paramLabel = "OFFSET|T|+T",
      description = "From there on, beginning with the screen as it was.")
  private @Nullable String at;

  @Override
  public ExitCode run(CommandContext context) throws Refusal, IOException {
    var authorized = context.open();
    var recording = RecordingAccess.find(context, authorized, id, "export");
    try (var read = new AuthorizedRead(authorized, () -> {})) {
      if (at != null) {
        exportFrom(context, authorized, recording, read);
        return ExitCode.OK;
      }
      var history = authorized.console().history();
      var header = RecordingAccess.onDisk(context.disk(history), () -> Asciicast.header(recording));
      print(context, header);
      var all = new RecordingStart(context, authorized, recording).beginning();
      export(context, recording, all, read, Asciicast.of(recording));
    }
    return ExitCode.OK;
  }

  private void exportFrom(
      CommandContext context,
      AuthorizedConsole authorized,
      Recording recording,
      AuthorizedRead read)
      throws Refusal, IOException {
    var begin = new RecordingStart(context, authorized, recording);
    var place = begin.place(Objects.requireNonNull(at));
    var time = place.time();
    var picture = begin.screen(place, null);
    var size = picture.size();
    var cast = Asciicast.from(time);
    read.check();
    print(context, Asciicast.header(recording.header(), time, size.rows(), size.columns()));
    print(context, cast.painted(picture.screen().paint()));
    var rest = new RecordingStart.Place(picture.screen().join(), time, place.isTime());
    export(context, recording, rest, read, cast);
  }

  private static void export(
      CommandContext context,
      Recording recording,
      RecordingStart.Place place,
      AuthorizedRead read,
      Asciicast cast)
      throws Refusal, IOException {
    RecordingAccess.watch(
        context,
        recording,
        place.offset(),
        read,
        step -> {
          if (place.has(step)) {
            for (var line : cast.lines(step)) {
              print(context, line);
            }
          }
          return true;
        });
  }

  private static void print(CommandContext context, String line) throws IOException {
    context.io().out().write((line + '\n').getBytes(StandardCharsets.US_ASCII));
  }
}
