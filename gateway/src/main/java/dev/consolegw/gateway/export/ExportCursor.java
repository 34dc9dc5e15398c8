package dev.consolegw.gateway.export;

import dev.consolegw.gateway.history.OffsetRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * How far one log system is with one console. Where the console is renamed, output that was printed
 * under a name that is wanted is still sent, and none that was printed under another.
 *
 * <pre>
 *   0 ─── taken ─── next ─── until ┄┄┄ not wanted ┄┄┄ later ─── end of the history
 * </pre>
 *
 * Any thread, but for what is the export's own.
 */
final class ExportCursor {
  private static final long UNKNOWN = -1;

  /** Names that are remembered while nothing can be sent. */
  private static final int MOST = 16;

  private final Export export;
  private final ExportedConsole console;
  private final Instant since;
  private final AtomicBoolean queued = new AtomicBoolean();
  private volatile boolean timed;
  private volatile @Nullable CompletableFuture<Turns.Found> reading;
  private volatile long silentAt = UNKNOWN;

  // Guarded by this.
  private long taken;
  private long next;
  private long until;
  private List<OffsetRange> later = List.of();
  private boolean isWanted;

  private ExportCursor(Export export, ExportedConsole console, Instant since, long taken) {
    this.export = export;
    this.console = console;
    this.since = since;
    this.next = taken;
    this.taken = taken;
    this.isWanted = export.wants(console.server());
    this.until = isWanted ? Long.MAX_VALUE : UNKNOWN;
  }

  /**
   * One that goes on where it was before. What was wanted then is, whatever its console is called
   * by now.
   *
   * @param since when it was wanted first, for want of anything better
   */
  static ExportCursor noted(
      Export export, ExportedConsole console, Instant since, CursorFile.Cursor note) {
    var cursor = new ExportCursor(export, console, since, note.offset());
    cursor.restore(note);
    if (!console.isGone()) {
      cursor.rename();
    }
    return cursor;
  }

  private synchronized void restore(CursorFile.Cursor note) {
    var ends = new ArrayList<>(note.ends());
    isWanted = note.isWanted();
    if (isWanted) {
      ends.add(Long.MAX_VALUE);
    }
    until = ends.getFirst();
    var more = new ArrayList<OffsetRange>();
    for (int i = 1; i + 1 < ends.size(); i += 2) {
      more.add(new OffsetRange(ends.get(i), ends.get(i + 1)));
    }
    later = List.copyOf(more);
  }

  /** One that begins at an offset; of which nothing was noted yet. */
  static ExportCursor at(Export export, ExportedConsole console, Instant since, long offset) {
    var cursor = new ExportCursor(export, console, since, offset);
    export.note(cursor);
    return cursor;
  }

  /** One that begins with what was printed since then. */
  static ExportCursor unknown(Export export, ExportedConsole console, Instant since) {
    return new ExportCursor(export, console, since, UNKNOWN);
  }

  /** Since when it is wanted: where nothing better is known, it begins with what came then. */
  Instant since() {
    return since;
  }

  ExportedConsole console() {
    return console;
  }

  Export export() {
    return export;
  }

  /** There may be something to read. */
  void more() {
    if (isOwed() && queued.compareAndSet(false, true)) {
      export.queue(this);
    }
  }

  /** A read of it is over: that is taken before others are begun. */
  void found() {
    if (queued.compareAndSet(false, true)) {
      export.queueFirst(this);
    }
  }

  private synchronized boolean isOwed() {
    return next < until || !later.isEmpty();
  }

  /** The console has another name, perhaps. */
  void rename() {
    boolean now = export.wants(console.server());
    long end = console.history().end();
    synchronized (this) {
      if (now == isWanted) {
        return;
      }
      isWanted = now;
      if (!now && later.isEmpty()) {
        until = end;
      } else if (!now) {
        later = with(later.subList(0, later.size() - 1), later.getLast().from(), end);
      } else if (later.size() < MOST) {
        later = with(later, end, Long.MAX_VALUE);
      } else {
        isWanted = false; // whoever renames it so often gets it back with the next name
      }
    }
    export.note(this);
    more();
  }

