package dev.consolegw.gateway.export;

import dev.consolegw.gateway.history.OffsetRange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

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
  private final AtomicBoolean queued = new AtomicBoolean();
  private volatile boolean timed;
  private volatile boolean reading;
  private volatile long silentAt = UNKNOWN;

  // Guarded by this.
  private long taken;
  private long next;
  private long until;
  private List<OffsetRange> later = List.of();
  private boolean isWanted;

  private ExportCursor(Export export, ExportedConsole console, long taken, boolean isWanted) {
    this.export = export;
    this.console = console;
    this.next = taken;
    this.taken = taken;
    this.isWanted = isWanted;
    this.until = isWanted ? Long.MAX_VALUE : UNKNOWN;
  }

  /**
   * One that goes on where it was before: what was sent then is wanted still, until its console is
   * there and has a name.
   */
  static ExportCursor noted(Export export, ExportedConsole console, long taken) {
    return new ExportCursor(
        export, console, taken, console.isGone() || export.wants(console.server()));
  }

  /** One that begins at an offset. */
  static ExportCursor at(Export export, ExportedConsole console, long offset) {
    return new ExportCursor(export, console, offset, export.wants(console.server()));
  }

  /** One that begins with what was printed since there is this export. */
  static ExportCursor unknown(Export export, ExportedConsole console) {
    return at(export, console, UNKNOWN);
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
  synchronized void readTo(long offset) {
    next = offset;
    if (taken == UNKNOWN) {
      taken = offset;
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

  /** Whether a read of it is under way, and no other may begin. */
  boolean isReading() {
    return reading;
  }

  void reads(boolean now) {
    reading = now;
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
    return new CursorFile.Cursor(console.key(), taken, server.project(), server.name());
  }
}
