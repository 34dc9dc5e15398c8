package dev.consolegw.gateway.console.viewer;

import dev.consolegw.gateway.console.ConsoleServices;
import dev.consolegw.gateway.console.ViewerSink;
import dev.consolegw.gateway.console.viewer.NoticeQueue.Restore;
import dev.consolegw.gateway.console.viewer.PumpTask.Step;
import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.history.ReadResult;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Replay;
import dev.consolegw.gateway.session.SessionEnd;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows one viewer what the console prints. It holds a cursor into the history, no bytes: whatever
 * happens only signals, and one task at a time copies from the cursor into packets for as long as
 * the client has room. What is no longer in memory is read on the disk's own threads.
 *
 * <p>Any thread signals, adds notices and ends it. What shows and writes is one task at a time, on
 * a virtual thread or, for what is on disk, on a disk thread.
 */
final class OutputPump implements PumpTask.Pump {
  /** What is shown where it comes: what a person sees come back. */
  private static final int BRIEF_BYTES = 32 * 1024;

  private static final Logger log = LoggerFactory.getLogger(OutputPump.class);

  private final LocalViewer viewer;
  private final ViewerHost host;
  private final ViewerSink sink;
  private final ConsoleServices services;
  private final HistoryReader history;
  private final PumpTask task;
  private final AtomicBoolean beginning = new AtomicBoolean();
  private final AtomicReference<@Nullable Stop> stop = new AtomicReference<>();
  private final NoticeQueue notices = new NoticeQueue();
  private final ReplayCursor cursor;
  private final StallWatch stall;
  private final NoticeOverlay overlay; // the task's
  private volatile boolean begun;
  private final LongAdder delivered = new LongAdder();
  private boolean caughtUp;

  /** Where the session ends, and how. At {@code 0} it ends at once, whatever waits. */
  private record Stop(SessionEnd why, long at) {}

  OutputPump(LocalViewer viewer, ViewerSink sink, ScreenReplay screen, ConsoleServices services) {
    this.viewer = viewer;
    this.host = viewer.host();
    this.sink = sink;
    this.services = services;
    this.history = host.console().history();
    this.task = new PumpTask(services.tasks(), history.diskThreads(), this);
    if (viewer.options().replay().mayDraw()) {
      sink.oneStream();
    }
    this.overlay = new NoticeOverlay(screen, services.timer(), this::signal);
    this.cursor = new ReplayCursor(viewer, sink, screen, services.meters().skipped(), this::signal);
    this.stall =
        new StallWatch(
            services.timer(),
            services.limits().stall(),
            this::delivered,
            this::isWaitedFor,
            this::stalled);
  }

  boolean hasBegun() {
    return begun;
  }

  long cursor() {
    return cursor.at();
  }

  boolean hasShown() {
    return cursor.hasShown();
  }

  long delivered() {
    return delivered.sum();
  }

  void signal() {
    task.signal();
  }

  /** There is more output; whoever has shown it already need not be woken for it. */
  void more() {
    if (cursor.at() < history.end()) {
      signal();
    }
  }

  /** The same, on the thread that brings it: what is little is shown from here. */
  void showBriefly() {
    task.signal(this::isBrief);
  }

  private boolean isBrief() {
    return begun
        && stop.get() == null
        && sink.writesAtOnce()
        && cursor.isLive()
        && history.end() - cursor.at() <= BRIEF_BYTES;
  }

  /** A line after what was printed so far; before it began, also before what is replayed. */
  void notice(String line) {
    if (viewer.options().raw()) {
      return;
    }
    notices.add(begun ? history.end() : 0, line);
    signal();
  }

  /** The same, but before whatever output still has to be shown. */
  void atOnce(String line) {
    if (!viewer.options().raw()) {
      notices.addFirst(line, Restore.NOTHING);
      signal();
    }
  }

  /** Puts the terminal right now, as the person asks. */
  void restoreTerminal() {
    notices.addFirst(
        "your terminal is put right; what runs in the guest may have to draw its screen anew",
        Restore.HARMLESS);
    signal();
  }

  /** What the guest had switched on before the connection was lost, it does not know any more. */
  void reconnected() {
    if (viewer.options().pty() && !viewer.options().raw()) {
      notices.addRestore(history.end());
      signal();
    }
  }

  private boolean write(NoticeQueue.Notice note) throws IOException {
    boolean right =
        switch (note.restore()) {
          case NOTHING -> true;
          case SEEN -> sink.restoreTerminal(false);
          case HARMLESS -> sink.restoreTerminal(true);
        };
    if (note.restore() != Restore.NOTHING && cursor.pictureStands()) {
      cursor.pictureIsGone(overlay);
    }
    if (right && !note.line().isEmpty() && begun && cursor.linesSpoil()) {
      cursor.lay(overlay.say(note.line())); // until the guest prints something or that was read
      return true;
    }
    boolean said = right && (note.line().isEmpty() || sink.notice(note.line()));
    if (said && note.forPeople() && cursor.pictureComes()) {
      overlay.saidAbove(note.line());
    }
    return said;
  }

  /** Finds where the replay starts, says that it is attached, and goes; once. */
  void begin() {
    if (beginning.getAndSet(true)) {
      return;
    }
    cursor.find(viewer.options().replay(), this::begin);
  }

  private void begin(ReplayPosition start) {
    long since = cursor.at(); // what came since then is live
    cursor.goBack(start);
    long live = start.picture().isPresent() ? start.at() : since;
    if (!viewer.options().raw()) {
      notices.addAttached(start.at(), viewer.attachLine(start.at(), live));
      notices.add(start);
      markEnd(start, live);
    }
    begun = true;
    sink.begun();
    viewer.begun();
    signal();
  }

