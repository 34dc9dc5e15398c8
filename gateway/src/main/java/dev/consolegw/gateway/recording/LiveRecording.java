package dev.consolegw.gateway.recording;

import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Right;
import dev.consolegw.authz.Terms;
import dev.consolegw.config.Settings.RecordedInput;
import dev.consolegw.config.Settings.Recording;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.console.AttachRequest;
import dev.consolegw.gateway.console.Console;
import dev.consolegw.gateway.console.SessionTap;
import dev.consolegw.gateway.console.live.GuestScreens;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.event.ShellEvent;
import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.history.Pin;
import dev.consolegw.gateway.history.ReadResult;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.terminal.screen.ScreenModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One session that is being recorded. Any thread; the lock guards the order of events and the
 * filter, and is never held over I/O. The output is looked at only while typed bytes wait for their
 * echo, and then in the history, by offset: neither its pieces nor its pace matter.
 */
final class LiveRecording implements SessionTap {
  /** How often the output is looked at for an echo. */
  static final Duration LOOK = Duration.ofMillis(250);

  /** After so long without an event, one says that the session is still there. */
  static final Duration ALIVE = Duration.ofMinutes(1);

  /** Of what commands print, so much is in one event. */
  private static final int PRINTED = 4 * 1024;

  /** Output that the disk does not have: with more of it, it is not being kept. */
  private static final int UNWRITTEN = 2 << 20;

  private final Subject subject;
  private final Recorder recorder;
  private final Sidecar sidecar;
  private final Pin pin;
  private final EchoFilter filter;
  private final ScreenDrawings drawings;
  private final CompletableFuture<SessionEnd> failed = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private boolean looking;
  private long to = Long.MAX_VALUE;
  private @Nullable SessionEnd over;
  private RecordingEvent last;
  private CompletableFuture<Void> outputWritten = CompletableFuture.completedFuture(null);

  /** Whom and what it records. */
  record Subject(Header header, Console console, AttachRequest who) {
    ConsoleId id() {
      return console.entry().id();
    }

    HistoryReader history() {
      return console.history();
    }

    Terms terms() {
      return who.grant().terms();
    }
  }

  LiveRecording(Subject subject, Sidecar sidecar, Recorder recorder) {
    this.subject = subject;
    this.sidecar = sidecar;
    this.recorder = recorder;
    this.pin = subject.history().pin(subject.header().from());
    this.last = new RecordingEvent.Alive(subject.header().start(), subject.header().from());
    this.filter = new EchoFilter(this::echoed);
    this.drawings =
        new ScreenDrawings(
            recorder.screens(), subject.console(), subject.who().session().identity(), this::drawn);
    var _ = sidecar.failed().thenAccept(this::broken);
  }

  Subject subject() {
    return subject;
  }

  Pin pin() {
    return pin;
  }

  Sidecar sidecar() {
    return sidecar;
  }

  /** The last event so far. */
  synchronized RecordingEvent last() {
    return last;
  }

  // --- SessionTap
  // ---------------------------------------------------------------------------------

  @Override
  public void typed(ByteBuffer bytes) {
    switch (subject.terms().recordInput()) {
      case RecordedInput.OFF -> {}
      case RecordedInput.ALL -> all(bytes);
      case RecordedInput.ECHOED -> hold(bytes);
    }
  }

  private synchronized void all(ByteBuffer bytes) {
    var now = recorder.now();
    var text = StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
    for (int at = 0; at < text.length(); at += EchoFilter.PIECE) {
      input(now, text.substring(at, Math.min(text.length(), at + EchoFilter.PIECE)));
    }
  }

  private void input(Instant since, String bytes) {
    add(new RecordingEvent.Input(recorder.now(), end(), subject.header().person(), since, bytes));
  }

  private synchronized void hold(ByteBuffer bytes) {
    if (over == null) {
      filter.typed(recorder.now(), end(), bytes);
      lookSoon();
    }
  }

  /** Of the filter, which runs under the lock. */
  private void echoed(EchoFilter.Piece piece) {
    input(piece.since(), piece.bytes());
  }

  @Override
  public synchronized void sized(ConsoleInput.WindowChange size) {
    add(new RecordingEvent.Size(recorder.now(), end(), size.columns(), size.rows()));
  }

  synchronized void seat(String writer, String session) {
    add(new RecordingEvent.Seat(recorder.now(), end(), writer, session));
  }

  synchronized void joined(String writer, String session, boolean writes) {
    add(new RecordingEvent.Joined(recorder.now(), end(), writer, session, writes));
  }

  /** What stands on the screen now; written down when it is drawn. Returns at once. */
  void screen() {
    long of;
    synchronized (this) {
      if (over != null) {
        return;
      }
      of = end();
    }
    drawings.draw(of);
  }

  private synchronized void drawn(GuestScreens.Picture picture) {
    var size = picture.size();
    long of = picture.screen().offset();
    var text = RecordingEvent.Screen.text(picture.screen().look(ScreenModel::lines));
    if (text.isEmpty()) {
      return; // nothing that would tell anybody anything
    }
    add(new RecordingEvent.Screen(recorder.now(), end(), of, size.rows(), size.columns(), text));
  }

  /** Somebody runs a command in the guest. Its line may hold a secret: not every watcher's is. */
  synchronized void began(ShellEvent.CommandBegan command) {
    add(
        new RecordingEvent.Command(
            recorder.now(),
            end(),
            command.number(),
            command.grant().person().toString(),
            command.session().id(),
            command.account(),
            mayTell(command.grant()) ? command.commandLine() : ""));
  }

