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
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One serial console: the one connection to it ({@link ConsoleState}), who looks, who writes, and
 * the way of each byte. Output goes from the backend's reader into the history and wakes the
 * viewers; input goes from the seat's holder through {@link Typing} to the backend.
 *
 * <p>Any thread. The lock guards state, seat and admission; it is never held over I/O, and guest
 * bytes do not take it.
 */
public final class Console {
  private final ConsoleEntry entry;
  private final History history;
  private final Works works;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Viewer> viewers = new CopyOnWriteArrayList<>();
  private final Seen seen;
  private final Followers followers = new Followers();
  private final Seat seat;
  private final Typing typing;
  private final Connection connection;
  private volatile Instant lastOutput;
  private final DiskWait diskWait;

  Console(ConsoleEntry entry, History history, Seen seen, Works works) {
    this.entry = entry;
    this.history = history;
    this.seen = seen;
    this.works = works;
    this.lastOutput = works.clock().instant();
    this.seat = new Seat(works.limits().silentSeat());
    this.connection = new Connection(entry.id(), works.line(), new Owner());
    this.typing = connection.typing();
    this.diskWait =
        new DiskWait(history, works.limits(), connection.flow(), () -> goOn(Flow.Cause.DISK));
  }

  public ConsoleEntry entry() {
    return entry;
  }

  public History history() {
    return history;
  }

  /** What people have seen of the output, those who are here included. */
  Seen seen() {
    viewers.forEach(seen::note);
    return seen;
  }

  /** Who reads the history as it grows. */
  public Followers followers() {
    return followers;
  }

  /** In one word what its connection does, such as {@code live} or {@code waiting}. */
  public String state() {
    return connection.state().word();
  }

  /** When it last printed something; when it was made, if it has not since. */
  public Instant lastOutput() {
    return lastOutput;
  }

  public List<Presence> who() {
    return viewers.stream().map(Viewer::presence).toList();
  }

  /** Lets somebody in, dials if nobody was there before, and gives the seat if it is to be had. */
  public Admission attach(Attachment who) {
    return works
        .witness()
        .admit(this, who, scribe -> admit(new Viewer(this, who, works, scribe), who));
  }

  private Admission admit(Viewer viewer, Attachment who) {
    Seat.@Nullable Answer answer;
    lock.lock();
    try {
      if (connection.state() instanceof ConsoleState.Gone) {
        return refused(ExitCode.TRY_AGAIN, "the gateway is stopping; try again in a minute");
      }
      if (viewers.size() >= works.limits().viewers()) {
        return refused(
            ExitCode.TRY_AGAIN,
            "%d people look at this console already, more are not let in; try again later"
                .formatted(viewers.size()));
      }
      answer = who.wishes().readOnly() ? null : seat.ask(viewer, who.wishes().force());
      var refusal = who.wishes().pty() || answer == null ? null : refusal(answer);
      if (refusal != null) {
        return new Admission.Refused(refusal);
      }
      viewers.add(viewer);
    } finally {
      lock.unlock();
    }
    works
        .events()
        .accept(new ConsoleEvent.Attached(entry.id(), who.session(), who.grant(), viewer.role()));
    if (answer != null) {
      answered(viewer, answer);
    }
    viewer.arrive(connection.isLive());
    connection.want(DialRate.Urgency.ASKED);
    return new Admission.Admitted(viewer);
  }

  private static Admission refused(ExitCode code, String text) {
    return new Admission.Refused(Ending.now(code, text));
  }

  /** Somebody without a terminal who cannot write is sent away: a script must know. */
  private static @Nullable Ending refusal(Seat.Answer answer) {
    return switch (answer) {
      case Seat.Answer.Taken _ -> null;
      case Seat.Answer.Occupied(Viewer by) ->
          Ending.now(
              ExitCode.TRY_AGAIN,
              by.title() + " is writing on this console; try again later, or watch with +ro");
      case Seat.Answer.NotAllowed() ->
          Ending.now(ExitCode.NOT_ALLOWED, "you may only watch this console; do so with +ro");
    };
  }

  /** Tells everybody concerned what came of asking for the seat. */
  void answered(Viewer viewer, Seat.Answer answer) {
    switch (answer) {
      case Seat.Answer.Taken(Viewer from) -> {
        if (from != null) {
          from.displaced(viewer);
        }
        connection.flow().resume(Flow.Cause.WRITER);
        sendSize(viewer);
        works
            .events()
            .accept(new ConsoleEvent.Seated(entry.id(), viewer.session(), viewer.grant()));
      }
      case Seat.Answer.Occupied(Viewer by) -> viewer.watching(by.title() + " is writing");
      case Seat.Answer.NotAllowed() -> viewer.watching("you may not write here");
    }
  }

