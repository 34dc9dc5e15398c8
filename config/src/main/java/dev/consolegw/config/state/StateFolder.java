package dev.consolegw.config.state;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A folder that only the gateway's own user can enter. Any thread; waits for the disk. */
public final class StateFolder {
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private StateFolder() {}

  /**
   * Makes a folder, and those above it, with mode 0700 unless it is there.
   *
   * @return the same folder
   * @throws IOException when it cannot be made, or a file has its name
   */
  public static Path make(Path folder) throws IOException {
    return Files.createDirectories(folder, PRIVATE);
  }

  /**
   * Makes a folder with mode 0700 in one that is there.
   *
   * @throws java.nio.file.FileAlreadyExistsException when there is one
   * @throws IOException when it cannot be made
   */
  public static void makeNew(Path folder) throws IOException {
    Files.createDirectory(folder, PRIVATE);
  }

  /** Brings the names of the files in a folder to the disk. */
  public static void sync(Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