  /** Whoever runs it, manages the console, or holds the line for it may read what it was. */
  private boolean mayTell(Grant runs) {
    var mine = subject.who();
    return mine.options().shell()
        || mine.grant().samePerson(runs)
        || mine.grant().right().includes(Right.MANAGE);
  }

  /**
   * What it has printed, for whoever may read what it was. It is no output of the console, and one
   * that comes faster than the disk takes it is no reason to end a session: then there is less of
   * it.
   */
  synchronized void printed(ShellEvent.CommandPrinted command) {
    if (!mayTell(command.grant())) {
      return;
    }
    var all = command.bytes();
    for (int at = 0; at < all.length() && sidecar.isAhead(); at += PRINTED) {
      var piece = all.substring(at, Math.min(all.length(), at + PRINTED));
      add(new RecordingEvent.CommandOutput(recorder.now(), end(), command.number(), piece));
    }
  }

  synchronized void ended(ShellEvent.CommandEnded command) {
    int exit = -1;
    var reason = "";
    switch (command.outcome()) {
      case ShellEvent.Outcome.Exited(int status) -> exit = status;
      case ShellEvent.Outcome.Stopped(String why) -> reason = why;
    }
    add(
        new RecordingEvent.CommandEnd(
            recorder.now(),
            end(),
            command.number(),
            exit,
            reason,
            command.in(),
            command.out(),
            command.took()));
  }

  @Override
  public void ended(SessionEnd why) {
    synchronized (this) {
      if (over != null) {
        return;
      }
      to = end();
      over = why;
    }
    pin.extend(to);
    var _ =
        drawings
            .settled()
            .thenRun(() ->
                onDisk(() -> {
                  look();
                  finish(why);
                }));
  }

  private void finish(SessionEnd why) {
    synchronized (this) {
      filter.finish();
      last =
          new RecordingEvent.End(
              recorder.now(), to, to, why.code().status(), why.text(), filter.withheld());
      sidecar.append(SidecarFormat.of(last));
    }
    recorder.ended(this);
    var _ = sidecar.written().thenRun(() -> closed.complete(null));
  }

  /** Done when it has ended and its last line is written, or never will be. */
  CompletableFuture<Void> closed() {
    return closed;
  }

  @Override
  public void discard() {
    synchronized (this) {
      over = SessionEnd.now(ExitCode.OK, "");
    }
    sidecar.fail(new IOException("not let in"));
    recorder.discarded(this);
  }

  @Override
  public CompletableFuture<SessionEnd> failed() {
    return failed;
  }

  // --- the record -----------------------------------------------------------------------------

  private long end() {
    return Math.max(Math.min(subject.history().end(), to), last.offset());
  }

  private void add(RecordingEvent event) {
    if (over == null || (event.mayBeLate() && !(last instanceof RecordingEvent.End))) {
      last = event;
      sidecar.append(SidecarFormat.of(event));
    }
  }

  /** Called every few seconds: says that the session lives, and sees whether the disk does. */
  void watch() {
    boolean stuck;
    synchronized (this) {
      if (over != null) {
        return;
      }
      var now = recorder.now();
      if (end() > last.offset() && !now.isBefore(last.at().plus(ALIVE))) {
        add(new RecordingEvent.Alive(now, end()));
      }
      stuck = !outputWritten.isDone() || subject.history().unwritten() >= UNWRITTEN;
      outputWritten = CompletableFuture.allOf(sidecar.written(), outputOnDisk());
    }
    if (stuck) {
      sidecar.fail(new IOException("the disk does not follow"));
    }
  }

  private CompletableFuture<Void> outputOnDisk() {
    return subject.history().unwritten() == 0
        ? CompletableFuture.completedFuture(null)
        : subject.history().written(subject.history().end());
  }

  /** Nothing more can be written: goes on without, or ends the session that must be recorded. */
  private void broken(IOException why) {
    boolean mine;
    synchronized (this) {
      mine = over == null;
    }
    if (!mine) {
      return;
    }
    recorder.failed(this, why);
    if (subject.terms().record() == Recording.REQUIRED) {
      failed.complete(
          SessionEnd.now(ExitCode.UNAVAILABLE, Recorder.sentence("go on", Sidecar.reason(why))));
    }
  }

  // --- looking for echoes ---------------------------------------------------------------------

  private void lookSoon() {
    if (!looking && filter.needs() >= 0) {
      looking = true;
      var _ =
          recorder
              .timer()
              .schedule(() -> onDisk(this::lookOnce), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void onDisk(Runnable what) {
    try {
      subject.history().diskThreads().execute(what);
    } catch (RejectedExecutionException busy) {
      var _ = recorder.timer().schedule(() -> onDisk(what), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void lookOnce() {
    look();
    synchronized (this) {
      looking = false;
      if (over == null) {
        lookSoon();
      }
    }
  }

  /** Shows the filter what has been printed until now; on a disk thread, by one at a time. */
  private void look() {
    var now = recorder.now();
    long end = subject.history().end();
    var piece = ByteBuffer.allocate(4 * 1024);
    boolean again = true;
    while (again) {
      for (long at = needs(); at >= 0 && at < end; at = needs()) {
        show(at, end, piece.clear());
      }
      synchronized (this) {
        again = filter.settle(now);
      }
    }
  }

  private synchronized long needs() {
    return filter.needs();
  }

  private void show(long at, long end, ByteBuffer piece) {
    piece.limit((int) Math.min(piece.capacity(), end - at));
    var result = subject.history().read(at, piece, HistoryReader.Access.DISK);
    synchronized (this) {
      switch (result) {
        case ReadResult.Bytes _ -> filter.shown(piece.flip());
        case ReadResult.Gap _, ReadResult.Nothing _, ReadResult.OnDisk _ -> filter.lost();
      }
    }
  }
}
