package dev.consolegw.gateway.command.log;

import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.history.Outage;
import dev.consolegw.gateway.history.ReadResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads a history in blocks, one ahead: the disk reads while the network sends. The first block is
 * small, so that there is something to see at once; for as long as there is more, each is larger
 * than the one before. Two buffers are all that a client has of the gateway's memory, however
 * slowly it reads. One thread, a virtual one.
 */
final class ReadAhead {
  static final int SMALLEST = 16 * 1024;
  static final int LARGEST = 256 * 1024;
  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private final DiskReader reader;
  private final long to;
  private final OutageNotices outages;
  private ByteBuffer fresh = NONE;
  private ByteBuffer used = NONE;
  private int size = SMALLEST;
  private @Nullable CompletableFuture<Piece> ahead;
  private Optional<Outage> before = Optional.empty();
  private long at;

  /** A block, which ends where the next outage is. */
  private record Piece(Optional<Outage> before, ReadResult result) {}

  /**
   * @param to where to stop; {@link ReadResult.Nothing} is found there
   */
  ReadAhead(DiskReader reader, long from, long to) {
    this.reader = reader;
    this.at = from;
    this.to = to;
    this.outages = new OutageNotices(reader.history(), to);
  }

  /** Where the next block begins. */
  long at() {
    return at;
  }

  /** The outage right before what {@link #next} has found; each is there once. */
  Optional<Outage> before() {
    return before;
  }

  /** Whether there were too many outages to tell them all; known with the first block. */
  boolean leftOutagesOut() {
    return outages.leftSomeOut();
  }

  /** What {@link ReadResult.Bytes} has found; until the next call of {@link #next}. */
  ByteBuffer bytes() {
    return used;
  }

  /** The next block, or gap; nothing at the end, where it may be asked again. */
  ReadResult next() throws IOException {
    if (at >= to) {
      return new ReadResult.Nothing();
    }
    var piece = DiskReader.end(ahead == null ? begin() : ahead);
    ahead = null;
    before = piece.before();
    var found = piece.result();
    var filled = fresh;
    fresh = used;
    used = filled.flip();
    switch (found) {
      case ReadResult.Bytes(int count) -> {
        at += count;
        size = count < size ? size : Math.min(2 * size, LARGEST);
        ahead = at < to ? begin() : null;
      }
      case ReadResult.Gap gap -> at = Math.min(gap.resumesAt(), to);
      case ReadResult.Nothing _ -> rest();
      case ReadResult.OnDisk _ -> {}
    }
    return found;
  }

  /** Who waits for more keeps no memory meanwhile. */
  private void rest() {
    fresh = NONE;
    used = NONE;
    size = SMALLEST;
  }

  private CompletableFuture<Piece> begin() {
    fresh = fresh.capacity() < size ? ByteBuffer.allocate(size) : fresh;
    var into = fresh.clear().limit((int) Math.min(size, to - at));
    long from = at;
    return reader.begin(() -> read(from, into));
  }

  private Piece read(long from, ByteBuffer into) {
    var found = reader.history().read(from, into, HistoryReader.Access.DISK);
    if (!(found instanceof ReadResult.Bytes(int count))) {
      return new Piece(Optional.empty(), found);
    }
    // Only now: an outage is marked before the bytes that follow it can be read.
    var here = outages.from(from).filter(one -> one.offset() == from);
    long next = outages.from(from + 1).map(Outage::offset).orElse(Long.MAX_VALUE);
    int upToNext = (int) Math.min(count, next - from);
    into.position(upToNext);
    return new Piece(here, new ReadResult.Bytes(upToNext));
  }
}
