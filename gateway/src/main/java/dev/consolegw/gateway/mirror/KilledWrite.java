package dev.consolegw.gateway.mirror;

import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.history.ReadResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * What a file holds beyond its noted position, because the gateway was killed between the two
 * writes: as much as is the same in the history was copied already. Waits for the disk.
 */
final class KilledWrite {
  private static final int BLOCK = 64 * 1024;

  private KilledWrite() {}

  /** The offset that is copied next. */
  static long next(MirrorFile file, Position noted, HistoryReader history) throws IOException {
    var how = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    try (var channel = FileChannel.open(file.path(), how)) {
      return next(channel, noted, history);
    }
  }

  private static long next(FileChannel file, Position noted, HistoryReader history)
      throws IOException {
    long offset = noted.offset();
    long at = noted.size();
    var kept = ByteBuffer.allocate(BLOCK);
    while (true) {
      var copied = bytes(file, at);
      if (!copied.hasRemaining()) {
        return offset;
      }
      kept.clear().limit(copied.remaining());
      switch (HistoryBlocks.read(history, offset, kept)) {
        case ReadResult.Bytes(int count) -> {
          int other = copied.mismatch(kept.flip());
          int same = other < 0 ? count : Math.min(other, count);
          offset += same;
          at += same;
          if (same < count) {
            return offset;
          }
        }
        case ReadResult.Gap gap -> {
          int mark = GapMark.length(copied.limit(Math.min(copied.limit(), GapMark.LONGEST)));
          if (mark == 0) {
            return offset;
          }
          offset = gap.resumesAt();
          at += mark;
        }
        case ReadResult.Nothing _, ReadResult.OnDisk _ -> {
          return offset;
        }
      }
    }
  }

  private static ByteBuffer bytes(FileChannel file, long at) throws IOException {
    var bytes = ByteBuffer.allocate(BLOCK);
    for (int read = 0; read >= 0 && bytes.hasRemaining(); ) {
      read = file.read(bytes, at + bytes.position());
    }
    return bytes.flip();
  }
}
