package dev.consolegw.gateway.command.guest;

import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.command.Command;
import dev.consolegw.gateway.command.CommandContext;
import dev.consolegw.gateway.command.line.Reading;
import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.session.ExitCode;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "wait",
    description = "Waits until the guest prints something; exit 124 when it does not in time.")
public final class WaitCommand implements Command {
  /** As many as a screen may have. */
  private static final int MOST_ROWS = 500;

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

  @Option(
      names = "--screen",
      description = "Looks at the rows of the screen as it is, instead of at what is printed.")
  private boolean screen;

  @Option(names = "--row", paramLabel = "N", description = "Of these at row N alone, from 1.")
  private @Nullable Integer row;

  @Option(
      names = "--selected",
      description = "At what stands out there from other rows by its colours or reverse: in menus.")
  private boolean selected;

  @Option(
      names = "--stable",
      paramLabel = "T",
      description = "Until it has stood there unchanged for so long, such as 300ms.")
  private @Nullable String stable;

  @Override
  public Reading reading() {
    return new Reading.Patterns(Set.of("--screen", "--selected"));
  }

  @Override
  public ExitCode run(CommandContext context) throws Refusal, IOException {
    if (screen) {
      return waitForScreen(context);
    }
    if (row != null || selected || stable != null) {
      throw new Refusal(ExitCode.USAGE, "--row, --selected and --stable go with --screen");
    }
    try (var wait = new PatternWait(context, pattern, timeout)) {
      var authorized = context.open();
      if (from != null) {
        authorized.needPast();
      }
      wait.await(authorized, start(authorized.console().history()));
    }
    return ExitCode.OK;
  }

  private ExitCode waitForScreen(CommandContext context) throws Refusal, IOException {
    if (from != null) {
      throw new Refusal(
          ExitCode.USAGE,
          "--from goes without --screen: a screen is as it is now; write one of them");
    }
    if (row != null && (row < 1 || row > MOST_ROWS)) {
      throw new Refusal(ExitCode.USAGE, "--row takes a number from 1 to %d".formatted(MOST_ROWS));
    }
    var where = new ScreenWatch.Where(row == null ? 0 : row, selected);
    try (var wait =
        new ScreenWait(context, pattern, where, new ScreenWait.Times(timeout, stable))) {
      wait.await(context.open());
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
