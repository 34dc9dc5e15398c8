package dev.consolegw.gateway.history.store;

import dev.consolegw.config.state.StateFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The file of a history that grows. Its path and its channel are kept from one write to the next:
 * each byte that somebody types comes by here. Disk threads, one at a time; only {@link #letGo} may
 * come between.
 */
final class NewestSegment {
  private final Path directory;
  private final OpenFiles files;
  private volatile @Nullable Known known;

  private record Known(long start, Path path, OpenFiles.@Nullable Open file) {}

  NewestSegment(Path directory, OpenFiles files) {
    this.directory = directory;
    this.files = files;
  }

  private Known known(long start) {
    var last = known;
    if (last == null || last.start != start) {
      last = new Known(start, Segments.file(directory, start), null);
      known = last;
    }
    return last;
  }

  /** Whether the file is where it was, and as long as it was left. */
  boolean isIntact(long start, long length) throws IOException {
    try {
      return Files.size(known(start).path) == length;
    } catch (NoSuchFileException gone) {
      return false;
    }
  }

  /** Gives up a file that somebody cut or took away. */
  void abandon(long start) throws IOException {
    files.forget(known(start).path);
    known = null;
  }

  /** Makes an empty file, in a directory that need not be there yet. */
  void begin(long start) throws IOException {
    StateFolder.make(directory);
    var open = borrow(start);
    boolean failed = true;
    try {
      if (open.channel().size() > 0) {
        throw new IOException("a new segment holds bytes of somebody else; move it away");
      }
      failed = false;
    } finally {
      files.giveBack(open, failed);
    }
  }

  /**
   * Adds bytes at the end of the file.
   *
   * @param written is told after each piece how many bytes got there so far
   */
  void append(long start, List<ByteBuffer> bytes, LongConsumer written) throws IOException {
    var open = borrow(start);
    boolean failed = true;
    try {
      if (bytes.size() == 1) {
        one(open.channel(), bytes.getFirst(), written);
      } else {
        several(open.channel(), bytes.toArray(ByteBuffer[]::new), written);
      }
      failed = false;
    } finally {
      files.giveBack(open, failed);
    }
  }

  /** What somebody types: a plain write costs half of one that gathers. */
  private static void one(FileChannel channel, ByteBuffer bytes, LongConsumer written)
      throws IOException {
    long count = 0;
    while (bytes.hasRemaining()) {
      count += channel.write(bytes);
      written.accept(count);
    }
  }

  private static void several(FileChannel channel, ByteBuffer[] bytes, LongConsumer written)
      throws IOException {
    long count = 0;
    while (bytes.length > 0 && bytes[bytes.length - 1].hasRemaining()) {
      count += channel.write(bytes);
      written.accept(count);
    }
  }

  private OpenFiles.Open borrow(long start) throws IOException {
    var last = known(start);
    if (last.file != null && files.borrowAgain(last.file)) {
      return last.file;
    }
    var open = files.borrow(last.path, OpenFiles.APPEND);
    known = new Known(start, last.path, open);
    return open;
  }

  /** Closes what is open of the history, and keeps nothing. */
  void letGo() throws IOException {
    known = null;
    files.forgetAll(directory);
  }
}
