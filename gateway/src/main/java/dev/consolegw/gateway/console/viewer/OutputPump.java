package dev.consolegw.gateway.console.viewer;

import dev.consolegw.gateway.console.ConsoleServices;
import dev.consolegw.gateway.console.ViewerSink;
import dev.consolegw.gateway.console.local.LocalConsole;
import dev.consolegw.gateway.console.memory.SeenOffsets;
import dev.consolegw.gateway.history.History;
import dev.consolegw.gateway.history.ReadResult;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Replay;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.terminal.Printable;
import java.io.IOException;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows one viewer what the console prints. It holds a cursor into the history, no bytes: whatever
 * happens only signals, and one task at a time copies from the cursor into packets for as long as
 * the client has room. What is no longer in memory is read on the disk's own threads.
 */
final class OutputPump {
  /** Lines that may wait beside the output; the oldest give way. */
  static final int NOTES = 64;

  /** Packets that are filled in a row, here and on a disk thread. */
  private static final int PACKETS = 16;

  private static final Logger log = LoggerFactory.getLogger(OutputPump.class);

  private final LocalViewer viewer;
  private final LocalConsole console;
  private final ViewerSink sink;
  private final ConsoleServices services;
  private final History history;
  private final AtomicInteger signals = new AtomicInteger();
  private final AtomicBoolean watched = new AtomicBoolean();
  private final AtomicBoolean beginning = new AtomicBoolean();
  private final AtomicReference<@Nullable Stop> stop = new AtomicReference<>();
  private final AtomicReference<@Nullable Replay> rewind = new AtomicReference<>();
  private final AtomicReference<@Nullable ReplayPosition> again = new AtomicReference<>();
  private final Deque<Note> notes = new ConcurrentLinkedDeque<>();
  private final ReplayFilter replayFilter;
  private volatile boolean begun;
  private volatile long cursor;
  private final LongAdder delivered = new LongAdder();
  private boolean caughtUp;
  private volatile boolean over;
  private volatile @Nullable Future<?> stillness;
  private @Nullable ReadResult lastRead;

  /** A line that belongs after the output before an offset. */
  private record Note(long at, String line) {}

  /** Where the session ends, and how. At {@code 0} it ends at once, whatever waits. */
  private record Stop(SessionEnd why, long at) {}

  OutputPump(LocalViewer viewer, LocalConsole console, ViewerSink sink, ConsoleServices services) {
    this.viewer = viewer;
    this.console = console;
    this.sink = sink;
    this.services = services;
    this.history = console.history();
    this.cursor = history.end();
    this.replayFilter = new ReplayFilter(viewer.wishes().pty() && !viewer.wishes().raw());
  }

  boolean hasBegun() {
    return begun;
  }

  long cursor() {
    return cursor;
  }

  long delivered() {
    return delivered.sum();
  }

  void signal() {
    if (signals.getAndIncrement() == 0) {
      services.tasks().execute(this::run);
    }
  }

  void notice(String line) {
    if (viewer.wishes().raw()) {
      return;
    }
    keep(new Note(history.end(), line));
    signal();
  }

  private void keep(Note note) {
    if (notes.size() >= NOTES) {
      notes.poll();
    }
    notes.add(note);
  }

  /** The same, but before whatever output still has to be shown. */
  void atOnce(String line) {
    if (!viewer.wishes().raw()) {
      notes.addFirst(new Note(0, line));
      signal();
    }
  }

  /** Finds where the replay starts, says that it is attached, and goes; once. */
  void begin() {
    if (beginning.getAndSet(true)) {
      return;
    }
    var replay = viewer.wishes().replay();
    if (replay instanceof Replay.None || history.start() == history.end()) {
      begin(ReplayPosition.at(cursor));
    } else {
      history.diskThreads().execute(() -> begin(ReplayPosition.of(replay, viewer)));
    }
  }

  private void begin(ReplayPosition start) {
    long from = start.at();
    replayFilter.begin(cursor); // what came since then is live
    cursor = from;
    if (!viewer.wishes().raw()) {
      keep(new Note(from, attachLine(from)));
      tell(start);
    }
    begun = true;
    sink.begun();
    viewer.begun();
    signal();
  }

  private String attachLine(long from) {
    var server = console.entry().server();
    return "attached server=%s id=%s port=%s session=%s role=%s others=%d offset=%d"
        .formatted(
            Printable.of(server.name()).asValue(),
            Printable.of(server.id()).asValue(),
            Printable.of(console.entry().id().port()).asValue(),
            viewer.session().id(),
            viewer.role(),
            console.others(viewer),
            from);
  }

  private void tell(ReplayPosition start) {
    start.remarks().forEach(line -> keep(new Note(start.at(), line)));
    start.missing().ifPresent(each -> keep(new Note(each.offset(), ReplayPosition.line(each))));
  }

  /** Shows once more what came lately. However often it is asked for, the disk looks once. */
  void replay(Replay replay) {
    if (rewind.getAndSet(replay) == null) {
      history.diskThreads().execute(this::rewind);
    }
  }

  private void rewind() {
    var wanted = rewind.getAndSet(null);
    if (wanted != null) {
      again.set(ReplayPosition.of(wanted, viewer));
      signal();
    }
  }

  void end(SessionEnd why) {
    if (stop.compareAndSet(null, new Stop(why, why.drain() ? history.end() : 0))) {
      if (why.drain()) {
        watchProgress();
      }
      signal();
    }
  }

  /** Ends the session when it stands still for the stall limit with output to show. */
  void watchProgress() {
    if (!watched.getAndSet(true)) {
      watchFrom(delivered());
    }
  }

  private void watchFrom(long before) {
    stillness =
        services
            .timer()
            .schedule(
                () -> stillMoving(before),
                services.limits().stall().toMillis(),
                TimeUnit.MILLISECONDS);
  }

