package dev.consolegw.gateway.command;

import dev.consolegw.gateway.console.ExitCode;
import java.io.IOException;

@picocli.CommandLine.Command(
    name = "recordings",
    description = "Lists the recordings of the console; shows, plays or exports one.",
    subcommands = {
      RecordingsList.class,
      RecordingsShow.class,
      RecordingsPlay.class,
      RecordingsExport.class
    })
final class RecordingsCommand implements Command {

  @Override
  public ExitCode run(Context context) throws Refusal, IOException {
    return new RecordingsList().run(context);
  }
}
