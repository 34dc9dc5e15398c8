package dev.consolegw.gateway.console;

import dev.consolegw.gateway.backend.Printable;
import dev.consolegw.gateway.history.History;
import dev.consolegw.gateway.history.Read;
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
final class Pump {
  /** Lines that may wait beside the output; the oldest give way. */
  static final int NOTES = 64;

  /** Packets that are filled in a row, here and on a disk thread. */
  private static final int PACKETS = 16;

  private static final Logger log = LoggerFactory.getLogger(Pump.class);

  private final Viewer viewer;
  private final Console console;
  private final Screen screen;
  private final Works works;
  private final History history;
  private final AtomicInteger signals = new AtomicInteger();
  private final AtomicBoolean watched = new AtomicBoolean();
  private final AtomicBoolean beginning = new AtomicBoolean();
  private final AtomicReference<@Nullable Stop> stop = new AtomicReference<>();
  private final AtomicReference<@Nullable Replay> rewind = new AtomicReference<>();
  private final AtomicReference<@Nullable ReplayStart> again = new AtomicReference<>();
  private final Deque<Note> notes = new ConcurrentLinkedDeque<>();
  private final Past past;
  private volatile boolean begun;
  private volatile long cursor;
  private final LongAdder delivered = new LongAdder();
  private boolean caughtUp;
  private volatile boolean over;
  private volatile @Nullable Future<?> stillness;
  private @Nullable Read lastRead;

  /** A line that belongs after the output before an offset. */
  private record Note(long at, String line) {}

  /** Where the session ends, and how. At {@code 0} it ends at once, whatever waits. */
  private record Stop(Ending why, long at) {}

  Pump(Viewer viewer, Console console, Screen screen, Works works) {
    this.viewer = viewer;
    this.console = console;
    this.screen = screen;
    this.works = works;
    this.history = console.history();
    this.cursor = history.end();
    this.past = new Past(viewer.wishes().pty() && !viewer.wishes().raw());
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
      works.tasks().execute(this::run);
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
      begin(ReplayStart.at(cursor));
    } else {
      history.diskThreads().execute(() -> begin(ReplayStart.of(replay, viewer)));
    }
  }

  private void begin(ReplayStart start) {
    long from = start.at();
    past.begin(cursor); // what came since then is live
    cursor = from;
    if (!viewer.wishes().raw()) {
      keep(new Note(from, attachLine(from)));
      tell(start);
    }
    begun = true;
    screen.begun();
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

  private void tell(ReplayStart start) {
    start.remarks().forEach(line -> keep(new Note(start.at(), line)));
    start.missing().ifPresent(each -> keep(new Note(each.offset(), ReplayStart.line(each))));
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
      again.set(ReplayStart.of(wanted, viewer));
      signal();
    }
  }

  void end(Ending why) {
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
        works
            .timer()
            .schedule(
                () -> stillMoving(before),
                works.limits().stall().toMillis(),
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
        Ending.now(
            ExitCode.OUTPUT_LOST,
            "you read nothing for %d s; the console goes on without you"
                .formatted(works.limits().stall().toSeconds()));
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
    works.tasks().execute(this::run);
  }

  /** Shows what can be shown now; false when the disk has to be asked first. */
  @SuppressWarnings("ThreadPriorityCheck") // nothing relies on it but fairness
  private boolean deliver() {
    lastRead = null;
    guarded(() -> {
      for (int i = 1; !over && step(false) && !(lastRead instanceof Read.OnDisk); i++) {
        if (i % PACKETS == 0) {
          Thread.yield(); // virtual threads do not interrupt each other, and a key may be waiting
        }
      }
    });
    return over || !(lastRead instanceof Read.OnDisk);
  }

  private interface Work {
    void run() throws IOException;
  }

  private void guarded(Work work) {
    try {
      work.run();
    } catch (IOException gone) {
      over = true;
      viewer.ended(Ending.now(ExitCode.OK, ""));
    } catch (RuntimeException bug) {
      log.error("viewer failed: session={}", viewer.session().id(), bug);
      over = true;
      viewer.ended(Ending.now(ExitCode.UNAVAILABLE, ""));
      screen.end(Ending.now(ExitCode.UNAVAILABLE, ""));
    }
  }

  /** One packet, one note, or the end; false when nothing can be done now. */
  private boolean step(boolean onDisk) throws IOException {
    lastRead = null;
    var end = stop.get(); // looked at before the notes: those it follows are there
    long stopAt = end == null ? Long.MAX_VALUE : end.at();
    if (stopAt > 0 && past.left() > 0) {
      return showLeft();
    }
    goBack(again.getAndSet(null));
    var note = notes.isEmpty() ? null : Collections.min(notes, Comparator.comparingLong(Note::at));
    if (note != null && (note.at() <= cursor || stopAt <= cursor)) {
      if (screen.notice(note.line())) {
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
    return tooSlow(ahead) || show((int) Math.min(untilNote, screen.room()), onDisk);
  }

  private void goBack(@Nullable ReplayStart start) {
    if (start != null) {
      Seen _ = console.seen(); // the cursor goes back, what was seen does not
      past.begin(cursor);
      cursor = start.at();
      caughtUp = false;
      tell(start);
    }
  }

  private boolean showLeft() throws IOException {
    int size = Math.min(past.left(), screen.room());
    if (size > 0) {
      screen.write(size, past::put);
    }
    return size > 0;
  }

  private boolean show(int size, boolean onDisk) throws IOException {
    if (size == 0) {
      return false;
    }
    var access = onDisk ? History.Access.DISK : History.Access.MEMORY;
    screen.write(
        size,
        packet ->
            lastRead =
                past.has(cursor)
                    ? past.read(history, cursor, packet, access)
                    : history.read(cursor, packet, access));
    switch (lastRead) {
      case Read.Bytes(int count) -> {
        moveTo(cursor + count);
        delivered.add(count);
        console.progressed();
      }
      case Read.Gap gap -> {
        keep(new Note(gap.resumesAt(), ReplayStart.line(gap)));
        cursor = gap.resumesAt();
      }
      case Read.OnDisk _, Read.Nothing _ -> {}
      case null -> {}
    }
    return true;
  }

  private boolean tooSlow(long ahead) {
    if (!caughtUp || ahead <= works.limits().lag() || stop.get() != null) {
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
            Ending.now(
                ExitCode.OUTPUT_LOST,
                "%d bytes behind the console, and drop=close was asked for".formatted(ahead)));
        yield true;
      }
    };
  }

  private void moveTo(long offset) {
    cursor = offset;
  }

  private void finish(Ending why) {
    over = true;
    screen.end(why);
    viewer.ended(why);
  }
}
