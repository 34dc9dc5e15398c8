package dev.consolegw.gateway.history.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Tells how old a segment is: by the index, or for want of that by its file. Disk threads. */
record SegmentAge(Path directory, Index index) {

  /** When its last byte was printed, in milliseconds since 1970, to the second. */
  long of(Segments.Extent extent) throws IOException {
    var known = index.timesAround(extent.end() - 1);
    if (!known.isEmpty()) {
      return known.getFirst().millis();
    }
    try {
      return Files.getLastModifiedTime(Segments.file(directory, extent.start())).toMillis();
    } catch (NoSuchFileException gone) {
      return 0;
    }
  }
}
