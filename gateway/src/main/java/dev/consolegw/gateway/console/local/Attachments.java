package dev.consolegw.gateway.console.local;

import dev.consolegw.authz.Grant;
import dev.consolegw.gateway.connection.Connection;
import dev.consolegw.gateway.connection.DialLimiter;
import dev.consolegw.gateway.connection.FlowControl;
import dev.consolegw.gateway.console.AttachRequest;
import dev.consolegw.gateway.console.AttachResult;
import dev.consolegw.gateway.console.ConsoleServices;
import dev.consolegw.gateway.console.Viewer;
import dev.consolegw.gateway.console.memory.StaleLogin;
import dev.consolegw.gateway.console.roster.Roster;
import dev.consolegw.gateway.console.roster.SeatReply;
import dev.consolegw.gateway.console.viewer.LocalViewer;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.event.SessionEvent;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Role;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.session.ViewerInfo;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The comings and goings at one console. The {@link Roster} decides; this tells everybody
 * concerned, the connection and whoever listens to events. Any thread.
 */
final class Attachments {
  private final LocalConsole console;
  private final ConsoleId id;
  private final Roster<LocalViewer> roster;
  private final StaleLogin staleLogin;
  private final Connection connection;
  private final LocalViewerHost host;
  private final ConsoleServices services;

  Attachments(LocalConsole console, ConsoleServices services) {
    this.console = console;
    this.id = console.entry().id();
    this.roster = console.roster();
    this.staleLogin = console.staleLogin();
    this.connection = console.connection();
    this.host = new LocalViewerHost(console);
    this.services = services;
  }

  /** Lets somebody in, dials if nobody was there before, and gives the seat if it is to be had. */
  AttachResult attach(AttachRequest who) {
    return services
        .recorder()
        .admit(console, who, tap -> attach(new LocalViewer(host, who, services, tap)));
  }

  private AttachResult attach(LocalViewer viewer) {
    return switch (roster.admit(viewer)) {
      case Roster.Entry.Out<LocalViewer>(SessionEnd why) -> {
        heard(new SessionEvent.Refused(id, viewer.session(), viewer.grant(), why));
        yield new AttachResult.Refused(why);
      }
      case Roster.Entry.In<LocalViewer> in -> {
        in.instead().forEach(other -> makeWay(other, viewer));
        in.madeRoom().ifPresent(other -> makeRoom(other, viewer));
        heard(new SessionEvent.Attached(id, viewer.session(), viewer.grant(), roster.role(viewer)));
        in.asked().ifPresent(reply -> answered(viewer, reply));
        staleLogin.greeting(viewer.grant().person()).ifPresent(viewer::notice);
        viewer.arrive(connection.isLive());
        connection.want(DialLimiter.Urgency.ASKED);
        yield new AttachResult.Admitted(viewer);
      }
    };
  }

  private void makeWay(LocalViewer viewer, LocalViewer by) {
    int _ = viewer.discardUnsent();
    connection.flow().resume(FlowControl.Cause.WRITER);
    sendAway(viewer, by.session(), by.grant(), "has taken this console");
  }

  private void makeRoom(LocalViewer viewer, LocalViewer by) {
    var what =
        "needs a place here, no more than "
            + by.grant().terms().viewers()
            + " people may look, and you have watched for longest; try again later";
    sendAway(viewer, by.session(), by.grant(), what);
  }

  private void sendAway(LocalViewer viewer, Session by, Grant grant, String didWhat) {
    heard(new SessionEvent.SentAway(id, viewer.session(), by, grant));
    var text = Viewer.title(grant.person(), by.address()) + ' ' + didWhat;
    viewer.end(SessionEnd.now(ExitCode.TRY_AGAIN, text));
  }

  /** Ends one session; see {@link LocalConsole#kick}. */
  Optional<ViewerInfo> kick(String session, Session by, Grant grant) {
    var found =
        roster.present().stream().filter(one -> one.session().id().equals(session)).findFirst();
    var who = found.map(LocalViewer::info);
    found.ifPresent(viewer -> sendAway(viewer, by, grant, "ended your session"));
    return who;
  }

  /** Ends all sessions; see {@link LocalConsole#clear}. */
  int clear(Session by, Grant grant) {
    var all = List.copyOf(roster.present());
    all.forEach(viewer -> sendAway(viewer, by, grant, "ended all sessions here"));
    return all.size();
  }

