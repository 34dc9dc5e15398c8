package dev.consolegw.gateway.console.memory;

import dev.consolegw.config.state.StateFile;
import dev.consolegw.gateway.directory.ConsoleId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a {@link StaleLoginRecord} over a restart of the gateway: one line in a small file, none
 * when there is nothing to know. What cannot be read is nothing; what cannot be written is logged,
 * no more.
 *
 * <p>Any thread, but {@link #read} waits for the disk. Of what is saved in a row only the last is
 * written.
 */
public final class StaleLoginFile {
  /** A larger file is none of ours. */
  static final int LARGEST = 16 * 1024;

  private static final Logger log = LoggerFactory.getLogger(StaleLoginFile.class);

  private final Path folder;
  private final ConsoleId console;
  private final Executor disk;
  private final AtomicReference<@Nullable Optional<StaleLoginRecord>> wanted =
      new AtomicReference<>();

  /**
   * @param folder where the file of each console is
   * @param disk runs one thing at a time
   */
  StaleLoginFile(Path folder, ConsoleId console, Executor disk) {
    this.folder = folder;
    this.console = console;
    this.disk = disk;
  }

  /** Made for each use: most consoles have no use for it. */
  private Path file() {
    return folder.resolve(ConsoleFileName.of(console));
  }

  /** What it says. Only on a thread that may wait for files. */
  Optional<StaleLoginRecord> read() {
    try {
      return new StateFile(file())
          .read(LARGEST)
          .flatMap(it -> StaleLoginRecord.parse(new String(it, StandardCharsets.US_ASCII)));
    } catch (IOException broken) {
      log.warn("event=stale-login-file-unread file={} cause=\"{}\"", file(), broken.toString());
      return Optional.empty();
    }
  }

  /** Writes this, soon; nothing removes the file. */
  void save(Optional<StaleLoginRecord> trace) {
    if (wanted.getAndSet(trace) == null) {
      try {
        disk.execute(this::write);
      } catch (RejectedExecutionException crowded) {
        wanted.set(null); // the next one is written
      }
    }
  }

  private void write() {
    var trace = wanted.getAndSet(null);
    if (trace == null) {
      return;
    }
    try {
      if (trace.isEmpty()) {
        Files.deleteIfExists(file());
      } else {
        new StateFile(file())
            .write((trace.get().line() + '\n').getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException broken) {
      log.warn("event=stale-login-file-unwritten file={} cause=\"{}\"", file(), broken.toString());
    }
  }
}
