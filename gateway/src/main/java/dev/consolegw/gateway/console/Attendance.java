package dev.consolegw.gateway.console;

import dev.consolegw.authz.Grant;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.line.Connection;
import dev.consolegw.gateway.line.DialRate;
import dev.consolegw.gateway.line.Flow;
import java.util.List;
import java.util.Optional;

/**
 * The comings and goings at one console. The {@link Crew} decides; this tells everybody concerned,
 * the connection and whoever listens to events. Any thread.
 */
final class Attendance {
  private final Console console;
  private final ConsoleId id;
  private final Crew crew;
  private final LastWriter lastWriter;
  private final Connection connection;
  private final Works works;

  Attendance(
      Console console, Crew crew, LastWriter lastWriter, Connection connection, Works works) {
    this.console = console;
    this.id = console.entry().id();
    this.crew = crew;
    this.lastWriter = lastWriter;
    this.connection = connection;
    this.works = works;
  }

  /** Lets somebody in, dials if nobody was there before, and gives the seat if it is to be had. */
  Admission attach(Attachment who) {
    return works
        .witness()
        .admit(console, who, scribe -> attach(new Viewer(console, who, works, scribe)));
  }

  private Admission attach(Viewer viewer) {
    return switch (crew.admit(viewer)) {
      case Crew.Entry.Out(Ending why) -> new Admission.Refused(why);
      case Crew.Entry.In in -> {
        in.instead().forEach(other -> makeWay(other, viewer));
        heard(new ConsoleEvent.Attached(id, viewer.session(), viewer.grant(), crew.role(viewer)));
        in.asked().ifPresent(answer -> answered(viewer, answer));
        lastWriter.greeting(viewer.grant().person()).ifPresent(viewer::notice);
        viewer.arrive(connection.isLive());
        connection.want(DialRate.Urgency.ASKED);
        yield new Admission.Admitted(viewer);
      }
    };
  }

  private void makeWay(Viewer viewer, Viewer by) {
    int _ = viewer.discardUnsent();
    connection.flow().resume(Flow.Cause.WRITER);
    sendAway(viewer, by.session(), by.grant(), "has taken this console");
  }

  private void sendAway(Viewer viewer, Session by, Grant grant, String didWhat) {
    heard(new ConsoleEvent.SentAway(id, viewer.session(), by, grant));
    var text = Viewer.title(grant.person(), by.address()) + ' ' + didWhat;
    viewer.end(Ending.now(ExitCode.TRY_AGAIN, text));
  }

  /** Ends one session; see {@link Console#kick}. */
  Optional<Presence> kick(String session, Session by, Grant grant) {
    var found =
        crew.present().stream().filter(one -> one.session().id().equals(session)).findFirst();
    var who = found.map(Viewer::presence);
    found.ifPresent(viewer -> sendAway(viewer, by, grant, "ended your session"));
    return who;
  }

  /** Ends all sessions; see {@link Console#clear}. */
  int clear(Session by, Grant grant) {
    var all = List.copyOf(crew.present());
    all.forEach(viewer -> sendAway(viewer, by, grant, "ended all sessions here"));
    return all.size();
  }

  /** Asks to write, by force where the right to MANAGE allows. */
  void take(Viewer viewer) {
    var answer = crew.take(viewer).orElse(null);
    if (answer instanceof Answer.Occupied(Viewer by)) {
      viewer.notice(by.title() + " is writing, and was told that you ask for the seat");
      by.asked(viewer);
    } else if (answer != null) {
      answered(viewer, answer);
    }
    if (answer instanceof Answer.Taken) {
      viewer.notice("the seat is yours");
      lastWriter.news(viewer).ifPresent(viewer::notice);
    }
  }

  /** Tells everybody concerned what came of asking to write. */
  private void answered(Viewer viewer, Answer answer) {
    switch (answer) {
      case Answer.Taken(Viewer from) -> {
        if (from != null) {
          from.displaced(viewer);
        }
        seated(viewer);
        if (from != null && crew.role(from) == Role.JOIN) {
          heard(new ConsoleEvent.Joined(id, from.session(), from.grant()));
        }
      }
      case Answer.Joined(Viewer beside) -> {
        heard(new ConsoleEvent.Joined(id, viewer.session(), viewer.grant()));
        viewer.notice("you write together with " + beside.title());
        console.others(viewer, viewer.title() + " writes here, too");
      }
      case Answer.Occupied(Viewer by) -> viewer.watching(by.title() + " is writing");
      case Answer.Barred(String why, String _) -> viewer.notice(why + "; you are watching");
    }
  }

  private void seated(Viewer viewer) {
    connection.flow().resume(Flow.Cause.WRITER);
    console.sendSize(viewer);
    heard(new ConsoleEvent.Seated(id, viewer.session(), viewer.grant()));
  }

  /** Gives the writing up for whoever wants it. Returns whether it was this viewer's. */
  boolean give(Viewer viewer) {
    var change = crew.give(viewer);
    if (change.wrote()) {
      heard(new ConsoleEvent.Unseated(id, viewer.session(), viewer.grant()));
      writesNoMore(viewer, change);
      var what = viewer.title() + " gave the seat up";
      boolean isFree = crew.holder() == null;
      crew.present().stream()
          .filter(other -> other != viewer)
          .forEach(other -> other.gaveUp(what, isFree));
    }
    return change.wrote();
  }

  private void writesNoMore(Viewer viewer, Crew.Change change) {
    int _ = viewer.discardUnsent();
    if (change.wrote()) {
      connection.flow().resume(Flow.Cause.WRITER);
    }
    var heir = change.heir();
    if (heir != null) {
      seated(heir);
      heir.notice("the seat is yours: " + viewer.title() + " writes no more");
    }
  }

  /** A viewer's session has ended. */
  void detach(Viewer viewer, Ending ending) {
    var left = crew.leave(viewer);
    if (left.isEmpty()) {
      return;
    }
    writesNoMore(viewer, left.get());
    console.saw(viewer);
    if (left.get().isLast()) {
      lastWriter.left();
    }
    if (crew.present().isEmpty() && !console.entry().captured()) {
      connection.linger();
    }
    heard(
        new ConsoleEvent.Detached(id, viewer.session(), viewer.grant(), viewer.traffic(), ending));
  }

  private void heard(ConsoleEvent event) {
    works.events().accept(event);
  }
}
