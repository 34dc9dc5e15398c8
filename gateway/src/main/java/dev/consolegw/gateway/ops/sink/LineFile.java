package dev.consolegw.gateway.ops.sink;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file to which whole lines are appended. What a full disk took of one is taken back, and so is
 * half a line at the end of a file that is opened: whoever wrote it was killed meanwhile. One
 * thread, which waits for the disk.
 */
public final class LineFile implements Closeable {
  private static final int BLOCK = 64 * 1024;

  /** The bits of a mode that say what something is (inode(7)). */
  private static final int KIND = 0xF000;

  /** What these say of a file, and of devices of characters and of blocks. */
  private static final Set<Integer> WRITTEN = Set.of(0x8000, 0x2000, 0x6000);

  private static final Logger log = LoggerFactory.getLogger(LineFile.class);

  private final String setting;
  private final Path path;
  private @Nullable FileChannel file;

  /**
   * Opens it, and makes it with mode 0600 if it is not there.
   *
   * @param setting what names it, for sentences about it
   * @throws IOException with a sentence for the operator
   */
  public LineFile(String setting, Path path) throws IOException {
    this.setting = setting;
    this.path = path;
    needFile();
    try {
      file = open();
    } catch (IOException cause) {
      throw new IOException(
          "%s %s cannot be written (%s); have the gateway's own user write there"
              .formatted(setting, path, cause.getMessage()),
          cause);
    }
  }

  /** A pipe would have whoever opens it wait for a reader, and whoever writes for it to read. */
  private void needFile() throws IOException {
    if (Files.exists(path)
        && !WRITTEN.contains((int) Files.getAttribute(path, "unix:mode") & KIND)) {
      throw new IOException(
          "%s %s is neither a file nor a device; name a file".formatted(setting, path));
    }
  }

  private FileChannel open() throws IOException {
    needFile();
    if (Files.isRegularFile(path)) {
      mend();
    }
    return FileChannel.open(
        path,
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  /**
   * Takes back what stands behind the last end of a line. Where that is nothing, it only reads: a
   * file to which the system lets everybody append alone can be opened no other way.
   */
  private void mend() throws IOException {
    long size;
    long end;
    try (var whole = FileChannel.open(path, StandardOpenOption.READ)) {
      size = whole.size();
      end = endOfLines(whole, size);
    }
    if (end < size) {
      try (var whole = FileChannel.open(path, StandardOpenOption.WRITE)) {
        var _ = whole.truncate(end);
      }
      log.warn("event=line-cut file={} bytes={}", path, size - end);
    }
  }

  private static long endOfLines(FileChannel file, long size) throws IOException {
    var block = ByteBuffer.allocate(BLOCK);
    long end = size;
    while (end > 0) {
      long start = Math.max(0, end - BLOCK);
      block.clear().limit((int) (end - start));
      while (block.hasRemaining() && file.read(block, start + block.position()) >= 0) {
        // Goes on until all of it is there.
      }
      for (int i = block.position() - 1; i >= 0; i--) {
        if (block.get(i) == '\n') {
          return start + i + 1;
        }
      }
      end = start;
    }
    return 0;
  }

  /**
   * Appends whole lines, or nothing of them.
   *
   * @throws IOException when they are not there
   */
  public void append(byte[] lines) throws IOException {
    var to = file;
    if (to == null) {
      to = open();
      file = to;
    }
    var line = ByteBuffer.wrap(lines);
    try {
      while (line.hasRemaining()) {
        var _ = to.write(line);
      }
    } catch (IOException full) {
      takeBack(to, line.position());
      throw full;
    }
  }

  /** What was written of a line that is not whole; where that fails, it is done at the opening. */
  private void takeBack(FileChannel from, int count) {
    try {
      if (count > 0 && from.isOpen()) {
        var _ = from.truncate(from.size() - count);
        return;
      }
    } catch (IOException stays) {
      log.debug("event=line-not-taken-back", stays);
    }
    forget();
  }

  private void forget() {
    try (var _ = file) {
      file = null;
    } catch (IOException trouble) {
      log.debug("event=file-not-closed", trouble);
    }
  }

  /** Goes on elsewhere, if what has its name is another one now. */
  public void reopen() throws IOException {
    forget();
    file = open();
  }

  @Override
  public void close() {
    forget();
  }
}
