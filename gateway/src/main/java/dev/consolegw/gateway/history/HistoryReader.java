package dev.consolegw.gateway.history;

import java.io.Closeable;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * What one console printed, for whoever reads it. Every byte has an absolute offset, for ever:
 * across restarts, and also when bytes before it are deleted. The newest output is in memory, the
 * rest on disk. Who appends has a {@link History}; a reader cannot tell where its bytes are kept.
 *
 * <p>Any thread may call anything that does not say otherwise. Nothing here throws because the disk
 * cannot be read: that is a gap, or nothing is known.
 */
public interface HistoryReader {

  /** Where a read may look. */
  enum Access {
    /** In memory only; never waits for the disk. */
    MEMORY,
    /** On disk too; only on a thread of {@link HistoryReader#diskThreads}. */
    DISK
  }

  /** The first offset that is kept; {@link #end} when nothing is. */
  long start();

  /** The offset that the next byte gets. */
  long end();

  /** Everything that is kept now, oldest first; between two of these is a gap. */
  List<OffsetRange> kept();

  /**
   * Copies bytes into a buffer that has room; fewer than fit when they do not lie together.
   *
   * @param from an offset, of a byte that was printed or not
   * @throws IllegalArgumentException when the buffer has no room
   */
  ReadResult read(long from, ByteBuffer into, Access access);

  /**
   * Where output begins that was printed at or after a time: none of that is missed, up to a second
   * of earlier output may be with it. {@link #start} when all is newer, {@link #end} when all is
   * older. Where the clock was set back, times occur twice, and the newer output counts. Only on a
   * disk thread.
   */
  long offsetAt(Instant time);

  /**
   * When the byte at an offset was printed, and how far that holds, so that a reader of many lines
   * need not ask for each. Nothing if it is not printed yet, or if nobody knows any more. Only on a
   * disk thread.
   */
  Optional<TimedRange> spanOf(long offset);

  /**
   * When the byte at an offset was printed: at this time or less than a second later. Otherwise as
   * {@link #spanOf}.
   */
  default Optional<Instant> timeOf(long offset) {
    return spanOf(offset).map(TimedRange::at);
  }

  /**
   * Where the last lines before an offset begin. A line that is not ended there counts; a gap ends
   * a line. Only on a disk thread.
   *
   * @param atMost bytes to look back
   */
  default long lineStart(long before, int lines, int atMost) {
    return new LineSearch(this).find(before, lines, atMost);
  }

  /**
   * The last output before an offset, without what is before a gap in it. Only on a disk thread.
   *
   * @param atMost bytes
   */
  default byte[] newest(long before, int atMost) {
    long from = Math.max(start(), before - atMost);
    var bytes = ByteBuffer.allocate((int) Math.max(0, before - from));
    while (from < before && bytes.hasRemaining()) {
      switch (read(from, bytes, Access.DISK)) {
        case ReadResult.Bytes(int count) -> from += count;
        case ReadResult.Gap gap -> {
          from = Math.min(gap.resumesAt(), before);
          bytes.clear().limit((int) (before - from));
        }
        case ReadResult.Nothing _ -> from = before;
        case ReadResult.OnDisk _ -> throw new IllegalStateException("asked on disk, sent to disk");
      }
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  /**
   * The first place at or after an offset where output may be missing though no offset is, if
   * output followed. Only on a disk thread.
   */
  Optional<Outage> nextOutage(long from);

  /**
   * The last outages at or after an offset and before another, oldest first. Looks once; only on a
   * disk thread.
   */
  List<Outage> lastOutages(long from, long to, int atMost);

  /**
   * Keeps everything from an offset on from being deleted, until {@link Pin#extend} says how far.
   */
  Pin pin(long from);

  /** How many bytes the disk does not have yet. Who can hold the guest back may keep this small. */
  long unwritten();

  /**
   * Tells when everything before an offset is on disk, or given up because the disk did not follow.
   * Completes on a disk thread, where what depends on it must be short; exceptionally if the
   * history is closed first.
   */
  CompletableFuture<Void> written(long offset);

  /** Runs disk reads of this history, one at a time; refuses when too many wait. */
  Executor diskThreads();

  /**
   * One that was opened only to be read. Closing gives its files back, and may wait for the disk.
   */
  interface Opened extends HistoryReader, Closeable {}
}
