package dev.consolegw.gateway.command.recordings;

import dev.consolegw.gateway.access.AuthorizedRead;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.command.Command;
import dev.consolegw.gateway.command.CommandContext;
import dev.consolegw.gateway.recording.Asciicast;
import dev.consolegw.gateway.session.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "export",
    description = "Prints a recording as asciicast v2, for asciinema.")
final class RecordingsExport implements Command {
  @Parameters(paramLabel = "ID", description = "As `recordings` lists it.")
  private String id = "";

  @Override
  public ExitCode run(CommandContext context) throws Refusal, IOException {
    var authorized = context.open();
    var recording = RecordingAccess.find(context, authorized, id);
    var history = authorized.console().history();
    var cast = Asciicast.of(recording);
    var header = RecordingAccess.onDisk(context.disk(history), () -> Asciicast.header(recording));
    print(context, header);
    try (var read = new AuthorizedRead(authorized, () -> {})) {
      RecordingAccess.watch(
          context,
          recording,
          read,
          step -> {
            for (var line : cast.lines(step)) {
              print(context, line);
            }
            return true;
          });
    }
    return ExitCode.OK;
  }

  private static void print(CommandContext context, String line) throws IOException {
    context.io().out().write((line + '\n').getBytes(StandardCharsets.US_ASCII));
  }
}
