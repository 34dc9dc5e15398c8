package dev.consolegw.gateway.ops.audit;

import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.authz.Grant;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.event.ConsoleEvent;
import dev.consolegw.gateway.event.FileEvent;
import dev.consolegw.gateway.event.GatewayEvent;
import dev.consolegw.gateway.event.RecordingHappened;
import dev.consolegw.gateway.event.SessionEvent;
import dev.consolegw.gateway.event.ShellEvent;
import dev.consolegw.gateway.session.Session;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Makes a line of each event. Any thread; touches memory alone. */
final class AuditLines {
  private final Function<ConsoleId, Optional<ConsoleRef>> servers;
  private final ShellLines shells = new ShellLines(this);

  /**
   * @param servers what is known of a console's server; asks nobody
   */
  AuditLines(Function<ConsoleId, Optional<ConsoleRef>> servers) {
    this.servers = servers;
  }

  /** None of what is for records alone. */
  Optional<AuditLine> of(AuditEvent event) {
    return switch (event) {
      case AuditEvent.Happened(var happened) -> of(happened);
      case AuditEvent.OfGateway gateway -> Optional.of(of(gateway));
      case AuditEvent.OfConnection connection -> Optional.of(ConnectionLines.of(connection));
      case AuditEvent.TurnedAway(var listener, var from, var cause, long omitted) ->
          Optional.of(
              new AuditLine(AuditCode.TURNED_AWAY)
                  .from(from.getAddress().getHostAddress(), from.getPort())
                  .text("listener", listener)
                  .text("reason", cause)
                  .number("omitted", omitted));
      case AuditEvent.Refused refused -> Optional.of(of(refused));
      case AuditEvent.Listed(var session, var how, long times) ->
          Optional.of(
              new AuditLine(AuditCode.LISTED)
                  .session(session)
                  .text("kind", how)
                  .number("times", times));
      case AuditEvent.Command(var session, var wanted, var command, var line) ->
          Optional.of(
              new AuditLine(AuditCode.COMMAND)
                  .session(session)
                  .text("user", wanted)
                  .text("command", command)
                  .text("line", line));
      case AuditEvent.CommandEnded ended -> Optional.of(ended(ended));
      case AuditEvent.RecordingRead(var id, var session, var grant, var recording, var how) ->
          Optional.of(
              at(AuditCode.RECORDING_READ, id, session, grant)
                  .text("kind", how)
                  .text("recording", recording));
      case AuditEvent.TicketGiven(var session, var subject, var most, var lasting) ->
          Optional.of(
              new AuditLine(AuditCode.TICKET_GIVEN)
                  .session(session)
                  .text("right", most.name().toLowerCase(Locale.ROOT))
                  .text("subject", subject)
                  .number("seconds", lasting.toSeconds()));
      case AuditEvent.TicketUsed(var from, var who, var subject) ->
          Optional.of(
              new AuditLine(AuditCode.TICKET_USED)
                  .connection(from)
                  .identity(who)
                  .text("subject", subject));
      case AuditEvent.TicketRefused(var from, long omitted) ->
          Optional.of(
              new AuditLine(AuditCode.TICKET_REFUSED).connection(from).number("omitted", omitted));
      case AuditEvent.TicketForgotten(var from, var who, var subject) ->
          Optional.of(
              new AuditLine(AuditCode.TICKET_FORGOTTEN)
                  .connection(from)
                  .identity(who)
                  .text("subject", subject));
    };
  }

  private static AuditLine of(AuditEvent.OfGateway event) {
    return switch (event) {
      case AuditEvent.Started(var listening) ->
          new AuditLine(AuditCode.STARTED).list("listening", listening);
      case AuditEvent.SettingsRead(var changed, var kept) ->
          new AuditLine(AuditCode.SETTINGS_READ).list("changed", changed).list("kept", kept);
      case AuditEvent.SettingsRefused(int mistakes, var first) ->
          new AuditLine(AuditCode.SETTINGS_REFUSED)
              .number("mistakes", mistakes)
              .text("first", first);
      case AuditEvent.Stopped() -> new AuditLine(AuditCode.STOPPED);
    };
  }

  private AuditLine of(AuditEvent.Refused refused) {
    var line = new AuditLine(AuditCode.REFUSED).session(refused.session());
    var wanted = refused.wanted();
    wanted.console().ifPresent(id -> line.console(id, servers.apply(id)));
    return line.text("user", wanted.name())
        .text("kind", wanted.kind())
        .number("exit", refused.code().status())
        .text("reason", refused.reason());
  }

