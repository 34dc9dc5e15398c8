package dev.consolegw.gateway.history.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.consolegw.config.state.StateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The file {@code .removed}: where the furthest history ended of which nothing is left, or of which
 * nothing ever came to the disk. If its console comes back, no offset may be used again, so new
 * histories begin beyond it. Disk threads, one at a time.
 */
public final class RemovedHighWater {
  private static final String NAME = ".removed";

  private final Path directory;
  private volatile long end;

  /** What the file says, which is less when it could not be written. */
  private long written;

  /** Reads the file, if there is one. */
  public RemovedHighWater(Path directory) throws IOException {
    this.directory = directory;
    try {
      var text = Files.readString(directory.resolve(NAME), US_ASCII).strip();
      this.end = text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    } catch (NoSuchFileException nothingWasRemoved) {
      this.end = 0;
    }
    this.written = end;
  }

  /** Where a history begins of which nothing is on disk: zero if nothing was ever removed. */
  public long firstOffset() {
    return end == 0 ? 0 : Recovery.next(end);
  }

  /**
   * Lets new histories begin beyond those that began where they do now.
   *
   * @throws IOException when that cannot be written down; it counts all the same, until the end of
   *     this process
   */
  void passNew() throws IOException {
    raise(firstOffset() + 1);
  }

  /** To be called, with success, before the last trace of a history goes. */
  public void raise(long to) throws IOException {
    if (to <= written) {
      return;
    }
    end = Math.max(end, to);
    new StateFile(directory.resolve(NAME)).writeThrough((end + "\n").getBytes(US_ASCII));
    written = end;
  }
}
