package dev.consolegw.gateway.command;

import dev.consolegw.gateway.console.ExitCode;
import dev.consolegw.gateway.recording.Asciicast;
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
  public ExitCode run(Context context) throws Refusal, IOException {
    var opened = context.open();
    var recording = RecordingAccess.find(context, opened, id);
    var history = opened.console().history();
    var cast = Asciicast.of(recording);
    var header = RecordingAccess.onDisk(history, () -> Asciicast.header(recording));
    print(context, header);
    try (var lease = new Lease(opened, () -> {})) {
      RecordingAccess.watch(
          recording,
          lease,
          step -> {
            for (var line : cast.lines(step)) {
              print(context, line);
            }
            return true;
          });
    }
    return ExitCode.OK;
  }

  private static void print(Context context, String line) throws IOException {
    context.io().out().write((line + '\n').getBytes(StandardCharsets.US_ASCII));
  }
}
