package dev.consolegw.gateway.command.guest;

import dev.consolegw.gateway.access.ConsoleAccess;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.command.Command;
import dev.consolegw.gateway.command.CommandContext;
import dev.consolegw.gateway.command.line.Reading;
import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.session.ExitCode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "wait",
    description = "Waits until the guest prints something; exit 124 when it does not in time.")
public final class WaitCommand implements Command {
  @Parameters(
      paramLabel = "PATTERN",
      description = "A regular expression (RE2) for a line; with spaces in it, in quotes.")
  private String pattern = "";

  @Option(names = "--timeout", paramLabel = "T", description = "Such as 30s; else for ever.")
  private String timeout = "";

  @Option(
      names = "--from",
      paramLabel = "OFFSET",
      description = "Counts what was printed from there on, as `send` says it.")
  private @Nullable Long from;

  @Override
  public Reading reading() {
    return new Reading.Patterns();
  }

  @Override
  public ExitCode run(CommandContext context) throws Refusal, IOException {
    try (var wait = new PatternWait(context, pattern, timeout)) {
      var authorized = context.open();
      if (from != null) {
        ConsoleAccess.needLook(authorized);
      }
      wait.await(authorized, start(authorized.console().history()));
    }
    return ExitCode.OK;
  }

  private long start(HistoryReader history) throws Refusal {
    long end = history.end();
    if (from == null) {
      return end;
    }
    if (from < 0 || from > end) {
      throw new Refusal(
          ExitCode.USAGE,
          "--from takes an offset that was there; the newest is %d, and not %d"
              .formatted(end, from));
    }
    return from;
  }
}
