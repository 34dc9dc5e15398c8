package dev.consolegw.gateway.history.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.consolegw.config.state.StateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The file {@code .removed}: where the furthest history ended of which nothing is left. If its
 * console comes back, no offset may be used again, so new histories begin beyond it. Disk threads,
 * one at a time.
 */
public final class RemovedHighWater {
  private static final String NAME = ".removed";

  private final Path directory;
  private volatile long end;

  /** Reads the file, if there is one. */
  public RemovedHighWater(Path directory) throws IOException {
    this.directory = directory;
    try {
      var text = Files.readString(directory.resolve(NAME), US_ASCII).strip();
      this.end = text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    } catch (NoSuchFileException nothingWasRemoved) {
      this.end = 0;
    }
  }

  /** Zero if nothing was ever removed. */
  public long end() {
    return end;
  }

  /** To be called, with success, before the last trace of a history goes. */
  public void raise(long to) throws IOException {
    if (to <= end) {
      return;
    }
    new StateFile(directory.resolve(NAME)).writeThrough((to + "\n").getBytes(US_ASCII));
    end = to;
  }
}