  /** It is read now: what comes from now on has to be told again. Of the export. */
  void begins() {
    queued.set(false);
    resume();
  }

  private static List<OffsetRange> with(List<OffsetRange> before, long from, long to) {
    var all = new ArrayList<>(before);
    all.add(new OffsetRange(from, to));
    return List.copyOf(all);
  }

  /** Where all is read that was printed under one name, goes on with the next. */
  private synchronized void resume() {
    while (next >= until && !later.isEmpty()) {
      next = Math.max(next, later.getFirst().from());
      until = later.getFirst().to();
      later = later.subList(1, later.size());
    }
  }

  /** Whether there is more behind what is read now, under another name. */
  synchronized boolean hasLater() {
    return !later.isEmpty();
  }

  synchronized boolean isKnown() {
    return next != UNKNOWN;
  }

  /** The offset that is read next. */
  synchronized long next() {
    return next;
  }

  /** Nothing is read from this offset on. */
  synchronized long until() {
    return until;
  }

  /** So far it is read. Of the export. */
  void readTo(long offset) {
    boolean isFirst;
    synchronized (this) {
      next = offset;
      isFirst = taken == UNKNOWN;
      taken = isFirst ? offset : taken;
    }
    if (isFirst) {
      export.note(this);
    }
  }

  /** What was read before this offset is where it should be, for good. Of the export. */
  synchronized void takenTo(long offset) {
    taken = Math.max(taken, offset);
  }

  /** What was read since then is read again. Of the export. */
  synchronized void back(long offset) {
    next = Math.min(next, offset);
  }

  /** A read of it that was begun and not taken yet; no other may begin. */
  Optional<CompletableFuture<Turns.Found>> reading() {
    return Optional.ofNullable(reading);
  }

  /** That is begun, or taken. Of the export. */
  void reads(@Nullable CompletableFuture<Turns.Found> now) {
    reading = now;
  }

  /** Whether something has changed since that was begun: it is to be read again. */
  synchronized boolean isOutdated(Turns.Found found) {
    return found.asked() != next || (found.until() != until && found.turn().next() > until);
  }

  /** A line has begun and not ended: whether somebody has to have it looked at again in a while. */
  boolean waits() {
    boolean begins = !timed;
    timed = true;
    return begins;
  }

  /** That while is over. */
  void waited(long end) {
    timed = false;
    silentAt = end;
    more();
  }

  /** Whether nothing was printed behind a line that has not ended, for a while. */
  boolean isSilent() {
    return silentAt == console.history().end();
  }

  /** Whether everything that was ever printed is where it should be. */
  boolean isDone() {
    long end = console.history().end();
    synchronized (this) {
      return console.isGone() && later.isEmpty() && taken == next && next >= Math.min(until, end);
    }
  }

  /** Bytes of output that were not read yet. */
  long behind() {
    long end = console.history().end();
    long start = console.history().start();
    synchronized (this) {
      long behind = Math.max(0, Math.min(end, until) - Math.max(next, start));
      for (var range : later) {
        behind += Math.min(end, range.to()) - range.from();
      }
      return next == UNKNOWN ? 0 : behind;
    }
  }

  /** The offset up to which everything is where it should be. */
  synchronized long taken() {
    return taken;
  }

  /** Where it goes on after a restart. */
  synchronized CursorFile.Cursor note() {
    var server = console.server();
    var ends = new ArrayList<Long>();
    ends.add(Math.max(taken, until));
    for (var range : later) {
      ends.add(range.from());
      ends.add(range.to());
    }
    if (isWanted) {
      ends.removeLast(); // there is none yet
    }
    return new CursorFile.Cursor(
        console.key(), taken, server.project(), server.name(), export.epoch(), ends);
  }
}