  /** Takes the seat, by force where the right to MANAGE allows. */
  void take(Viewer viewer) {
    Seat.Answer answer;
    lock.lock();
    try {
      if (!viewers.contains(viewer)) {
        return; // on its way out: nobody would ever take the seat back from it
      }
      answer = seat.ask(viewer, true);
    } finally {
      lock.unlock();
    }
    answered(viewer, answer);
  }

  /** Gives the seat up for whoever wants it. */
  boolean give(Viewer viewer) {
    boolean gave;
    lock.lock();
    try {
      gave = seat.leave(viewer);
    } finally {
      lock.unlock();
    }
    if (gave) {
      int _ = viewer.discardUnsent();
      connection.flow().resume(Flow.Cause.WRITER);
      works.events().accept(new ConsoleEvent.Unseated(entry.id(), viewer.session()));
      others(viewer, viewer.title() + " gave the seat up");
    }
    return gave;
  }

  /** A viewer's session has ended. */
  void detach(Viewer viewer, Ending ending) {
    boolean satHere;
    lock.lock();
    try {
      if (!viewers.remove(viewer)) {
        return;
      }
      satHere = seat.leave(viewer);
    } finally {
      lock.unlock();
    }
    int _ = viewer.discardUnsent();
    seen.left(viewer);
    if (satHere) {
      connection.flow().resume(Flow.Cause.WRITER);
    }
    if (viewers.isEmpty() && !entry.captured()) {
      connection.linger();
    }
    works
        .events()
        .accept(
            new ConsoleEvent.Detached(
                entry.id(), viewer.session(), viewer.grant(), viewer.traffic(), ending));
  }

  /** Who writes, if that is somebody whom this person may not pass over. */
  public Optional<String> writerOtherThan(Grant grant) {
    return Optional.ofNullable(seat.holder())
        .filter(holder -> !seat.givesWay(holder, grant, true))
        .map(Viewer::title);
  }

  boolean isWriter(Viewer viewer) {
    return seat.holder() == viewer;
  }

  boolean isLive() {
    return connection.isLive();
  }

  int others(Viewer viewer) {
    return (int) viewers.stream().filter(other -> other != viewer).count();
  }

  /** One line to everybody but the one who caused it. */
  void others(Viewer viewer, String line) {
    viewers.stream().filter(other -> other != viewer).forEach(other -> other.notice(line));
  }

  private void all(String line) {
    viewers.forEach(viewer -> viewer.notice(line));
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

  /** Connects from the start and keeps connected. */
  void capture() {
    connection.want(DialRate.Urgency.CAPTURED);
  }

  /** Ends everything, each viewer with the same line; done when every session has ended. */
  CompletableFuture<Void> close(Ending ending) {
    connection.close();
    return CompletableFuture.allOf(
            viewers.stream()
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
      return !viewers.isEmpty();
    }

    @Override
    public void connected() {
      history.linkBack();
      works.events().accept(new ConsoleEvent.Connected(entry.id()));
      viewers.forEach(Viewer::connected);
      var writer = seat.holder();
      if (writer != null) {
        sendSize(writer);
      }
    }

    @Override
    public void unreachable(Reason why, int attempt) {
      works.events().accept(new ConsoleEvent.DialFailed(entry.id(), attempt, why));
      viewers.forEach(viewer -> viewer.unreachable(why));
    }

    @Override
    public void disconnected(Reason why, int unsent) {
      history.linkLost();
      works.events().accept(new ConsoleEvent.Disconnected(entry.id(), why));
      viewers.forEach(viewer -> viewer.disconnected(why));
      var writer = seat.holder();
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
      var writer = seat.holder();
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
        case ConsoleOutput.Bytes(ByteBuffer bytes) -> printed(dial, history.append(bytes));
        case ConsoleOutput.Backlog(ByteBuffer bytes) ->
            printed(dial, history.appendBacklog(bytes, Console.this::wake));
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

  private void printed(Dial dial, long end) {
    lastOutput = works.clock().instant();
    dial.show();
    typing.shown();
    diskWait.printed(end);
    wake();
    var writer = seat.holder();
    if (writer != null && writer.paces() && end - writer.cursor() >= works.limits().pauseAt()) {
      connection.flow().pause(Flow.Cause.WRITER);
      writer.stalls();
      progressed(); // it may have read on, or left, before the pause
    }
  }

  private void wake() {
    viewers.forEach(Viewer::signal);
    followers.more();
  }

  /** Somebody has read on: the guest may go on unless the writer is still far behind. */
  void progressed() {
    if (!holdsBack()) {
      return;
    }
    var writer = seat.holder();
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