  /** Shows once more what came lately. */
  void replay(Replay replay) {
    cursor.replay(replay);
  }

  /** Shows the screen once more, if one stands. */
  void redraw() {
    cursor.redraw();
  }

  void end(SessionEnd why) {
    if (stop.compareAndSet(null, new Stop(why, why.drain() ? history.end() : 0))) {
      if (why.drain()) {
        stall.begin();
      }
      signal();
    }
  }

  /** Ends the session when it stands still for the stall limit with output to show. */
  void watchProgress() {
    stall.begin();
  }

  private boolean isWaitedFor() {
    return !task.isOver()
        && (stop.get() != null || (viewer.role().holdsSeat() && cursor.at() < history.end()));
  }

  /** The session has ended. */
  void forget() {
    stall.cancel();
  }

  private void stalled(SessionEnd why) {
    stop.set(new Stop(why, 0));
    signal();
  }

  // --- the task -------------------------------------------------------------------------------

  @Override
  public void clientGone() {
    viewer.ended(SessionEnd.now(ExitCode.OK, ""));
  }

  @Override
  public void failed(RuntimeException bug) {
    log.error("event=viewer-fault session={}", viewer.session().id(), bug);
    viewer.ended(SessionEnd.now(ExitCode.UNAVAILABLE, ""));
    sink.end(SessionEnd.now(ExitCode.UNAVAILABLE, ""));
  }

  @Override
  public Step step(boolean onDisk) throws IOException {
    var end = stop.get(); // looked at before the notes: those it follows are there
    long stopAt = end == null ? Long.MAX_VALUE : end.at();
    if (stopAt > 0 && cursor.left() > 0) {
      return cursor.showLeft() ? Step.ON : Step.WAIT;
    }
    if (goBack()) {
      return Step.ON;
    }
    if (end == null && cursor.isHeld()) {
      return Step.WAIT;
    }
    var note = notices.next();
    if (note != null && (note.at() <= cursor.at() || stopAt <= cursor.at())) {
      if (write(note)) {
        notices.remove(note);
        return Step.ON;
      }
      if (stopAt > 0) {
        return Step.WAIT;
      }
    }
    if (end != null && (cursor.at() >= stopAt || !begun)) {
      finish(end.why());
      return Step.WAIT;
    }
    if (!begun) {
      return Step.WAIT;
    }
    if (cursor.beginPicture()) {
      cursor.lay(overlay.sayAgain());
      return Step.ON;
    }
    overlay.forgetAbove();
    long ahead = Math.min(history.end(), stopAt) - cursor.at();
    cursor.tellPlace();
    if (overlay.stands() && end == null && (ahead > 0 || overlay.isRead())) {
      cursor.repaint(false);
      return Step.ON;
    }
    if (ahead == 0) {
      caughtUp = true;
      return Step.WAIT;
    }
    long untilNote = note == null ? ahead : Math.min(ahead, note.at() - cursor.at());
    return tooSlow(ahead) ? Step.ON : show((int) Math.min(untilNote, sink.room()), onDisk);
  }

  /** Whether a replay begins here. */
  private boolean goBack() {
    long live = cursor.at();
    var start = cursor.turnBack();
    if (start == null) {
      return false;
    }
    caughtUp = false;
    overlay.clear();
    notices.add(start);
    if (start.picture().isPresent()) {
      sink.oneStream();
      host.progressed(); // what the picture stands for need not be read
    } else {
      markEnd(start, live);
    }
    return true;
  }

  /** On a terminal, what is shown again looks like what is new. */
  private void markEnd(ReplayPosition start, long live) {
    if (viewer.options().pty() && start.at() < live) {
      notices.add(live, "live from here, offset=" + live);
    }
  }

  private Step show(int size, boolean onDisk) throws IOException {
    if (size == 0) {
      return Step.WAIT;
    }
    var access = onDisk ? HistoryReader.Access.DISK : HistoryReader.Access.MEMORY;
    var read = sink.write(size, packet -> cursor.read(packet, access));
    return read.isPresent() ? advance(read.get()) : Step.ON;
  }

  private Step advance(ReadResult read) {
    return switch (read) {
      case ReadResult.Bytes(int count) -> {
        cursor.shown(count);
        delivered.add(count);
        host.progressed();
        long leftOut = cursor.leftOut();
        if (leftOut > 0) {
          notices.addFirst(
              "lines left out, since they are no text: %d; `log --raw` has them".formatted(leftOut),
              Restore.NOTHING);
        }
        yield Step.ON;
      }
      case ReadResult.Gap gap -> {
        notices.add(gap.resumesAt(), ReplayPosition.line(gap));
        cursor.moveTo(gap.resumesAt());
        yield Step.ON;
      }
      case ReadResult.OnDisk _ -> Step.DISK;
      case ReadResult.Nothing _ -> Step.ON;
    };
  }

  private boolean tooSlow(long ahead) {
    if (!caughtUp || ahead <= services.limits().lag() || stop.get() != null) {
      return false;
    }
    return switch (viewer.options().drop()) {
      case WAIT -> false;
      case NOTE -> {
        skip(ahead);
        yield true;
      }
      case CLOSE -> {
        end(
            SessionEnd.now(
                ExitCode.OUTPUT_LOST,
                "%d bytes behind the console, and drop=close was asked for".formatted(ahead)));
        yield true;
      }
    };
  }

  /** Says so, and shows the screen that the skipped output has led to, where one was shown. */
  private void skip(long bytes) {
    var line = cursor.skip(bytes);
    if (cursor.pictureStands()) {
      notices.addFirst(line, Restore.SEEN);
      cursor.repaint(true);
    } else {
      notices.add(cursor.at(), line);
    }
  }

  private void finish(SessionEnd why) {
    task.end();
    sink.end(why);
    viewer.ended(why);
  }
}
