package dev.consolegw.gateway.ops.audit;

import dev.consolegw.authz.LogRateLimit;
import dev.consolegw.gateway.event.ShellEvent;
import dev.consolegw.gateway.terminal.Printable;
import java.time.InstantSource;
import org.slf4j.Logger;

/** Lines of the audit log about what is done in guests. Any thread. */
final class ShellAudit {
  private final Logger log;
  private final LogRateLimit<String> refusals;
  private final RefusalRate ports;

  ShellAudit(Logger log, InstantSource clock) {
    this.log = log;
    this.refusals = new LogRateLimit<>(clock, LogRateLimit.Bounds.ONCE_A_MINUTE);
    this.ports = new RefusalRate(clock);
  }

  /**
   * Writes one line, if it is not one of many alike.
   *
   * @param console as a value
   */
  void accept(String console, ShellEvent event) {
    switch (event) {
      case ShellEvent.Began(_, var session, var grant, String account, var how) ->
          log.info(
              "event=shell-began console={} {} account={} how={}",
              console,
              AuditLog.who(session, grant),
              value(account),
              how);
      case ShellEvent.Ended(_, var session, String why) ->
          log.info(
              "event=shell-ended console={} session={} why={}", console, session.id(), value(why));
      case ShellEvent.CommandBegan command ->
          log.info(
              "event=shell-command console={} {} command={} account={} line={}",
              console,
              AuditLog.who(command.session(), command.grant()),
              command.number(),
              value(command.account()),
              value(command.commandLine()));
      case ShellEvent.CommandEnded command ->
          log.info(
              "event=shell-command-ended console={} session={} command={} {} in={} out={} ms={}",
              console,
              command.session().id(),
              command.number(),
              outcome(command.outcome()),
              command.in(),
              command.out(),
              command.took().toMillis());
      case ShellEvent.CommandPrinted _ -> {} // in records alone
      case ShellEvent.Refused refused -> refused(console, refused);
      case ShellEvent.OfPort port -> accept(console, port);
    }
  }

  private void accept(String console, ShellEvent.OfPort event) {
    switch (event) {
      case ShellEvent.PortRefused refused -> refused(console, refused);
      case ShellEvent.PortOpened opened ->
          log.info(
              "event=shell-port-opened console={} {} number={} host={} port={} direction={}",
              console,
              AuditLog.who(opened.session(), opened.grant()),
              opened.number(),
              value(opened.host()),
              opened.port(),
              opened.direction());
      case ShellEvent.Listening(_, var session, var grant, long number, var host, int port) ->
          log.info(
              "event=shell-listening console={} {} number={} host={} port={}",
              console,
              AuditLog.who(session, grant),
              number,
              value(host),
              port);
      case ShellEvent.ListeningEnded(_, var session, long number, var host, int port) ->
          log.info(
              "event=shell-listening-ended console={} session={} number={} host={} port={}",
              console,
              session.id(),
              number,
              value(host),
              port);
      case ShellEvent.Forwarded forwarded ->
          log.info(
              "event=shell-forwarded console={} session={} number={} host={} port={} direction={}"
                  + " in={} out={}",
              console,
              forwarded.session().id(),
              forwarded.number(),
              value(forwarded.host()),
              forwarded.port(),
              forwarded.direction(),
              forwarded.in(),
              forwarded.out());
    }
  }

  private static String outcome(ShellEvent.Outcome outcome) {
    return switch (outcome) {
      case ShellEvent.Outcome.Exited(int status) -> "exit=%d why=\"\"".formatted(status);
      case ShellEvent.Outcome.Stopped(String why) -> "exit=none why=" + value(why);
    };
  }

  private void refused(String console, ShellEvent.Refused event) {
    refusals
        .take(Subject.of(console + ' ' + event.grant().person() + ' ' + event.code()))
        .ifPresent(before ->
            log.info(
                "event=shell-refused console={} {} exit={} times={} why={}",
                console,
                AuditLog.who(event.session(), event.grant()),
                event.code().status(),
                before.same() + 1,
                value(event.why())));
  }

  /** A client tries many, and not all of them get a line in the same minute. */
  private void refused(String console, ShellEvent.PortRefused event) {
    ports
        .take(event.session(), AuditCode.SHELL_PORT_REFUSED, "", event.code())
        .ifPresent(before ->
            log.info(
                "event=shell-port-refused console={} {} host={} port={} direction={} exit={}"
                    + " times={} omitted={} why={}",
                console,
                AuditLog.who(event.session(), event.grant()),
                value(event.host()),
                event.port(),
                event.direction(),
                event.code().status(),
                before.same() + 1,
                before.all(),
                value(event.why())));
  }

  private static String value(String text) {
    return text.isEmpty() ? "\"\"" : Printable.of(text).asValue();
  }
}
