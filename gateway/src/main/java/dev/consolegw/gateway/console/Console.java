package dev.consolegw.gateway.console;

import dev.consolegw.authz.Grant;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.backend.ConsoleOutput;
import dev.consolegw.gateway.backend.Printable;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.directory.ConsoleEntry;
import dev.consolegw.gateway.history.History;
import dev.consolegw.gateway.line.Connection;
import dev.consolegw.gateway.line.ConsoleState;
import dev.consolegw.gateway.line.Delivery;
import dev.consolegw.gateway.line.Dial;
import dev.consolegw.gateway.line.DialRate;
import dev.consolegw.gateway.line.Flow;
import dev.consolegw.gateway.line.Typing;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * One serial console: the one connection to it ({@link ConsoleState}), who looks, who writes, and
 * the way of each byte. Output goes from the backend's reader into the history and wakes the
 * viewers; input goes from those who write through {@link Typing} to the backend.
 *
 * <p>Any thread. Guest bytes take no lock.
 */
public final class Console {
  private volatile ConsoleEntry entry;
  private final History history;
  private final Works works;
  private final Seen seen;
  private final Followers followers = new Followers();
  private final Rounds rounds;
  private final Set<GrantWatch> readers = ConcurrentHashMap.newKeySet();
  private final Crew crew;
  private final LastWriter lastWriter;
  private final Attendance attendance;
  private final Typing typing;
  private final Connection connection;
  private volatile Instant lastOutput;
  private final DiskWait diskWait;

  Console(ConsoleEntry entry, History history, Seen seen, WriterFile writerFile, Works works) {
    this.entry = entry;
    this.history = history;
    this.seen = seen;
    this.works = works;
    this.lastOutput = works.clock().instant();
    this.crew = new Crew(works.limits().silentSeat());
    this.rounds = new Rounds(works.clock(), works.timer(), this::wakeAll);
    this.connection = new Connection(entry.id(), works.line(dialBudget()), new Owner());
    this.typing = connection.typing();
    this.diskWait =
        new DiskWait(history, works.limits(), connection.flow(), () -> goOn(Flow.Cause.DISK));
    this.lastWriter = new LastWriter(entry.id(), writerFile, typing, works);
    this.attendance = new Attendance(this, crew, lastWriter, connection, works);
  }

  public ConsoleEntry entry() {
    return entry;
  }

  public History history() {
    return history;
  }

  /** What people have seen of the output, those who are here included. */
  Seen seen() {
    crew.present().forEach(seen::note);
    return seen;
  }

  /** Remembers how far somebody has seen it who leaves. */
  void saw(Viewer viewer) {
    seen.left(viewer);
  }

  /** Who reads the history as it grows. */
  public Followers followers() {
    return followers;
  }

  /** What its connection does, such as {@code live}. */
  public String state() {
    return connection.state().word();
  }

  /** When it last printed something; when it was made, if it has not since. */
  public Instant lastOutput() {
    return lastOutput;
  }

  public List<Presence> who() {
    return crew.present().stream().map(Viewer::presence).toList();
  }

  /** Lets somebody in, dials if nobody was there before, and gives the seat if it is to be had. */
  public Admission attach(Attachment who) {
    return attendance.attach(who);
  }

  /**
   * Ends one session, for somebody with the right to MANAGE.
   *
   * @param session its id
   * @param by who does it, with {@code grant}
   * @return who was sent away; empty when no such session is here
   */
  public Optional<Presence> kick(String session, Session by, Grant grant) {
    return attendance.kick(session, by, grant);
  }

  /**
   * Ends all sessions, for somebody with the right to MANAGE.
   *
   * @return how many
   */
  public int clear(Session by, Grant grant) {
    return attendance.clear(by, grant);
  }

  Attendance attendance() {
    return attendance;
  }

  /**
   * Why this person may not type at this console without sitting on its seat.
   *
   * @param join whether they want to type beside the seat's holder
   */
  public Optional<Ending> objection(Grant grant, boolean join) {
    return crew.objection(grant, join);
  }

  /** Why this person may not even look: somebody has the console alone, or the gateway stops. */
  public Optional<Ending> closedTo(Grant grant, Wishes wishes) {
    return crew.closedTo(grant, wishes.force());
  }

  /**
   * Keeps up the grant of somebody who reads the history without looking at the console.
   *
   * @param renewed gets the new grant
   * @param over called once, when the right is gone or the console is closed; any thread
   */
  public Reading reads(Grant grant, Consumer<Grant> renewed, Consumer<Ending> over) {
    var watch = new GrantWatch(works, grant, renewed, over);
    readers.add(watch);
    crew.closed().ifPresent(watch::end); // it may have been closed before it had this reader
    return () -> {
      readers.remove(watch);
      watch.close();
    };
  }

  /** Somebody reads the history; until it is closed. */
  public interface Reading extends AutoCloseable {
    @Override
    void close();
  }

  Role role(Viewer viewer) {
    return crew.role(viewer);
  }

  boolean isWriter(Viewer viewer) {
    return crew.holder() == viewer;
  }

  LastWriter lastWriter() {
    return lastWriter;
  }

  boolean isLive() {
    return connection.isLive();
  }

  int others(Viewer viewer) {
    return (int) crew.present().stream().filter(other -> other != viewer).count();
  }

  /** One line to everybody but the one who caused it. */
  void others(Viewer viewer, String line) {
    crew.present().stream().filter(other -> other != viewer).forEach(other -> other.notice(line));
  }

  private void all(String line) {
    crew.present().forEach(viewer -> viewer.notice(line));
  }

  Typing typing() {
    return typing;
  }

