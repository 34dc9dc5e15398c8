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

  /** For so long the other consoles wait for the disk of one. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

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
   * Takes one, and moves the cursor; nothing if the disk does not answer, and is asked again.
   *
   * @param budget what the lines may cost
   * @param isLast whether lines are taken that have not ended: nothing follows
   */
  Optional<Found> take(ExportCursor cursor, long budget, boolean isLast)
      throws InterruptedException {
    if (cursor.isReading()) {
      return Optional.empty(); // it tells when it is over
    }
    var read = new CompletableFuture<Found>();
    try {
      var history = cursor.console().history();
      long end = history.end();
      cursor.reads(true);
      history
          .diskThreads()
          .execute(() -> read.completeAsync(() -> read(cursor, budget, isLast), Runnable::run));
      var found = read.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      cursor.reads(false);
      cursor.readTo(found.from());
      cursor.readTo(found.turn().next());
      if (found.turn().hasMore() || cursor.hasLater()) {
        cursor.more();
      } else if (found.turn().isOpen() && cursor.waits()) {
        in(OPEN_LINE, () -> cursor.waited(end));
      }
      return Optional.of(found);
    } catch (TimeoutException busy) {
      log.debug("event=export-disk-busy console={}", cursor.console().key());
      var _ =
          read.whenComplete((_, _) -> {
            cursor.reads(false);
            cursor.more();
          });
    } catch (RejectedExecutionException | ExecutionException failure) {
      failed(cursor, failure);
    }
    return Optional.empty();
  }

  private void failed(ExportCursor cursor, Exception failure) {
    cursor.reads(false);
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
    long from = cursor.isKnown() ? cursor.next() : history.offsetAt(since);
    if (from > end) {
      // After a kill, the disk has less than was sent; else somebody has removed the history.
      from = console.isGone() ? end : Math.max(history.start(), history.offsetAt(since));
    }
    boolean takesOpen = isLast || console.isGone() || cursor.isSilent();
    var wish = new LineReader.Wish(from, cursor.until(), takesOpen, budget);
    return new Found(from, LineReader.turn(history, console.origin(), wish, clock));
  }

  private void in(Duration delay, Runnable task) {
    try {
      var _ = timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      log.debug("event=export-after-end");
    }
  }
}
