package dev.consolegw.gateway.ops.audit;

import dev.consolegw.gateway.event.ShellEvent;
import java.util.Optional;

/** Lines about what is done in guests. No state of its own: any thread. */
final class ShellLines {
  private final AuditLines lines;

  ShellLines(AuditLines lines) {
    this.lines = lines;
  }

  Optional<AuditLine> of(ShellEvent event) {
    var id = event.console();
    var session = event.session();
    return switch (event) {
      case ShellEvent.Began(_, _, var grant, String account, var how) ->
          Optional.of(
              lines
                  .at(AuditCode.SHELL_BEGAN, id, session, grant)
                  .text("account", account)
                  .text("how", how.toString()));
      case ShellEvent.Ended(_, _, String why) ->
          Optional.of(lines.at(AuditCode.SHELL_ENDED, id, session).text("reason", why));
      case ShellEvent.CommandBegan command ->
          Optional.of(
              lines
                  .at(AuditCode.SHELL_COMMAND, id, session, command.grant())
                  .number("number", command.number())
                  .text("account", command.account())
                  .text("line", command.commandLine()));
      case ShellEvent.CommandEnded command -> Optional.of(ended(command));
      case ShellEvent.CommandPrinted _ -> Optional.empty();
      case ShellEvent.Refused refused ->
          Optional.of(
              lines
                  .at(AuditCode.SHELL_REFUSED, id, session, refused.grant())
                  .number("exit", refused.code().status())
                  .text("reason", refused.why()));
      case ShellEvent.OfPort port -> Optional.of(of(port));
    };
  }

  private AuditLine of(ShellEvent.OfPort event) {
    var id = event.console();
    var session = event.session();
    return switch (event) {
      case ShellEvent.PortRefused refused ->
          lines
              .at(AuditCode.SHELL_PORT_REFUSED, id, session, refused.grant())
              .text("host", refused.host())
              .number("port", refused.port())
              .text("direction", refused.direction().toString())
              .number("exit", refused.code().status())
              .text("reason", refused.why());
      case ShellEvent.PortOpened opened ->
          lines
              .at(AuditCode.SHELL_PORT_OPENED, id, session, opened.grant())
              .number("number", opened.number())
              .text("host", opened.host())
              .number("port", opened.port())
              .text("direction", opened.direction().toString());
      case ShellEvent.Forwarded forwarded ->
          lines
              .at(AuditCode.SHELL_FORWARDED, id, session)
              .number("number", forwarded.number())
              .text("host", forwarded.host())
              .number("port", forwarded.port())
              .text("direction", forwarded.direction().toString())
              .number("in", forwarded.in())
              .number("out", forwarded.out());
      case ShellEvent.Listening(_, _, var grant, long number, var host, int port) ->
          lines
              .at(AuditCode.SHELL_LISTENING, id, session, grant)
              .number("number", number)
              .text("host", host)
              .number("port", port);
      case ShellEvent.ListeningEnded(_, _, long number, var host, int port) ->
          lines
              .at(AuditCode.SHELL_LISTENING_ENDED, id, session)
              .number("number", number)
              .text("host", host)
              .number("port", port);
    };
  }

  private AuditLine ended(ShellEvent.CommandEnded command) {
    var line =
        lines
            .at(AuditCode.SHELL_COMMAND_ENDED, command.console(), command.session())
            .number("number", command.number());
    switch (command.outcome()) {
      case ShellEvent.Outcome.Exited(int status) -> line.number("exit", status);
      case ShellEvent.Outcome.Stopped(String why) -> line.text("reason", why);
    }
    return line.number("in", command.in()).number("out", command.out()).time("ms", command.took());
  }
}
