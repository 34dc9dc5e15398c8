package dev.consolegw.gateway.command;

import dev.consolegw.config.Durations;
import dev.consolegw.gateway.console.ExitCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "wait",
    description = "Waits until the guest prints something; exit 124 when it does not in time.")
final class WaitCommand implements Command {
  @Parameters(paramLabel = "PATTERN", description = "A regular expression (RE2).")
  private String pattern = "";

  @Option(names = "--timeout", paramLabel = "T", description = "Such as 30s; else for ever.")
  private String timeout = "";

  @Override
  public ExitCode run(Context context) throws Refusal {
    var wanted = SearchPattern.compile(pattern);
    var seen = new CompletableFuture<ExitCode>();
    if (!timeout.isEmpty()) {
      seen.completeOnTimeout(ExitCode.TIMED_OUT, limit().toMillis(), TimeUnit.MILLISECONDS);
    }
    var opened = context.open();
    try (var search = context.patterns().begin(context.caller());
        var errand =
            new Errand(
                context,
                opened,
                new PatternWatch(wanted, search::run, () -> seen.complete(ExitCode.OK)))) {
      var code = errand.await(seen);
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
      throw Door.usage(mistake);
    }
  }
}
