package dev.consolegw.gateway.history.feed;

import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.history.OffsetRange;
import dev.consolegw.gateway.history.ReadResult;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

/**
 * Reads a range of a history into a consumer, on the disk's threads and in turns: after {@link
 * #TURN} bytes whatever else waits for this history or for the disk comes first. One buffer of
 * {@link #PIECE} bytes is all the memory it has, and only once it reads.
 *
 * <p>Any thread begins and cancels it. The consumer is called on disk threads, one call at a time;
 * what it makes is seen by whoever has seen {@link #done}.
 */
public final class HistoryFeed {
  /** What is read before others have their turn, in bytes. */
  public static final int TURN = 256 * 1024;

  /** The largest piece, in bytes. */
  public static final int PIECE = 64 * 1024;

  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private final HistoryReader history;
  private final long to;
  private final CompletableFuture<Long> done = new CompletableFuture<>();
  private volatile FeedConsumer consumer;
  private ByteBuffer piece = NONE; // a turn's, as the offset is
  private long at;

  private HistoryFeed(HistoryReader history, OffsetRange range, FeedConsumer consumer) {
    this.history = history;
    this.at = range.from();
    this.to = range.to();
    this.consumer = consumer;
  }

  /** Begins to read. Returns at once. */
  public static HistoryFeed begin(HistoryReader history, OffsetRange range, FeedConsumer consumer) {
    var feed = new HistoryFeed(history, range, consumer);
    feed.ask();
    return feed;
  }

  /**
   * Completes when all was read, with the offset after it: the end of the range, or where output
   * ends by now. Exceptionally when too many wait for the disk ({@link
   * RejectedExecutionException}), when the consumer throws, and when it is cancelled. For as long
   * as the disk does not answer, it waits.
   */
  public CompletionStage<Long> done() {
    return done.minimalCompletionStage();
  }

  /** The consumer is called no more, but for a call that is under way, and is let go of. */
  public void cancel() {
    boolean _ = done.cancel(false);
    consumer = NOBODY;
  }

  private static final FeedConsumer NOBODY =
      new FeedConsumer() {
        @Override
        public void bytes(ByteBuffer bytes) {}

        @Override
        public void gap(ReadResult.Gap gap) {}
      };

  private void ask() {
    try {
      history.diskThreads().execute(this::turn);
    } catch (RejectedExecutionException tooMany) {
      fail(tooMany);
    }
  }

  private void turn() {
    try {
      long turnEnd = Math.min(to, at + TURN);
      boolean more = true;
      while (more && at < turnEnd && !done.isDone()) {
        more = read();
      }
      if (done.isDone()) {
        piece = NONE;
      } else if (more && at < to) {
        ask();
      } else {
        piece = NONE;
        boolean _ = done.complete(at);
        consumer = NOBODY;
      }
    } catch (RuntimeException bug) {
      fail(bug);
    } catch (Error fatal) {
      fail(fatal); // first: somebody waits
      throw fatal;
    }
  }

  private void fail(Throwable why) {
    piece = NONE;
    boolean _ = done.completeExceptionally(why);
    consumer = NOBODY;
  }

  /** One piece, or a gap; false where nothing is printed yet. */
  private boolean read() {
    if (!piece.hasArray() || piece.capacity() == 0) {
      piece = ByteBuffer.allocate(PIECE);
    }
    piece.clear().limit((int) Math.min(PIECE, to - at));
    return switch (history.read(at, piece, HistoryReader.Access.DISK)) {
      case ReadResult.Bytes(int count) -> {
        at += count;
        consumer.bytes(piece.flip());
        yield true;
      }
      case ReadResult.Gap gap -> {
        at = Math.min(gap.resumesAt(), to);
        consumer.gap(gap);
        yield true;
      }
      case ReadResult.Nothing _ -> false;
      case ReadResult.OnDisk _ -> throw new IllegalStateException("asked on disk, sent to disk");
    };
  }
}
