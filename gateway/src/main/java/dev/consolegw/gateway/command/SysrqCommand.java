package dev.consolegw.gateway.command;

import dev.consolegw.authz.Right;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.console.ExitCode;
import java.time.Duration;
import picocli.CommandLine.Parameters;

/** Linux takes a break and then a key, within five seconds, for a SysRq on a serial console. */
@picocli.CommandLine.Command(name = "sysrq", description = "Sends a break and then a key: SysRq.")
final class SysrqCommand implements Command {
  @Parameters(paramLabel = "KEY", description = "One letter or digit, such as h for help.")
  private String key = "";

  @Override
  public ExitCode run(Context context) throws Refusal {
    if (!key.matches("[A-Za-z0-9]")) {
      throw new Refusal(ExitCode.USAGE, "sysrq takes one letter or digit, such as `sysrq h`");
    }
    var opened = context.open();
    Door.need(Right.WRITE, opened);
    try (var errand = new Errand(context, opened, _ -> {})) {
      errand.awaitConnection();
      errand.send(new ConsoleInput.Break(Duration.ZERO), "break");
      errand.type(new byte[] {(byte) key.charAt(0)});
    }
    return ExitCode.OK;
  }
}