  private AuditLine ended(AuditEvent.CommandEnded ended) {
    var line = new AuditLine(AuditCode.COMMAND_ENDED).session(ended.session());
    ended
        .about()
        .ifPresent(
            at -> line.grant(at.grant()).console(at.console(), Optional.of(at.grant().console())));
    line.text("command", ended.command());
    var outcome = ended.outcome();
    outcome.code().ifPresent(line::exit);
    return line.text("reason", outcome.reason())
        .number("in", outcome.in())
        .number("out", outcome.out())
        .time("ms", outcome.took());
  }

  private Optional<AuditLine> of(GatewayEvent event) {
    var id = event.console();
    return switch (event) {
      case ConsoleEvent.Connected _ -> Optional.of(at(AuditCode.CONNECTED, id));
      case ConsoleEvent.DialFailed(_, int attempt, var reason) ->
          Optional.of(
              at(AuditCode.DIAL_FAILED, id)
                  .number("attempt", attempt)
                  .text("reason", reason.text().toString()));
      case ConsoleEvent.Disconnected(_, var reason) ->
          Optional.of(at(AuditCode.DISCONNECTED, id).text("reason", reason.text().toString()));
      case ConsoleEvent.Cleaned(_, var after) ->
          Optional.of(at(AuditCode.CLEANED, id).person(after));
      case SessionEvent session -> Optional.of(of(session));
      case RecordingHappened.Recorded(_, var session, var grant, String recording) ->
          Optional.of(at(AuditCode.RECORDED, id, session, grant).text("recording", recording));
      case RecordingHappened.NotRecorded(_, var session, var grant, String why) ->
          Optional.of(at(AuditCode.NOT_RECORDED, id, session, grant).text("reason", why));
      case FileEvent files -> Optional.of(of(files));
      case ShellEvent shell -> shells.of(shell);
    };
  }

  private AuditLine of(SessionEvent event) {
    var id = event.console();
    return switch (event) {
      case SessionEvent.Attached(_, var session, var grant, var role) ->
          at(AuditCode.ATTACHED, id, session, grant).text("role", role.toString());
      case SessionEvent.Detached(_, var session, var grant, var traffic, var ending) ->
          at(AuditCode.DETACHED, id, session, grant)
              .number("exit", ending.code().status())
              .number("in", traffic.in())
              .number("out", traffic.out())
              .text("reason", ending.text());
      case SessionEvent.Refused(_, var session, var grant, var ending) ->
          at(AuditCode.REFUSED, id, session, grant)
              .text("kind", "console")
              .number("exit", ending.code().status())
              .text("reason", ending.text());
      case SessionEvent.Seated(_, var session, var grant) ->
          at(AuditCode.SEATED, id, session, grant);
      case SessionEvent.Joined(_, var session, var grant) ->
          at(AuditCode.JOINED, id, session, grant);
      case SessionEvent.Unseated(_, var session, var grant) ->
          at(AuditCode.UNSEATED, id, session, grant);
      case SessionEvent.SentAway(_, var session, var by, var grant) ->
          at(AuditCode.SENT_AWAY, id, by, grant).text("whom", session.id());
      case SessionEvent.Sent(_, var session, String what) ->
          at(AuditCode.SENT, id, session).text("what", what);
      case SessionEvent.Used(_, var session, String what) ->
          at(AuditCode.USED, id, session).text("what", what);
    };
  }

  private AuditLine of(FileEvent event) {
    var id = event.console();
    var session = event.session();
    return switch (event) {
      case FileEvent.FilesOpened(_, _, var grant) -> at(AuditCode.FILES_OPENED, id, session, grant);
      case FileEvent.FilesClosed(
              _,
              _,
              var grant,
              long fetched,
              var operations,
              var exit,
              var why) -> {
        var line = at(AuditCode.FILES_CLOSED, id, session, grant).number("out", fetched);
        operations.forEach((name, count) -> line.number(name, count));
        exit.ifPresent(line::exit);
        yield line.text("reason", why);
      }
      case FileEvent.FileRead(_, _, var grant, var path, long bytes) ->
          at(AuditCode.FILE_READ, id, session, grant).number("out", bytes).text("path", path);
      case FileEvent.FileRefused(_, _, var grant, var operation) ->
          at(AuditCode.FILE_REFUSED, id, session, grant).text("what", operation);
    };
  }

  // --- what most lines have ---------------------------------------------------------------------

  private AuditLine at(AuditCode code, ConsoleId id) {
    return new AuditLine(code).console(id, servers.apply(id));
  }

  AuditLine at(AuditCode code, ConsoleId id, Session session) {
    return new AuditLine(code).session(session).console(id, servers.apply(id));
  }

  AuditLine at(AuditCode code, ConsoleId id, Session session, Grant grant) {
    return new AuditLine(code)
        .session(session)
        .grant(grant)
        .console(id, Optional.of(grant.console()));
  }
}
