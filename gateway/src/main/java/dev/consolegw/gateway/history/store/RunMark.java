package dev.consolegw.gateway.history.store;

import dev.consolegw.config.state.StateFile;
import dev.consolegw.config.state.StateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code .running}, there from a start to the next close in order. It stands for the files
 * of all consoles that have printed nothing and so have none: whoever finds it at a start knows
 * that somebody may have been shown first output of theirs that never came to the disk, and lets
 * new histories begin at other offsets.
 *
 * <p>Waits for the disk; one thread at a time, but for {@link #keep}, which any may call.
 */
public final class RunMark {
  private static final String NAME = ".running";

  private static final Logger log = LoggerFactory.getLogger(RunMark.class);

  private final Path directory;
  private final boolean placed;
  private volatile boolean kept;

  private RunMark(Path directory, boolean placed) {
    this.directory = directory;
    this.placed = placed;
  }

  /**
   * Makes the mark and forces it to the disk. One that is there is of a gateway that was killed:
   * then new histories begin beyond those that it may have begun.
   */
  public static RunMark place(Path directory, RemovedHighWater highWater) {
    var mark = directory.resolve(NAME);
    try {
      if (Files.exists(mark)) {
        highWater.passNew();
      } else {
        new StateFile(mark).writeThrough(new byte[0]);
      }
      return new RunMark(directory, true);
    } catch (IOException failure) {
      log.warn(
          "event=run-unmarked file={} cause=\"{}\" hint=\"until the next start, a console has"
              + " files as soon as it is opened\"",
          mark,
          failure.toString().replace('"', '\''));
      return new RunMark(directory, false);
    }
  }

  /** Whether it is on disk: only then may a history be without files. */
  public boolean isPlaced() {
    return placed;
  }

  /** It shall stay: somebody was shown what the disk did not take. */
  public void keep() {
    kept = true;
  }

  /**
   * Takes it away, once what was printed is in files.
   *
   * @throws IOException when that cannot be; the next start then takes this for a kill
   */
  public void remove() throws IOException {
    if (placed && !kept) {
      StateFolder.sync(directory); // the names of these files come before the end of the mark
      Files.deleteIfExists(directory.resolve(NAME));
    }
  }
}
