package dev.consolegw.gateway.history.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

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
    var fresh = directory.resolve(NAME + ".new");
    Files.deleteIfExists(fresh);
    try (var channel = FileChannel.open(fresh, OpenFiles.CREATE, OpenFiles.PRIVATE)) {
      var bytes = US_ASCII.encode(to + "\n");
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(fresh, directory.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    Recovery.sync(directory);
    end = to;
  }
}
