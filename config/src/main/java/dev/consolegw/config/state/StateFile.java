package dev.consolegw.config.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * A file with mode 0600. One that is replaced is replaced as a whole: whoever reads it, also after
 * a kill, finds the old or the new one, and what cannot be written leaves nothing behind. Written
 * beside under the same name with {@code .new}, then renamed; a link is replaced, not followed. One
 * writer at a time; waits for the disk.
 *
 * @param path of the file, in a folder that is there
 */
public record StateFile(Path path) {
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final Set<OpenOption> FRESH =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  /** Writes what a new file holds, for one that is made piece by piece. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes all of it.
     *
     * @param fresh the new file, empty; whoever called closes it
     * @throws IOException when it cannot be written; the old file then stays
     */
    void writeTo(FileChannel fresh) throws IOException;
  }

  /**
   * Its bytes; nothing when there is no file, or one that is larger and thus not ours.
   *
   * @param largest in bytes
   * @throws IOException when it is there and cannot be read
   */
  public Optional<byte[]> read(int largest) throws IOException {
    try {
      return Files.size(path) > largest ? Optional.empty() : Optional.of(Files.readAllBytes(path));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }

  /**
   * Replaces it. What was written may be lost with the machine's power, not with the process.
   *
   * @throws IOException when it cannot be written; the old one then stays
   */
  public void write(byte[] bytes) throws IOException {
    write(fresh -> writeAll(bytes, fresh));
  }

  /** The same with what is written piece by piece. */
  public void write(Content content) throws IOException {
    var fresh = path.resolveSibling(path.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    try {
      try (var channel = new StateFile(fresh).open(FRESH)) {
        content.writeTo(channel);
      }
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failure) {
      removeHalfMade(fresh, failure);
      throw failure;
    }
  }

  private static void removeHalfMade(Path fresh, IOException failure) {
    try {
      Files.deleteIfExists(fresh);
    } catch (IOException more) {
      failure.addSuppressed(more);
    }
  }

  /** Replaces it; when this returns it is on the disk, also after a loss of power. */
  public void writeThrough(byte[] bytes) throws IOException {
    write(fresh -> {
      writeAll(bytes, fresh);
      fresh.force(true);
    });
    StateFolder.sync(path.resolveSibling("."));
  }

  private static void writeAll(byte[] bytes, FileChannel fresh) throws IOException {
    var left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      fresh.write(left);
    }
  }

  /**
   * Opens the file itself, to append or to hold it; one that this makes has mode 0600.
   *
   * @throws IOException when it cannot be opened so
   */
  public FileChannel open(Set<? extends OpenOption> how) throws IOException {
    return FileChannel.open(path, how, PRIVATE);
  }
}
