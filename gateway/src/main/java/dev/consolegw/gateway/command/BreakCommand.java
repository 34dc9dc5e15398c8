package dev.consolegw.gateway.command;

import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.console.ExitCode;
import java.time.Duration;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(name = "break", description = "Sends a break to the guest.")
final class BreakCommand implements Command {
  /** The longest break, in milliseconds; RFC 4335 leaves the bound to the server. */
  private static final int LONGEST = 3000;

  @Parameters(
      paramLabel = "MS",
      arity = "0..1",
      defaultValue = "0",
      description = "How long, in milliseconds, where the wire can say so.")
  private int milliseconds;

  @Override
  public ExitCode run(Context context) throws Refusal {
    if (milliseconds < 0 || milliseconds > LONGEST) {
      throw new Refusal(ExitCode.USAGE, "a break lasts 0 to " + LONGEST + " ms");
    }
    var opened = context.open();
    Door.need(dev.consolegw.authz.Right.WRITE, opened);
    try (var errand = new Errand(context, opened, _ -> {})) {
      errand.awaitConnection();
      errand.send(new ConsoleInput.Break(Duration.ofMillis(milliseconds)), "break");
    }
    return ExitCode.OK;
  }
}
