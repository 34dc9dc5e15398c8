package dev.consolegw.gateway.console;

import dev.consolegw.gateway.directory.ConsoleId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.Executor;

/** The files that say who wrote last, one for a console, named by a hash of its id. */
public final class WriterFiles {
  private final Path folder;

  /**
   * Makes the folder if there is none.
   *
   * @throws IOException when the folder cannot be used
   */
  public WriterFiles(Path folder) throws IOException {
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    this.folder = Files.createDirectories(folder, mode);
  }

  /**
   * That of one console.
   *
   * @param disk may wait for files
   */
  WriterFile of(ConsoleId id, Executor disk) {
    return new WriterFile(folder.resolve(name(id)), disk);
  }

  private static String name(ConsoleId id) {
    try {
      var hash = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(hash.digest(id.toString().getBytes(StandardCharsets.UTF_8)), 0, 16);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
