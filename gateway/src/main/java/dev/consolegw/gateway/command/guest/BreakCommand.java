package dev.consolegw.gateway.command.guest;

import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.command.Command;
import dev.consolegw.gateway.command.CommandContext;
import dev.consolegw.gateway.session.ExitCode;
import java.time.Duration;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(name = "break", description = "Sends a break to the guest.")
public final class BreakCommand implements Command {
  /** The longest break, in milliseconds; RFC 4335 leaves the bound to the server. */
  private static final int LONGEST = 3000;

  @Parameters(
      paramLabel = "MS",
      arity = "0..1",
      defaultValue = "0",
      description = "How long, in milliseconds, where the wire can say so.")
  private int milliseconds;

  @Override
  public ExitCode run(CommandContext context) throws Refusal {
    if (milliseconds < 0 || milliseconds > LONGEST) {
      throw new Refusal(ExitCode.USAGE, "a break lasts 0 to " + LONGEST + " ms");
    }
    var authorized = context.open();
    authorized.need(dev.consolegw.authz.Right.WRITE);
    try (var viewer = new CommandViewer(context, authorized)) {
      viewer.awaitConnection();
      viewer.send(new ConsoleInput.Break(Duration.ofMillis(milliseconds)), "break");
    }
    return ExitCode.OK;
  }
}