  /** Sends a break, a size or a reset for the seat's holder, or for a command. */
  public void control(ConsoleInput input, Consumer<Delivery> told) {
    typing.control(input, told);
  }

  void sendSize(Viewer viewer) {
    var size = viewer.size();
    if (size != null && isWriter(viewer)) {
      typing.control(size, _ -> {});
    }
  }

  /** Its directory knows more of it by now. */
  void know(ConsoleEntry now) {
    var news = now.machine().since(entry.machine());
    if (!now.notes().equals(entry.notes())) {
      history.note(now.notes());
    }
    entry = now;
    if (isLive() && !news.isEmpty()) {
      all(news);
    }
  }

  /** Something about its server has changed: what failed before may work now. */
  void tryAgain() {
    connection.hurry();
  }

  /** How long one dial of it may take. */
  Duration dialBudget() {
    return entry.dialBudget().orElse(works.limits().line().dialBudget());
  }

  /** Connects from the start and keeps connected. */
  void capture() {
    connection.want(DialRate.Urgency.CAPTURED);
  }

  /** Ends everything, each viewer with the same line; done when every session has ended. */
  CompletableFuture<Void> close(Ending ending) {
    var present = crew.close();
    connection.close();
    followers.more(); // they find it closed
    crew.closed().ifPresent(why -> readers.forEach(reader -> reader.end(why)));
    return CompletableFuture.allOf(
            present.stream()
                .map(viewer -> viewer.endAndTell(ending))
                .toArray(CompletableFuture[]::new))
        .thenCompose(_ -> seen.save());
  }

  /** What its connection tells it. */
  private final class Owner implements Connection.Owner {
    @Override
    public boolean wantsConnection() {
      return entry.captured() || isWatched();
    }

    @Override
    public boolean isWatched() {
      return !crew.present().isEmpty();
    }

    @Override
    public void connected() {
      history.linkBack();
      works.events().accept(new ConsoleEvent.Connected(entry.id()));
      crew.present().forEach(Viewer::connected);
      var writer = crew.holder();
      if (writer != null) {
        sendSize(writer);
      }
    }

    @Override
    public void unreachable(Reason why, int attempt) {
      works.events().accept(new ConsoleEvent.DialFailed(entry.id(), attempt, why));
      crew.present().forEach(viewer -> viewer.unreachable(why));
    }

    @Override
    public void disconnected(Reason why, int unsent) {
      history.linkLost();
      works.events().accept(new ConsoleEvent.Disconnected(entry.id(), why));
      crew.present().forEach(viewer -> viewer.disconnected(why));
      var writer = crew.holder();
      if (unsent > 0 && writer != null) {
        writer.notice(unsent + " typed bytes were not sent");
      }
    }

    @Override
    public void hungUp(Reason why) {
      history.linkLost();
      works.events().accept(new ConsoleEvent.Disconnected(entry.id(), why));
    }

    @Override
    public void stillSilent() {
      int thrown = typing.discard();
      var writer = crew.holder();
      if (writer != null) {
        writer.notice(
            "no output: the VM is quiet or another client holds this console; "
                + thrown
                + " typed bytes were thrown away");
      }
    }

    @Override
    public void output(Dial dial, ConsoleOutput output) {
      switch (output) {
        case ConsoleOutput.Bytes(ByteBuffer bytes) -> {
          int count = bytes.remaining();
          lastWriter.printed(bytes.duplicate());
          printed(dial, count, history.append(bytes));
        }
        case ConsoleOutput.Backlog(ByteBuffer bytes) -> {
          int count = bytes.remaining();
          lastWriter.printed(bytes.duplicate());
          printed(dial, count, history.appendBacklog(bytes, Console.this::wakeAll));
        }
        case ConsoleOutput.Notice(Printable text) -> all(text.toString());
        case ConsoleOutput.Held(Printable why) -> {
          typing.hold();
          all("input is held back: " + why);
        }
        case ConsoleOutput.Released() -> typing.released();
        case ConsoleOutput.Closed _ -> {}
      }
    }
  }

  private void printed(Dial dial, int count, long end) {
    lastOutput = works.clock().instant();
    dial.show();
    typing.shown();
    diskWait.printed(end);
    wake(rounds.printed(count));
    var writer = crew.holder();
    if (writer != null && writer.paces() && end - writer.cursor() >= works.limits().pauseAt()) {
      connection.flow().pause(Flow.Cause.WRITER);
      writer.stalls();
      progressed(); // it may have read on, or left, before the pause
    }
  }

  private void wake(boolean others) {
    var writers = crew.writers();
    writers.forEach(Viewer::signal);
    if (others) {
      crew.present().stream().filter(one -> !writers.contains(one)).forEach(Viewer::signal);
      followers.more();
    }
  }

  private void wakeAll() {
    crew.present().forEach(Viewer::signal);
    followers.more();
  }

  /** Somebody has read on: the guest may go on unless the writer is still far behind. */
  void progressed() {
    if (!holdsBack()) {
      return;
    }
    var writer = crew.holder();
    if (writer == null
        || !writer.paces()
        || history.end() - writer.cursor() <= works.limits().resumeAt()) {
      goOn(Flow.Cause.WRITER);
    }
  }

  /** Whether the guest has to wait at the moment, and so cannot say whether it has more to say. */
  boolean holdsBack() {
    return connection.flow().isPaused();
  }

  /** When the guest last had its chance to print: now, while it has to wait. */
  Instant lastSign() {
    return holdsBack() ? works.clock().instant() : lastOutput;
  }

  /** It was in the midst of printing, and counts as quiet only from now on. */
  private void goOn(Flow.Cause cause) {
    lastOutput = works.clock().instant();
    connection.flow().resume(cause);
  }
}