  /** The session has ended: a thousand that come and go must not wait in the timer. */
  void forget() {
    var waiting = stillness;
    if (waiting != null) {
      waiting.cancel(false);
    }
  }

  private void stillMoving(long before) {
    boolean isWaitedFor =
        stop.get() != null || (console.isWriter(viewer) && cursor < history.end());
    if (over || !isWaitedFor) {
      watched.set(false);
    } else if (delivered() == before) {
      stalled();
    } else {
      watchFrom(delivered());
    }
  }

  private void stalled() {
    var why =
        SessionEnd.now(
            ExitCode.OUTPUT_LOST,
            "you read nothing for %d s; the console goes on without you"
                .formatted(services.limits().stall().toSeconds()));
    stop.set(new Stop(why, 0));
    signal();
  }

  // --- the task -------------------------------------------------------------------------------

  private void run() {
    int seen;
    do {
      seen = signals.get();
      if (!deliver()) {
        guarded(() -> history.diskThreads().execute(this::runOnDisk));
        return;
      }
    } while (!signals.compareAndSet(seen, 0));
  }

  /** A few packets; other readers want the disk's threads, too. */
  private void runOnDisk() {
    guarded(() -> {
      for (int i = 0; i < PACKETS && !over && step(true); i++) {}
    });
    services.tasks().execute(this::run);
  }

  /** Shows what can be shown now; false when the disk has to be asked first. */
  @SuppressWarnings("ThreadPriorityCheck") // nothing relies on it but fairness
  private boolean deliver() {
    lastRead = null;
    guarded(() -> {
      for (int i = 1; !over && step(false) && !(lastRead instanceof ReadResult.OnDisk); i++) {
        if (i % PACKETS == 0) {
          Thread.yield(); // virtual threads do not interrupt each other, and a key may be waiting
        }
      }
    });
    return over || !(lastRead instanceof ReadResult.OnDisk);
  }

  private interface Work {
    void run() throws IOException;
  }

  private void guarded(Work work) {
    try {
      work.run();
    } catch (IOException gone) {
      over = true;
      viewer.ended(SessionEnd.now(ExitCode.OK, ""));
    } catch (RuntimeException bug) {
      log.error("viewer failed: session={}", viewer.session().id(), bug);
      over = true;
      viewer.ended(SessionEnd.now(ExitCode.UNAVAILABLE, ""));
      sink.end(SessionEnd.now(ExitCode.UNAVAILABLE, ""));
    }
  }

  /** One packet, one note, or the end; false when nothing can be done now. */
  private boolean step(boolean onDisk) throws IOException {
    lastRead = null;
    var end = stop.get(); // looked at before the notes: those it follows are there
    long stopAt = end == null ? Long.MAX_VALUE : end.at();
    if (stopAt > 0 && replayFilter.left() > 0) {
      return showLeft();
    }
    goBack(again.getAndSet(null));
    var note = notes.isEmpty() ? null : Collections.min(notes, Comparator.comparingLong(Note::at));
    if (note != null && (note.at() <= cursor || stopAt <= cursor)) {
      if (sink.notice(note.line())) {
        notes.remove(note);
        return true;
      }
      if (stopAt > 0) {
        return false;
      }
    }
    if (end != null && (cursor >= stopAt || !begun)) {
      finish(end.why());
      return false;
    }
    if (!begun) {
      return false;
    }
    long ahead = Math.min(history.end(), stopAt) - cursor;
    if (ahead == 0) {
      caughtUp = true;
      return false;
    }
    long untilNote = note == null ? ahead : Math.min(ahead, note.at() - cursor);
    return tooSlow(ahead) || show((int) Math.min(untilNote, sink.room()), onDisk);
  }

  private void goBack(@Nullable ReplayPosition start) {
    if (start != null) {
      SeenOffsets _ = console.seen(); // the cursor goes back, what was seen does not
      replayFilter.begin(cursor);
      cursor = start.at();
      caughtUp = false;
      tell(start);
    }
  }

  private boolean showLeft() throws IOException {
    int size = Math.min(replayFilter.left(), sink.room());
    if (size > 0) {
      sink.write(size, replayFilter::put);
    }
    return size > 0;
  }

  private boolean show(int size, boolean onDisk) throws IOException {
    if (size == 0) {
      return false;
    }
    var access = onDisk ? History.Access.DISK : History.Access.MEMORY;
    sink.write(
        size,
        packet ->
            lastRead =
                replayFilter.has(cursor)
                    ? replayFilter.read(history, cursor, packet, access)
                    : history.read(cursor, packet, access));
    switch (lastRead) {
      case ReadResult.Bytes(int count) -> {
        moveTo(cursor + count);
        delivered.add(count);
        console.progressed();
      }
      case ReadResult.Gap gap -> {
        keep(new Note(gap.resumesAt(), ReplayPosition.line(gap)));
        cursor = gap.resumesAt();
      }
      case ReadResult.OnDisk _, ReadResult.Nothing _ -> {}
      case null -> {}
    }
    return true;
  }

  private boolean tooSlow(long ahead) {
    if (!caughtUp || ahead <= services.limits().lag() || stop.get() != null) {
      return false;
    }
    return switch (viewer.wishes().drop()) {
      case WAIT -> false;
      case NOTE -> {
        notes.add(
            new Note(
                cursor + ahead,
                "skipped %d bytes from offset=%d; they are kept in the log"
                    .formatted(ahead, cursor)));
        moveTo(cursor + ahead);
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

  private void moveTo(long offset) {
    cursor = offset;
  }

  private void finish(SessionEnd why) {
    over = true;
    sink.end(why);
    viewer.ended(why);
  }
}
