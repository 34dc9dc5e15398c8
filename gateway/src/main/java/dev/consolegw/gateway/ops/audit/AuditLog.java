package dev.consolegw.gateway.ops.audit;

import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Identity;
import dev.consolegw.authz.LogRateLimit;
import dev.consolegw.authz.Person;
import dev.consolegw.gateway.event.ConsoleEvent;
import dev.consolegw.gateway.event.FileEvent;
import dev.consolegw.gateway.event.GatewayEvent;
import dev.consolegw.gateway.event.RecordingHappened;
import dev.consolegw.gateway.event.SessionEvent;
import dev.consolegw.gateway.event.ShellEvent;
import dev.consolegw.gateway.ops.LogHealth;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.terminal.Printable;
import java.time.InstantSource;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who did what with which console: one line an event, {@code event=name key=value}, always the same
 * keys. Names the key and everybody whose key it is, since nobody can tell them apart. Any thread.
 */
public final class AuditLog implements Audit {
  private static final Logger log = LoggerFactory.getLogger("audit");

  private final LogRateLimit<String> refusals;
  private final ShellAudit shells;
  private final LogHealth health;

  /**
   * Writes into the log of the program.
   *
   * @param health whether that arrives somewhere
   */
  public AuditLog(InstantSource clock, LogHealth health) {
    this.health = health;
    this.refusals = new LogRateLimit<>(clock, LogRateLimit.Bounds.ONCE_A_MINUTE);
    this.shells = new ShellAudit(log, clock);
  }

  @Override
  public boolean isWritable() {
    return health.isWritable();
  }

  @Override
  public long lost() {
    return health.lost();
  }

  /** Of what is not at a console, only that of connections has a line here. */
  @Override
  public void record(AuditEvent event) {
    switch (event) {
      case AuditEvent.Happened(var happened) -> accept(happened);
      case AuditEvent.OfConnection connection -> ConnectionLog.write(log, connection);
      case AuditEvent.OfGateway _,
          AuditEvent.TurnedAway _,
          AuditEvent.Refused _,
          AuditEvent.Listed _,
          AuditEvent.Command _,
          AuditEvent.CommandEnded _,
          AuditEvent.RecordingRead _,
          AuditEvent.TicketGiven _,
          AuditEvent.TicketUsed _,
          AuditEvent.TicketRefused _,
          AuditEvent.TicketForgotten _ -> {}
    }
  }

  private void accept(GatewayEvent event) {
    var console = Printable.of(event.console().toString()).asValue();
    switch (event) {
      case ConsoleEvent.Connected _ -> log.info("event=connected console={}", console);
      case ConsoleEvent.DialFailed(_, int attempt, var reason) ->
          log.info(
              "event=dial-failed console={} attempt={} reason={}",
              console,
              attempt,
              reason.text().asValue());
      case ConsoleEvent.Disconnected(_, var reason) ->
          log.info("event=disconnected console={} reason={}", console, reason.text().asValue());
      case SessionEvent.Attached(_, var session, var grant, var role) ->
          log.info("event=attached console={} {} role={}", console, who(session, grant), role);
      case SessionEvent.Refused(_, var session, var grant, var ending) ->
          refused(console, session, grant, ending);
      case SessionEvent.Detached(_, var session, var grant, var traffic, var ending) ->
          log.info(
              "event=detached console={} {} in={} out={} exit={}",
              console,
              who(session, grant),
              traffic.in(),
              traffic.out(),
              ending.code().status());
      case SessionEvent.Seated(_, var session, var grant) ->
          log.info("event=seated console={} {}", console, who(session, grant));
      case RecordingHappened.Recorded(_, var session, var grant, String recording) ->
          log.info(
              "event=recorded console={} {} recording={}", console, who(session, grant), recording);
      case RecordingHappened.NotRecorded(_, var session, var grant, String why) ->
          log.info(
              "event=not-recorded console={} {} why={}",
              console,
              who(session, grant),
              Printable.of(why).asValue());
      case SessionEvent.Joined(_, var session, var grant) ->
          log.info("event=joined console={} {}", console, who(session, grant));
      case SessionEvent.Unseated(_, var session, var grant) ->
          log.info("event=unseated console={} {}", console, who(session, grant));
      case SessionEvent.SentAway(_, var session, var by, var grant) ->
          log.info("event=sent-away console={} {} whom={}", console, who(by, grant), session.id());
      case ConsoleEvent.Cleaned(_, var after) ->
          log.info("event=cleaned console={} after={}", console, person(after));
      case FileEvent.FilesOpened(_, var session, var grant) ->
          log.info("event=files-opened console={} {}", console, who(session, grant));
      case FileEvent.FilesClosed(_, var session, var grant, long fetched, _, _, _) ->
          log.info(
              "event=files-closed console={} {} out={}", console, who(session, grant), fetched);
      case FileEvent.FileRead _, FileEvent.FileRefused _, SessionEvent.Used _ -> {}
      case ShellEvent shell -> shells.accept(console, shell);
      case SessionEvent.Sent(_, var session, String what) ->
          log.info("event=sent console={} session={} what={}", console, session.id(), what);
    }
  }

  private void refused(String console, Session session, Grant grant, SessionEnd ending) {
    refusals
        .take(Subject.of(console + ' ' + grant.person() + ' ' + ending.code()))
        .ifPresent(before ->
            log.info(
                "event=refused console={} {} exit={} times={} why={}",
                console,
                who(session, grant),
                ending.code().status(),
                before.same() + 1,
                Printable.of(ending.text()).asValue()));
  }

  /** Whose session it is, with which right. */
  static String who(Session session, Grant grant) {
    return "session=%s user=%s key=%s from=%s %s owners=%s"
        .formatted(
            session.id(),
            person(grant.person()),
            session.identity().credential().auditName(),
            session.address(),
            session.origin(),
            owners(session.identity()));
  }

  private static String person(Person person) {
    return Printable.of(person.toString()).asValue();
  }

  static String owners(Identity who) {
    var all = who.owners().stream().map(Person::toString).sorted().collect(Collectors.joining(","));
    return Printable.of(all).asValue();
  }
}
