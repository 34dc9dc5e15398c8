package dev.consolegw.gateway.command.log;

import dev.consolegw.gateway.history.History;
import dev.consolegw.gateway.history.Read;
import java.io.IOException;
import java.nio.ByteBuffer;
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
  private ByteBuffer fresh = ByteBuffer.allocate(BLOCK);
  private ByteBuffer used = ByteBuffer.allocate(BLOCK);
  private @Nullable CompletableFuture<Read> ahead;
  private long at;

  /**
   * @param to where to stop; {@link Read.Nothing} is found there
   */
  ReadAhead(Disk disk, long from, long to) {
    this.disk = disk;
    this.at = from;
    this.to = to;
  }

  /** Where the next block begins. */
  long at() {
    return at;
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
    var found = Disk.end(ahead == null ? begin() : ahead);
    ahead = null;
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

  private CompletableFuture<Read> begin() {
    var into = fresh.clear().limit((int) Math.min(BLOCK, to - at));
    long from = at;
    return disk.begin(() -> disk.history().read(from, into, History.Access.DISK));
  }
}
