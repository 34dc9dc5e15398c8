package dev.consolegw.gateway.mirror;

import dev.consolegw.config.value.FileMode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file that is open to be appended to, as long as its path means it. One thread at a time; waits
 * for the disk.
 */
final class MirrorFile implements Closeable {
  private static final Set<OpenOption> APPEND =
      Set.of(StandardOpenOption.WRITE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
  private static final Set<OpenOption> FRESH =
      Set.of(
          StandardOpenOption.WRITE,
          StandardOpenOption.APPEND,
          StandardOpenOption.CREATE_NEW,
          LinkOption.NOFOLLOW_LINKS);

  /** How often somebody may put another file there while it is opened. */
  private static final int ATTEMPTS = 5;

  private final Path path;
  private final String identity;
  private final FileChannel channel;
  private long size;

  private MirrorFile(Path path, BasicFileAttributes found, FileChannel channel) {
    this.path = path;
    this.identity = identity(found);
    this.size = found.size();
    this.channel = channel;
  }

  /**
   * Opens one, or makes it, with the folders above it.
   *
   * @throws IOException when that cannot be, or when it is a link, a pipe or the like, at which a
   *     writer may wait
   */
  static MirrorFile open(Path path, FileMode mode) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      var before = found(path);
      var channel = before == null ? made(path, mode) : FileChannel.open(path, APPEND);
      if (channel != null) {
        var after = found(path);
        if (after != null && (before == null || identity(before).equals(identity(after)))) {
          return new MirrorFile(path, after, channel);
        }
        channel.close();
      }
    }
    throw new IOException(path + " becomes another file again and again");
  }

  private static @Nullable FileChannel made(Path path, FileMode mode) throws IOException {
    var owner = PosixFilePermissions.asFileAttribute(mode.file());
    try {
      makeFolder(path.getParent(), mode);
      var channel = FileChannel.open(path, FRESH, owner);
      Files.setPosixFilePermissions(path, mode.file()); // whatever the umask took away
      return channel;
    } catch (FileAlreadyExistsException | NoSuchFileException meanwhile) {
      return null;
    }
  }

  private static void makeFolder(@Nullable Path folder, FileMode mode) throws IOException {
    if (folder != null && !Files.isDirectory(folder)) {
      makeFolder(folder.getParent(), mode);
      try {
        Files.createDirectory(folder);
        Files.setPosixFilePermissions(folder, mode.folder());
      } catch (FileAlreadyExistsException somebody) {
        if (!Files.isDirectory(folder)) {
          throw new IOException(folder + " is no folder", somebody);
        }
      }
    }
  }

  private static @Nullable BasicFileAttributes found(Path path) throws IOException {
    try {
      var found = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!found.isRegularFile()) {
        throw new IOException(path + " is no plain file");
      }
      return found;
    } catch (NoSuchFileException none) {
      return null;
    }
  }

  private static String identity(BasicFileAttributes found) {
    return String.valueOf(found.fileKey());
  }

  Path path() {
    return path;
  }

  /** What tells it from others, whatever they are called. */
  String identity() {
    return identity;
  }

  long size() {
    return size;
  }

  /** Looks whether its path still means it, and how large others have made it. */
  boolean isStillThere() throws IOException {
    var found = found(path);
    if (found == null || !identity(found).equals(identity)) {
      return false;
    }
    size = found.size();
    return true;
  }

  /**
   * Writes what the disk takes.
   *
   * @throws IOException when it takes nothing more; what it took before is no longer in the buffer
   */
  void append(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      size += channel.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