  /** Asks to write, by force where the right to MANAGE allows. */
  void take(LocalViewer viewer) {
    var reply = roster.take(viewer).orElse(null);
    if (reply instanceof SeatReply.Occupied<LocalViewer>(var by)) {
      if (by.options().shell()) {
        viewer.notice(Roster.isBusy(by, "") + ", and nobody is there to ask for the seat");
      } else {
        viewer.notice(by.title() + " is writing, and was told that you ask for the seat");
        by.asked(viewer);
      }
    } else if (reply != null) {
      answered(viewer, reply);
    }
    if (reply instanceof SeatReply.Taken<LocalViewer>) {
      viewer.notice("the seat is yours");
      staleLogin.news(viewer.session(), viewer.grant()).ifPresent(viewer::notice);
    }
  }

  /** Tells everybody concerned what came of asking to write. */
  private void answered(LocalViewer viewer, SeatReply<LocalViewer> reply) {
    switch (reply) {
      case SeatReply.Taken<LocalViewer>(var from) -> {
        if (from != null) {
          from.displaced(viewer);
        }
        seated(viewer);
        if (from != null && roster.role(from) == Role.JOIN) {
          heard(new SessionEvent.Joined(id, from.session(), from.grant()));
        }
      }
      case SeatReply.Joined<LocalViewer>(var beside) -> {
        heard(new SessionEvent.Joined(id, viewer.session(), viewer.grant()));
        viewer.notice("you write together with " + beside.title());
        tellOthers(viewer, viewer.title() + " writes here, too");
      }
      case SeatReply.Occupied<LocalViewer>(var by) -> viewer.watching(Roster.isBusy(by, ""));
      case SeatReply.Barred<LocalViewer>(String why, String _) ->
          viewer.notice(why + "; you are watching");
    }
  }

  private void seated(LocalViewer viewer) {
    connection.flow().resume(FlowControl.Cause.WRITER);
    viewer.tellSize();
    heard(new SessionEvent.Seated(id, viewer.session(), viewer.grant()));
  }

  /** Gives the writing up for whoever wants it. Returns whether it was this viewer's. */
  boolean give(LocalViewer viewer) {
    var change = roster.give(viewer);
    if (change.wrote()) {
      heard(new SessionEvent.Unseated(id, viewer.session(), viewer.grant()));
      writesNoMore(viewer, change);
      var what = viewer.title() + " gave the seat up";
      boolean isFree = roster.holder() == null;
      roster.present().stream()
          .filter(other -> other != viewer)
          .forEach(other -> other.gaveUp(what, isFree));
    }
    return change.wrote();
  }

  private void writesNoMore(LocalViewer viewer, Roster.Change<LocalViewer> change) {
    int _ = viewer.discardUnsent();
    if (change.wrote()) {
      connection.flow().resume(FlowControl.Cause.WRITER);
    }
    var heir = change.heir();
    if (heir != null) {
      seated(heir);
      heir.notice("the seat is yours: " + viewer.title() + " writes no more");
    }
  }

  /** A viewer's session has ended. */
  void detach(LocalViewer viewer, SessionEnd ending) {
    var left = roster.leave(viewer);
    if (left.isEmpty()) {
      return;
    }
    writesNoMore(viewer, left.get());
    note(viewer);
    CompletableFuture<Void> _ = console.seen().save();
    if (left.get().isLast()) {
      staleLogin.left();
    }
    if (roster.present().isEmpty() && !console.entry().captured()) {
      connection.linger();
    }
    heard(
        new SessionEvent.Detached(id, viewer.session(), viewer.grant(), viewer.traffic(), ending));
  }

  /** One line to everybody but the one who caused it. */
  void tellOthers(LocalViewer viewer, String line) {
    roster.present().stream().filter(other -> other != viewer).forEach(other -> other.notice(line));
  }

  /** Takes down how far everybody here has seen the output. */
  void noteSeen() {
    roster.present().forEach(this::note);
  }

  private void note(LocalViewer viewer) {
    var person = viewer.grant().person();
    viewer.seenUpTo().ifPresent(offset -> console.seen().note(person, offset));
  }

  private void heard(SessionEvent event) {
    services.events().publish(event);
  }
}
