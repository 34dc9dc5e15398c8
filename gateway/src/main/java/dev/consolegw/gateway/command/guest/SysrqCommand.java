package dev.consolegw.gateway.command.guest;

import dev.consolegw.authz.Right;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.command.Command;
import dev.consolegw.gateway.command.CommandContext;
import dev.consolegw.gateway.session.ExitCode;
import java.time.Duration;
import picocli.CommandLine.Parameters;

/** Linux takes a break and then a key, within five seconds, for a SysRq on a serial console. */
@picocli.CommandLine.Command(name = "sysrq", description = "Sends a break and then a key: SysRq.")
public final class SysrqCommand implements Command {
  @Parameters(paramLabel = "KEY", description = "One letter or digit, such as h for help.")
  private String key = "";

  @Override
  public ExitCode run(CommandContext context) throws Refusal {
    if (!key.matches("[A-Za-z0-9]")) {
      throw new Refusal(ExitCode.USAGE, "sysrq takes one letter or digit, such as `sysrq h`");
    }
    var authorized = context.open();
    authorized.need(Right.WRITE);
    try (var viewer = new CommandViewer(context, authorized)) {
      viewer.awaitConnection();
      viewer.send(new ConsoleInput.Break(Duration.ZERO), "break");
      viewer.type(new byte[] {(byte) key.charAt(0)});
    }
    return ExitCode.OK;
  }
}
