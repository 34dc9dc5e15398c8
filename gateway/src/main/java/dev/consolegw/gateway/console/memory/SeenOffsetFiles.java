package dev.consolegw.gateway.console.memory;

import dev.consolegw.config.state.StateFolder;
import dev.consolegw.gateway.directory.ConsoleId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Executor;

/** The files that say who has seen what, one for a console, named by a hash of its id. */
public final class SeenOffsetFiles {
  /** How many consoles are remembered; those looked at longest ago are forgotten. */
  static final int MOST = 16 * 1024;

  private final Path folder;

  /**
   * Makes the folder if there is none, and forgets the oldest files if there are too many.
   *
   * @throws IOException when the folder cannot be used
   */
  public SeenOffsetFiles(Path folder) throws IOException {
    this.folder = StateFolder.make(folder);
    tidy(MOST);
  }

  private void tidy(int most) throws IOException {
    try (var files = Files.list(folder)) {
      var all =
          files.sorted(Comparator.comparingLong(SeenOffsetFiles::written).reversed()).toList();
      for (var old : all.subList(Math.min(most, all.size()), all.size())) {
        Files.deleteIfExists(old);
      }
    }
  }

  private static long written(Path file) {
    return file.toFile().lastModified();
  }

  /**
   * What is known of a console.
   *
   * @param disk runs one thing at a time, and may wait for files
   */
  public SeenOffsets of(ConsoleId id, Executor disk) {
    return new SeenOffsets(folder, id, disk);
  }

  static Path file(Path folder, ConsoleId id) {
    return folder.resolve(ConsoleFileName.of(id));
  }
}
