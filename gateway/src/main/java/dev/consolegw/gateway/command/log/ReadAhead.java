package dev.consolegw.gateway.command.log;

import dev.consolegw.gateway.history.Break;
import dev.consolegw.gateway.history.History;
import dev.consolegw.gateway.history.Read;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads a history in blocks, one ahead: the disk reads while the network sends. Two buffers are all
 * that a client has of the gateway's memory, however slowly it reads. One thread, a virtual one.
 */
final class ReadAhead {
  static final int BLOCK = 128 * 1024;

  private final Disk disk;
  private final long to;
  private final Breaks breaks;
  private ByteBuffer fresh = ByteBuffer.allocate(BLOCK);
  private ByteBuffer used = ByteBuffer.allocate(BLOCK);
  private @Nullable CompletableFuture<Piece> ahead;
  private Optional<Break> before = Optional.empty();
  private long at;

  /** A block, which ends where the next break is. */
  private record Piece(Optional<Break> before, Read read) {}

  /**
   * @param to where to stop; {@link Read.Nothing} is found there
   */
  ReadAhead(Disk disk, long from, long to) {
    this.disk = disk;
    this.at = from;
    this.to = to;
    this.breaks = new Breaks(disk.history(), to);
  }

  /** Where the next block begins. */
  long at() {
    return at;
  }

  /** The break right before what {@link #next} has found; each is there once. */
  Optional<Break> before() {
    return before;
  }

  /** Whether there were too many breaks to tell them all; known with the first block. */
  boolean leftBreaksOut() {
    return breaks.leftSomeOut();
  }

  /** What {@link Read.Bytes} has found; until the next call of {@link #next}. */
  ByteBuffer bytes() {
    return used;
  }

  /** The next block, or gap; nothing at the end, where it may be asked again. */
  Read next() throws IOException {
    if (at >= to) {
      return new Read.Nothing();
    }
    var piece = Disk.end(ahead == null ? begin() : ahead);
    ahead = null;
    before = piece.before();
    var found = piece.read();
    var filled = fresh;
    fresh = used;
    used = filled.flip();
    switch (found) {
      case Read.Bytes(int count) -> {
        at += count;
        ahead = at < to ? begin() : null;
      }
      case Read.Gap gap -> at = Math.min(gap.resumesAt(), to);
      case Read.Nothing _, Read.OnDisk _ -> {}
    }
    return found;
  }

  private CompletableFuture<Piece> begin() {
    var into = fresh.clear().limit((int) Math.min(BLOCK, to - at));
    long from = at;
    return disk.begin(() -> read(from, into));
  }

  private Piece read(long from, ByteBuffer into) {
    var found = disk.history().read(from, into, History.Access.DISK);
    if (!(found instanceof Read.Bytes(int count))) {
      return new Piece(Optional.empty(), found);
    }
    // Only now: a break is marked before the bytes that follow it can be read.
    var here = breaks.from(from).filter(one -> one.offset() == from);
    long next = breaks.from(from + 1).map(Break::offset).orElse(Long.MAX_VALUE);
    int upToNext = (int) Math.min(count, next - from);
    into.position(upToNext);
    return new Piece(here, new Read.Bytes(upToNext));
  }
}
