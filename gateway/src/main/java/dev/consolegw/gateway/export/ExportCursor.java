package dev.consolegw.gateway.export;

import dev.consolegw.gateway.history.HistoryReader;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How far one log system is with one console.
 *
 * <p>What is not marked is of the export's own thread.
 */
final class ExportCursor {
  private static final long UNKNOWN = -1;

  private final Export export;
  private final ExportedConsole console;
  private final AtomicBoolean queued = new AtomicBoolean();
  private volatile boolean wanted;
  private volatile long next = UNKNOWN;
  private volatile long taken = UNKNOWN;
  private volatile boolean timed;
  private volatile long silentAt = UNKNOWN;

  ExportCursor(Export export, ExportedConsole console, long taken) {
    this.export = export;
    this.console = console;
    this.next = taken;
    this.taken = taken;
    this.wanted = export.wants(console.server());
  }

  /** One for which nothing was noted. */
  ExportCursor(Export export, ExportedConsole console) {
    this(export, console, UNKNOWN);
  }

  ExportedConsole console() {
    return console;
  }

  Export export() {
    return export;
  }

  /** There may be something to read. Any thread. */
  void more() {
    if (wanted && queued.compareAndSet(false, true)) {
      export.queue(this);
    }
  }

  /** The console has another name, perhaps. Any thread. */
  void rename() {
    boolean before = wanted;
    wanted = export.wants(console.server());
    if (wanted && !before) {
      next = console.history().end(); // what it printed under another name is not for this one
      taken = next;
      more();
    }
  }

  /** It is read now: what comes from now on has to be told again. */
  void begins() {
    queued.set(false);
  }

  boolean isWanted() {
    return wanted;
  }

  boolean isKnown() {
    return next != UNKNOWN;
  }

  /** The offset that is read next. */
  long next() {
    return next;
  }

  /** So far it is read. */
  void readTo(long offset) {
    next = offset;
    if (taken == UNKNOWN) {
      taken = offset;
    }
  }

  /** What was read before this offset is where it should be, for good. */
  void takenTo(long offset) {
    taken = offset;
  }

  /** The offset up to which everything is where it should be; 0 or more once it is known. */
  long taken() {
    return taken;
  }

  /** What was read since then is read again. */
  void back(long offset) {
    next = Math.min(next, offset);
  }

  /** A line has begun and not ended: whether somebody has to have it looked at again in a while. */
  boolean waits() {
    boolean begins = !timed;
    timed = true;
    return begins;
  }

  /** That while is over. Any thread. */
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
    return console.isGone() && (!wanted || (taken == next && next >= console.history().end()));
  }

  /** Bytes of output that were not read yet. Any thread. */
  long behind() {
    HistoryReader history = console.history();
    long from = next;
    return wanted && from != UNKNOWN
        ? Math.max(0, history.end() - Math.max(from, history.start()))
        : 0;
  }

  CursorFile.Cursor note() {
    var server = console.server();
    return new CursorFile.Cursor(console.key(), taken, server.project(), server.name());
  }
}
