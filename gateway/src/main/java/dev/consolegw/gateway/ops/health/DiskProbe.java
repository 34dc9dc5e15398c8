package dev.consolegw.gateway.ops.health;

import dev.consolegw.config.state.StateFile;
import dev.consolegw.gateway.fault.Timer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Finds out whether the disk takes what is written, by writing a few bytes to a file of its own now
 * and then, and waiting until they are there. A disk that answers nothing keeps one thread, {@code
 * disk-probe}; whoever asks is answered from memory. Any thread.
 */
public final class DiskProbe implements Closeable {
  /** How often it writes. */
  static final Duration EVERY = Duration.ofSeconds(10);

  /** After so long without an answer the disk counts as standing still. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  static final String NAME = ".probe";

  private final Path file;
  private final InstantSource clock;
  private final Timer thread = new Timer("disk-probe", new ThreadPoolExecutor.DiscardPolicy());
  private volatile Answer last;

  /** What the disk has said last, and when; empty when it took what was written. */
  private record Answer(long at, Optional<String> trouble) {}

  /**
   * Writes nothing yet.
   *
   * @param folder where the gateway keeps its state
   * @param clock for ages
   */
  public DiskProbe(Path folder, InstantSource clock) {
    this.file = folder.resolve(NAME);
    this.clock = clock;
    this.last = new Answer(clock.millis(), Optional.empty());
  }

  /** Writes at once, and from now on. */
  public void start() {
    var _ = thread.scheduleWithFixedDelay(this::write, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Writes once. Waits for the disk. */
  void write() {
    last = new Answer(clock.millis(), attempt());
  }

  private Optional<String> attempt() {
    try {
      new StateFile(file).writeThrough(new byte[] {'\n'});
      return Optional.empty();
    } catch (IOException failure) {
      return Optional.of("the disk does not take what is written: " + failure.getMessage());
    }
  }

  /** What speaks against the disk, as a clause for a person. */
  public Optional<String> trouble() {
    var said = last;
    long silent = clock.millis() - said.at();
    return silent > PATIENCE.toMillis()
        ? Optional.of("the disk has answered nothing for " + silent / 1000 + " s")
        : said.trouble();
  }

  /** Writes no more, and takes its file away. */
  @Override
  public void close() throws IOException {
    thread.shutdownNow();
    boolean _ = Files.deleteIfExists(file);
  }
}
