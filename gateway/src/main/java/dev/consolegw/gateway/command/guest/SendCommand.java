package dev.consolegw.gateway.command.guest;

import dev.consolegw.authz.Right;
import dev.consolegw.gateway.access.ConsoleAccess;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.command.Command;
import dev.consolegw.gateway.command.CommandContext;
import dev.consolegw.gateway.session.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "send",
    description = "Types a line to the guest, or stdin as it is.")
public final class SendCommand implements Command {
  private static final int PIECE = 16 * 1024;

  @Option(names = "--file", paramLabel = "-", description = "Type stdin, byte for byte.")
  private String file = "";

  @Option(names = "--no-enter", description = "Do not press Enter after the words.")
  private boolean noEnter;

  @Parameters(paramLabel = "WORD", arity = "0..*", description = "The line.")
  private List<String> words = new ArrayList<>();

  @Override
  public ExitCode run(CommandContext context) throws Refusal, IOException {
    if (!file.isEmpty() && !file.equals("-")) {
      throw new Refusal(ExitCode.USAGE, "the file is on your side: write `send --file - < FILE`");
    }
    if (file.isEmpty() == words.isEmpty()) {
      throw new Refusal(ExitCode.USAGE, "send takes the words of a line, or --file -");
    }
    var authorized = context.open();
    ConsoleAccess.need(Right.WRITE, authorized);
    try (var viewer = new CommandViewer(context, authorized, _ -> {})) {
      viewer.awaitConnection();
      if (words.isEmpty()) {
        pipe(context, viewer);
      } else {
        var line = String.join(" ", words) + (noEnter ? "" : "\r");
        viewer.type(line.getBytes(StandardCharsets.UTF_8));
      }
    }
    return ExitCode.OK;
  }

  private static void pipe(CommandContext context, CommandViewer viewer)
      throws Refusal, IOException {
    var piece = new byte[PIECE];
    var in = context.io().in();
    for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
      viewer.type(Arrays.copyOf(piece, count));
    }
  }
}
