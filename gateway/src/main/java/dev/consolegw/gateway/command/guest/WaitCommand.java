package dev.consolegw.gateway.command.guest;

import dev.consolegw.config.value.Durations;
import dev.consolegw.gateway.access.ConsoleAccess;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.command.Command;
import dev.consolegw.gateway.command.CommandContext;
import dev.consolegw.gateway.command.pattern.SearchPattern;
import dev.consolegw.gateway.session.ExitCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "wait",
    description = "Waits until the guest prints something; exit 124 when it does not in time.")
public final class WaitCommand implements Command {
  @Parameters(paramLabel = "PATTERN", description = "A regular expression (RE2).")
  private String pattern = "";

  @Option(names = "--timeout", paramLabel = "T", description = "Such as 30s; else for ever.")
  private String timeout = "";

  @Override
  public ExitCode run(CommandContext context) throws Refusal {
    var wanted = SearchPattern.compile(pattern, context.patterns().limits());
    var seen = new CompletableFuture<ExitCode>();
    if (!timeout.isEmpty()) {
      seen.completeOnTimeout(ExitCode.TIMED_OUT, limit().toMillis(), TimeUnit.MILLISECONDS);
    }
    var authorized = context.open();
    try (var search = context.patterns().begin(context.caller(), wanted);
        var viewer =
            new CommandViewer(
                context,
                authorized,
                new PatternWatch(wanted, search::run, () -> seen.complete(ExitCode.OK)))) {
      var code = viewer.await(seen);
      if (code == ExitCode.TIMED_OUT) {
        throw new Refusal(code, "the guest did not print that within " + timeout);
      }
      return code;
    }
  }

  private Duration limit() throws Refusal {
    try {
      return Durations.parse(timeout);
    } catch (IllegalArgumentException mistake) {
      throw ConsoleAccess.usage(mistake);
    }
  }
}
