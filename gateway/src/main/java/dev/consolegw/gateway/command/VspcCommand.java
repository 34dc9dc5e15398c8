package dev.consolegw.gateway.command;

import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.directory.ConsoleEntry;
import dev.consolegw.gateway.directory.VisibleServer;
import dev.consolegw.gateway.directory.vspc.VspcDirectory;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.terminal.Printable;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What scripts read that asked vSPC.py: a line {@code name:uuid:port} for each serial port that a
 * host of VMware's connects. The port is the TCP port for its clients, or else its label, as in
 * {@code ssh name:port@gateway}.
 */
@picocli.CommandLine.Command(
    name = "vspc",
    description = "Lists the ports of VMware's VMs that you may open: name:uuid:port.")
public final class VspcCommand implements Command {
  @Override
  public ExitCode run(CommandContext context) throws Refusal, IOException {
    context.io().say(context.access().list(context.caller(), VspcCommand::text));
    return ExitCode.OK;
  }

  private static String text(List<VisibleServer> servers) {
    return servers.stream()
        .flatMap(server -> server.ports().stream())
        .filter(entry -> VspcDirectory.has(entry.id()))
        .map(VspcCommand::line)
        .collect(Collectors.joining("\n"));
  }

  private static String line(ConsoleEntry entry) {
    var port = VspcDirectory.clientPort(entry);
    var last = port.isPresent() ? String.valueOf(port.getAsInt()) : entry.id().port();
    return Printable.of(entry.server().name() + ':' + entry.server().id() + ':' + last).toString();
  }
}
