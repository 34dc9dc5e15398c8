package dev.consolegw.gateway.command;

import dev.consolegw.authz.Right;
import dev.consolegw.gateway.console.ExitCode;
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
final class SendCommand implements Command {
  private static final int PIECE = 16 * 1024;

  @Option(names = "--file", paramLabel = "-", description = "Type stdin, byte for byte.")
  private String file = "";

  @Option(names = "--no-enter", description = "Do not press Enter after the words.")
  private boolean noEnter;

  @Parameters(paramLabel = "WORD", arity = "0..*", description = "The line.")
  private List<String> words = new ArrayList<>();

  @Override
  public ExitCode run(Context context) throws Refusal, IOException {
    if (!file.isEmpty() && !file.equals("-")) {
      throw new Refusal(ExitCode.USAGE, "the file is on your side: write `send --file - < FILE`");
    }
    if (file.isEmpty() == words.isEmpty()) {
      throw new Refusal(ExitCode.USAGE, "send takes the words of a line, or --file -");
    }
    var opened = context.open();
    Door.need(Right.WRITE, opened);
    try (var errand = new Errand(context, opened, _ -> {})) {
      errand.awaitConnection();
      if (words.isEmpty()) {
        pipe(context, errand);
      } else {
        var line = String.join(" ", words) + (noEnter ? "" : "\r");
        errand.type(line.getBytes(StandardCharsets.UTF_8));
      }
    }
    return ExitCode.OK;
  }

  private static void pipe(Context context, Errand errand) throws Refusal, IOException {
    var piece = new byte[PIECE];
    var in = context.io().in();
    for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
      errand.type(Arrays.copyOf(piece, count));
    }
  }
}
