package dev.consolegw.gateway.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * A small file with mode 0600 that is replaced as a whole: whoever reads it, also after a kill,
 * finds the old or the new one. Written beside under the same name with {@code .new}, then renamed.
 * One writer at a time; waits for the disk.
 *
 * @param path of the file, in a folder that is there
 */
public record StateFile(Path path) {

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

  /** Replaces it. What was written may be lost with the machine's power, not with the process. */
  public void write(byte[] bytes) throws IOException {
    replace(bytes, false);
  }

  /** Replaces it; when this returns it is on the disk, also after a loss of power. */
  public void writeThrough(byte[] bytes) throws IOException {
    replace(bytes, true);
    StateFolder.sync(path.resolveSibling("."));
  }

  private void replace(byte[] bytes, boolean force) throws IOException {
    var fresh = path.resolveSibling(path.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (var channel = FileChannel.open(fresh, options, mode)) {
      var left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      if (force) {
        channel.force(true);
      }
    }
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
  }
}
