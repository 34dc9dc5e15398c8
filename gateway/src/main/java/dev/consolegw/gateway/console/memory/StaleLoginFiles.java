package dev.consolegw.gateway.console.memory;

import dev.consolegw.config.state.StateFolder;
import dev.consolegw.gateway.directory.ConsoleId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executor;

/** The files that say who wrote last, one for a console, named by a hash of its id. */
public final class StaleLoginFiles {
  private final Path folder;

  /**
   * Makes the folder if there is none.
   *
   * @throws IOException when the folder cannot be used
   */
  public StaleLoginFiles(Path folder) throws IOException {
    this.folder = StateFolder.make(folder);
  }

  /**
   * That of one console.
   *
   * @param disk may wait for files
   */
  public StaleLoginFile of(ConsoleId id, Executor disk) {
    return new StaleLoginFile(folder, id, disk);
  }
}
