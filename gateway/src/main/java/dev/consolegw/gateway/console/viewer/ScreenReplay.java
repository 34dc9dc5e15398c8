package dev.consolegw.gateway.console.viewer;

import dev.consolegw.gateway.backend.ConsoleInput.WindowChange;
import dev.consolegw.gateway.console.ConsoleServices;
import dev.consolegw.gateway.console.screen.ScreenRequest;
import dev.consolegw.gateway.console.screen.Snapshot;
import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.terminal.screen.ScreenModel;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Has the screen of a console made for one viewer, as large as their terminal: a picture, and the
 * offset at which output goes on behind it.
 *
 * <p>Any thread; the lock is held over memory only.
 */
final class ScreenReplay {
  /** For how long a picture is waited for; without one, output goes on where it is. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /** For how long a terminal has to say how large it is; fronts do so right at the beginning. */
  static final Duration SIZE_WITHIN = Duration.ofSeconds(1);

  /** So often a picture is made once more because the terminal has another size by then. */
  private static final int AGAIN = 2;

  private final LocalViewer viewer;
  private final ConsoleServices services;
  private final HistoryReader history;
  private @Nullable WindowChange size;
  private boolean hasNoSize;
  private @Nullable Runnable waiting; // for the size
  private @Nullable Future<?> sizeTimer;
  private @Nullable CompletableFuture<Snapshot> making;
  private int makings;
  private boolean over;

  ScreenReplay(LocalViewer viewer, HistoryReader history, ConsoleServices services) {
    this.viewer = viewer;
    this.history = history;
    this.services = services;
  }

  /** The terminal has this size. */
  void sized(WindowChange newSize) {
    Runnable next;
    synchronized (this) {
      size = newSize;
      next = take();
    }
    if (next != null) {
      next.run();
    }
  }

  /** The terminal tells no size: nobody waits for one. */
  void unsized() {
    synchronized (this) {
      hasNoSize = true;
    }
    sizeUnknown();
  }

  synchronized int rows() {
    return size == null ? WindowChange.USUAL_ROWS : size.rows();
  }

  synchronized int columns() {
    return size == null ? WindowChange.USUAL_COLUMNS : size.columns();
  }

  private synchronized @Nullable Runnable take() {
    var next = waiting;
    waiting = null;
    if (sizeTimer != null) {
      sizeTimer.cancel(false);
      sizeTimer = null;
    }
    return over ? null : next;
  }

  /**
   * Has one made, as soon as the terminal's size is known.
   *
   * @param keepsLines whether what stands on the terminal goes to its scrollback first
   * @param made gets the picture, or the reason why there is none; on any thread, must be short
   */
  void make(boolean keepsLines, Consumer<ReplayPosition> made) {
    whenSized(() -> begin(keepsLines, made));
  }

  /** The same of what somebody has not seen yet: as lines, or the screen. */
  void makeUnseen(Consumer<ReplayPosition> made) {
    if (!viewer.grant().readsPast()) {
      make(true, made); // to them, all that they may see is new
      return;
    }
    whenSized(() -> history.diskThreads().execute(() -> findUnseen(made)));
  }

  private void findUnseen(Consumer<ReplayPosition> made) {
    var unseen = new UnseenOutput(history, viewer.host().seenBy(viewer.grant().person()));
    unseen
        .lines(rows(), columns())
        .ifPresentOrElse(
            made, () -> begin(true, picture -> made.accept(picture.saying(unseen.remarks()))));
  }

  /** As soon as the terminal's size is known, or is not to be known. */
  private void whenSized(Runnable next) {
    synchronized (this) {
      if (over) {
        return;
      }
      if (size == null && !hasNoSize) {
        var before = waiting;
        waiting =
            before == null
                ? next
                : () -> {
                  before.run();
                  next.run();
                };
        if (before != null) {
          return; // the same timer is for all
        }
        sizeTimer =
            services
                .timer()
                .schedule(this::sizeUnknown, SIZE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        return;
      }
    }
    next.run();
  }

  private void sizeUnknown() {
    var next = take();
    if (next != null) {
      services.tasks().execute(next);
    }
  }

  private void begin(boolean keepsLines, Consumer<ReplayPosition> made) {
    begin(keepsLines, AGAIN, made);
  }

  private void begin(boolean keepsLines, int again, Consumer<ReplayPosition> made) {
    int rows = rows();
    int columns = columns();
    var who = viewer.session().identity();
    var screen = services.screens().rebuild(shown(ScreenRequest.now(history, who, rows, columns)));
    boolean isLate;
    int mine;
    synchronized (this) {
      making = screen;
      makings++;
      mine = makings;
      isLate = over;
    }
    if (isLate) {
      screen.cancel(false);
    }
    var late =
        services
            .timer()
            .schedule(
                () -> screen.completeExceptionally(new TimeoutException()),
                PATIENCE.toMillis(),
                TimeUnit.MILLISECONDS);
    var _ =
        screen
            .handle((snapshot, failure) -> {
              late.cancel(false);
              made(mine);
              if (again > 0 && (rows() != rows || columns() != columns)) {
                begin(keepsLines, again - 1, made);
                return Optional.<ReplayPosition>empty();
              }
              return Optional.of(position(snapshot, failure, keepsLines ? rows : 0));
            })
            .exceptionally(failure -> Optional.of(position(null, failure, 0)))
            .thenAccept(picture -> picture.filter(_ -> !isOver()).ifPresent(made));
  }

  private synchronized boolean isOver() {
    return over;
  }

  /** A screen is large, and is not kept once it is painted. */
  private synchronized void made(int which) {
    if (which == makings) {
      making = null;
    }
  }

  /** Of what they may be shown. */
  private ScreenRequest shown(ScreenRequest all) {
    if (viewer.grant().readsPast()) {
      return all;
    }
    long end = history.end();
    long theirs = Math.max(0, end - viewer.readsFrom());
    return all.at(end).within((int) Math.min(ScreenRequest.LOOK_BACK, theirs));
  }

  private ReplayPosition position(
      @Nullable Snapshot snapshot, @Nullable Throwable failure, int lineFeeds) {
    if (snapshot == null) {
      return without(
          switch (failure) {
            case TimeoutException _ -> "the disk does not answer";
            case RejectedExecutionException _ -> "it takes too much work";
            case null, default -> "the gateway failed; its log says how";
          });
    }
    var paint = snapshot.paint();
    if (!paint.hasRemaining()) {
      return without("it would take more than " + ScreenModel.LARGEST_REPAINT + " bytes");
    }
    var clear = "\n".repeat(lineFeeds).getBytes(StandardCharsets.US_ASCII);
    var picture = ByteBuffer.allocate(clear.length + paint.remaining()).put(clear).put(paint);
    return new ReplayPosition(
        snapshot.join(), List.of(), Optional.empty(), Optional.of(picture.flip()));
  }

  private ReplayPosition without(String why) {
    return new ReplayPosition(
        viewer.cursor(), // no byte is left out for it
        List.of("the screen cannot be shown: " + why + "; output goes on from here"),
        Optional.empty(),
        Optional.empty());
  }

  /** The session has ended: nobody waits for a picture any more. */
  void forget() {
    CompletableFuture<Snapshot> screen;
    synchronized (this) {
      over = true;
      screen = making;
      waiting = null;
      if (sizeTimer != null) {
        sizeTimer.cancel(false);
      }
    }
    if (screen != null) {
      screen.cancel(false);
    }
  }
}
