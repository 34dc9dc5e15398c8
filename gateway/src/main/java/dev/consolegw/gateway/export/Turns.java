package dev.consolegw.gateway.export;

import dev.consolegw.gateway.fault.Uncaught;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a turn of a console on the threads of its disk, and has it read again later where there may
 * be more. One thread, which waits for the disk, but for all disks of a round together no longer
 * than {@link #PATIENCE}: what is not there by then is taken in a later round, when it is there.
 */
final class Turns {
  /** After so long, a line that has not ended is taken as it is. */
  static final Duration OPEN_LINE = Duration.ofSeconds(5);

  /** For so long one round waits for disks, and the last one. */
  static final Duration PATIENCE = Duration.ofMillis(500);

  static final Duration LAST_PATIENCE = Duration.ofSeconds(3);

  /** No disk is waited for longer, so that a few that hang take the time of no others. */
  private static final Duration OF_ONE = Duration.ofMillis(100);

  /**
   * Reads that nobody waited for and nobody has taken yet, at most, for each of them may have a
   * turn in memory: more than there are threads of disks that can hang.
   */
  static final int ASIDE = 64;

  private static final Duration DISK_PAUSE = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(Turns.class);

  private final InstantSource clock;
  private final ScheduledExecutorService timer;
  private final Set<ExportCursor> aside = new HashSet<>();
  private long patience;
  private long ofOne;

  /**
   * What a turn has found.
   *
   * @param asked the offset that was to be read next when it began
   * @param until nothing was to be read from there on
   * @param from where there was something to read
   * @param end of the history, when it began
   */
  record Found(long asked, long until, long from, long end, LineReader.Turn turn) {}

  /**
   * @param clock the time of day
   * @param timer its tasks are short
   */
  Turns(InstantSource clock, ScheduledExecutorService timer) {
    this.clock = clock;
    this.timer = timer;
  }

  /** Another round begins. */
  void begin(boolean isLast) {
    patience = (isLast ? LAST_PATIENCE : PATIENCE).toNanos();
    ofOne = isLast ? patience : OF_ONE.toNanos();
  }

  /** Whether a round has waited for disks for long enough. */
  boolean isTired() {
    return patience <= 0;
  }

  /**
   * Takes one, and moves the cursor; nothing if the disk has not answered yet: it is taken when it
   * has.
   *
   * @param budget what the lines may cost
   * @param isLast whether lines are taken that have not ended: nothing follows
   */
  Optional<Found> take(ExportCursor cursor, long budget, boolean isLast)
      throws InterruptedException {
    var begun = cursor.reading();
    if (begun.isPresent() && !begun.get().isDone()) {
      return Optional.empty(); // it tells when it is over
    }
    aside.remove(cursor);
    try {
      var read = begun.isPresent() ? begun.get() : ask(cursor, budget, isLast);
      if (!isThere(read)) {
        setAside(cursor, read);
        return Optional.empty();
      }
      cursor.reads(null);
      var found = read.get();
      if (cursor.isOutdated(found)) {
        cursor.more();
        return Optional.empty();
      }
      taken(cursor, found);
      return Optional.of(found);
    } catch (RejectedExecutionException | ExecutionException failure) {
      failed(cursor, failure);
    }
    return Optional.empty();
  }

  private CompletableFuture<Found> ask(ExportCursor cursor, long budget, boolean isLast) {
    if (aside.size() >= ASIDE) {
      throw new RejectedExecutionException("too many disks do not answer");
    }
    var read = new CompletableFuture<Found>();
    cursor.reads(read);
    cursor
        .console()
        .history()
        .diskThreads()
        .execute(() -> read.completeAsync(() -> read(cursor, budget, isLast), Runnable::run));
    return read;
  }

  /** Waits as long as there is patience. */
  private boolean isThere(CompletableFuture<Found> read)
      throws InterruptedException, ExecutionException {
    long begin = System.nanoTime();
    try {
      var _ = read.get(Math.clamp(patience, 0, ofOne), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException late) {
      patience -= System.nanoTime() - begin;
      return false;
    }
  }

  private void setAside(ExportCursor cursor, CompletableFuture<Found> read) {
    log.debug("event=export-disk-busy console={}", cursor.console().key());
    aside.add(cursor);
    var _ = read.whenComplete((_, _) -> cursor.found());
  }

  private void taken(ExportCursor cursor, Found found) {
    cursor.readTo(found.from());
    cursor.readTo(found.turn().next());
    if (found.turn().hasMore() || cursor.hasLater()) {
      cursor.more();
    } else if (found.turn().isOpen() && cursor.waits()) {
      in(OPEN_LINE, () -> cursor.waited(found.end()));
    }
  }

  private void failed(ExportCursor cursor, Exception failure) {
    cursor.reads(null);
    if (failure instanceof ExecutionException) {
      Uncaught.pass(failure);
      log.error("event=export-unread console={}", cursor.console().key(), failure);
    }
    in(DISK_PAUSE, cursor::more);
  }

  /** On a disk thread. */
  private Found read(ExportCursor cursor, long budget, boolean isLast) {
    var console = cursor.console();
    var history = console.history();
    long end = history.end();
    long at = cursor.next();
    long until = cursor.until();
    long from = cursor.isKnown() ? at : history.offsetAt(cursor.since());
    if (from > end) {
      // After a kill, the disk has less than was sent; else somebody has removed the history.
      from = console.isGone() ? end : Math.max(history.start(), history.offsetAt(cursor.since()));
    }
    boolean takesOpen = isLast || console.isGone() || cursor.isSilent();
    var wish = new LineReader.Wish(from, until, takesOpen, budget);
    return new Found(at, until, from, end, LineReader.turn(history, console.origin(), wish, clock));
  }

  private void in(Duration delay, Runnable task) {
    try {
      var _ = timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      log.debug("event=export-after-end");
    }
  }
}
