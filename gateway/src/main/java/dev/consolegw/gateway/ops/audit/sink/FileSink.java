package dev.consolegw.gateway.ops.audit.sink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
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
public final class FileSink implements AuditSink {
  private static final int BLOCK = 64 * 1024;
  private static final Logger log = LoggerFactory.getLogger(FileSink.class);

  private final Path path;
  private @Nullable FileChannel file;

  /**
   * Opens it, and makes it with mode 0600 if it is not there.
   *
   * @throws IOException with a sentence for the operator
   */
  public FileSink(Path path) throws IOException {
    this.path = path;
    try {
      file = open();
    } catch (IOException cause) {
      throw new IOException(
          "audit.file %s cannot be written (%s); have the gateway's own user write there"
              .formatted(path, cause.getMessage()),
          cause);
    }
  }

  private FileChannel open() throws IOException {
    if (Files.isRegularFile(path)) {
      mend();
    }
    return FileChannel.open(
        path,
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  /** Takes back what stands behind the last end of a line. */
  private void mend() throws IOException {
    try (var whole = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long size = whole.size();
      long end = endOfLines(whole, size);
      if (end < size) {
        whole.truncate(end);
        log.warn("event=audit-line-cut file={} bytes={}", path, size - end);
      }
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

  @Override
  public void write(Entry entry) throws IOException {
    var to = file;
    if (to == null) {
      to = open();
      file = to;
    }
    var line = ByteBuffer.wrap((entry.json() + '\n').getBytes(StandardCharsets.US_ASCII));
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
      log.debug("event=audit-line-not-taken-back", stays);
    }
    forget();
  }

  private void forget() {
    try (var _ = file) {
      file = null;
    } catch (IOException trouble) {
      log.debug("event=audit-file-not-closed", trouble);
    }
  }

  @Override
  public void reopen() throws IOException {
    forget();
    file = open();
  }

  @Override
  public void close() {
    forget();
  }
}
