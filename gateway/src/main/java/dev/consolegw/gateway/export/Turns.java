package dev.consolegw.gateway.export;

import dev.consolegw.gateway.fault.Uncaught;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
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
 * be more. One thread, which waits for the disk, but not for one that does not answer.
 */
final class Turns {
  /** After so long, a line that has not ended is taken as it is. */
  static final Duration OPEN_LINE = Duration.ofSeconds(5);

  private static final Duration DISK_PATIENCE = Duration.ofSeconds(10);
  private static final Duration DISK_PAUSE = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(Turns.class);

  private final Instant since;
  private final InstantSource clock;
  private final ScheduledExecutorService timer;

  /**
   * What a turn has found.
   *
   * @param from where it began
   */
  record Found(long from, LineReader.Turn turn) {}

  /**
   * @param since what was printed before is not read, of consoles of which nothing was noted
   * @param clock the time of day
   * @param timer its tasks are short
   */
  Turns(Instant since, InstantSource clock, ScheduledExecutorService timer) {
    this.since = since;
    this.clock = clock;
    this.timer = timer;
  }

  /**
   * Takes one, and moves the cursor.
   *
   * @param isLast whether lines are taken that have not ended: nothing follows
   */
  Optional<Found> take(ExportCursor cursor, boolean isLast) throws InterruptedException {
    var read = new CompletableFuture<Found>();
    try {
      var history = cursor.console().history();
      long end = history.end();
      history
          .diskThreads()
          .execute(() -> read.completeAsync(() -> read(cursor, isLast), Runnable::run));
      var found = read.get(DISK_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      cursor.readTo(found.from());
      cursor.readTo(found.turn().next());
      if (found.turn().hasMore()) {
        cursor.more();
      } else if (found.turn().isOpen() && cursor.waits()) {
        in(OPEN_LINE, () -> cursor.waited(end));
      }
      return Optional.of(found);
    } catch (TimeoutException | RejectedExecutionException busy) {
      log.debug("event=export-disk-busy console={}", cursor.console().key());
    } catch (ExecutionException bug) {
      Uncaught.pass(bug);
      log.error("event=export-unread console={}", cursor.console().key(), bug);
    }
    in(DISK_PAUSE, cursor::more);
    return Optional.empty();
  }

  /** On a disk thread. */
  private Found read(ExportCursor cursor, boolean isLast) {
    var console = cursor.console();
    var history = console.history();
    long from = cursor.isKnown() ? cursor.next() : history.offsetAt(since);
    if (from > history.end()) {
      from = history.start(); // somebody has removed the history
    }
    boolean takesOpen = isLast || console.isGone() || cursor.isSilent();
    return new Found(from, LineReader.turn(history, console.origin(), from, takesOpen, clock));
  }

  private void in(Duration delay, Runnable task) {
    try {
      var _ = timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      log.debug("event=export-after-end");
    }
  }
}
