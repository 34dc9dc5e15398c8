package dev.consolegw.gateway.command.recordings;

import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.command.Command;
import dev.consolegw.gateway.command.CommandContext;
import dev.consolegw.gateway.session.ExitCode;
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
public final class RecordingsCommand implements Command {

  @Override
  public ExitCode run(CommandContext context) throws Refusal, IOException {
    return new RecordingsList().run(context);
  }
}
