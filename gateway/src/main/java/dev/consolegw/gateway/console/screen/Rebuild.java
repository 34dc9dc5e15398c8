package dev.consolegw.gateway.console.screen;

import dev.consolegw.authz.Person;
import dev.consolegw.gateway.budget.Turns;
import dev.consolegw.gateway.history.OffsetRange;
import dev.consolegw.gateway.history.ReadResult;
import dev.consolegw.gateway.history.feed.FeedConsumer;
import dev.consolegw.gateway.history.feed.HistoryFeed;
import dev.consolegw.gateway.terminal.screen.ScreenModel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One screen in the making. The model is there only once there are bytes for it, so whoever waits
 * for a disk that does not answer has no memory. What is read runs on disk threads, one at a time;
 * the rest is guarded by the lock of {@link Screens}.
 */
final class Rebuild implements FeedConsumer {
  /** How long drawing may take; 16 MiB of what programs print take a fiftieth of it. */
  static final Duration MOST = Duration.ofSeconds(4);

  /** So much is drawn before it is looked whether anybody waits for it. */
  private static final int PIECE = 4 * 1024;

  final ScreenRequest wanted;
  final CompletableFuture<Snapshot> made = new CompletableFuture<>();
  int waiting;
  @Nullable HistoryFeed feed;
  Turns<Set<Person>>.@Nullable Turn turn;
  volatile boolean over;
  long end = -1; // before which it reads, once it does

  // The disk thread's.
  private @Nullable ScreenModel model;
  private long from;
  private long unbroken;
  private volatile long nanos;

  Rebuild(ScreenRequest wanted) {
    this.wanted = wanted;
  }

  /** Decides what is read. */
  OffsetRange range() {
    end = wanted.endNow();
    from = Math.clamp(end - wanted.lookBack(), Math.min(wanted.history().start(), end), end);
    unbroken = from;
    return new OffsetRange(from, end);
  }

  /** Whether its screen is the one that somebody else wants. */
  boolean isAlso(ScreenRequest other) {
    return wanted.shape().equals(other.shape())
        && (end < 0 ? wanted.end() == other.end() : end == other.endNow());
  }

  @Override
  public void bytes(ByteBuffer piece) {
    while (piece.hasRemaining()) {
      int count = Math.min(PIECE, piece.remaining());
      var some = piece.slice(piece.position(), count);
      piece.position(piece.position() + count);
      long began = System.nanoTime();
      model().feed(some);
      long spent = nanos + System.nanoTime() - began;
      nanos = spent; // the disk thread's alone
      if (over || spent > MOST.toNanos()) {
        throw new RejectedExecutionException("the guest draws too much");
      }
    }
  }

  @Override
  public void gap(ReadResult.Gap gap) {
    model().gap();
    unbroken = Math.max(unbroken, Math.min(end, gap.resumesAt()));
  }

  private ScreenModel model() {
    var known = model;
    if (known == null) {
      known = new ScreenModel(wanted.rows(), wanted.columns());
      model = known;
    }
    return known;
  }

  /** How long it has kept a processor busy. */
  Duration busy() {
    return Duration.ofNanos(nanos);
  }

  /**
   * It is read.
   *
   * @param offset after the last byte of it
   */
  Snapshot snapshot(long offset) {
    return new Snapshot(model(), from, offset, Math.min(unbroken, offset));
  }
}
