package dev.consolegw.gateway.recording;

import static java.util.Objects.requireNonNull;

import dev.consolegw.config.state.StateFile;
import dev.consolegw.config.state.StateFolder;
import dev.consolegw.gateway.fault.Uncaught;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The file of a recording: lines that are only ever appended. Whoever appends does not wait; a disk
 * thread writes what has come, and opens the file only for that. After the first failure nothing
 * more is written.
 */
final class Sidecar {
  /** Characters that may wait for the disk. */
  static final int MOST = 1 << 20;

  /** How long one write may take before the disk counts as dead. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Path file;
  private final Executor disk;
  private final CompletableFuture<IOException> failed = new CompletableFuture<>();
  private final StringBuilder waiting = new StringBuilder();
  private CompletableFuture<Void> written = CompletableFuture.completedFuture(null);

  /**
   * @param disk runs file I/O, one task at a time
   */
  Sidecar(Path file, Executor disk) {
    this.file = file;
    this.disk = disk;
  }

  Path file() {
    return file;
  }

  /** Makes the file with its first line, on a disk thread. Completes with the reason it cannot. */
  CompletableFuture<Void> create(String first) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            StateFolder.make(requireNonNull(file.getParent()));
            var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            try (var channel = new StateFile(file).open(options)) {
              write(channel, first + '\n');
            }
          } catch (IOException failure) {
            throw new UncheckedIOException(failure);
          }
        },
        disk);
  }

  /** Adds a line. Never blocks. */
  void append(String line) {
    boolean tooMuch;
    synchronized (this) {
      tooMuch = waiting.length() + line.length() >= MOST;
      if (!tooMuch && !failed.isDone()) {
        waiting.append(line).append('\n');
        if (written.isDone()) {
          schedule();
        }
      }
    }
    if (tooMuch) {
      fail(new IOException("the disk does not follow"));
    }
  }

  /** Whether more may be appended that need not be: what must be has half of the room. */
  synchronized boolean isAhead() {
    return waiting.length() < MOST / 2 && !failed.isDone();
  }

  private void schedule() {
    var done = new CompletableFuture<Void>();
    written = done;
    try {
      disk.execute(() -> flush(done));
    } catch (RejectedExecutionException tooMuch) {
      done.complete(null); // the next line tries again
    }
  }

  private void flush(CompletableFuture<Void> done) {
    while (true) {
      String lines;
      synchronized (this) {
        lines = waiting.toString();
        waiting.setLength(0);
        if (lines.isEmpty() || failed.isDone()) {
          done.complete(null);
          break;
        }
      }
      try (var channel = FileChannel.open(file, StandardOpenOption.APPEND)) {
        write(channel, lines);
      } catch (IOException failure) {
        failed.complete(failure);
      }
    }
  }

  private static void write(FileChannel channel, String text) throws IOException {
    ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Done when what was appended until now is written, or never will be. */
  synchronized CompletableFuture<Void> written() {
    if (written.isDone() && !waiting.isEmpty() && !failed.isDone()) {
      schedule();
    }
    return written;
  }

  /** Completes when writing has failed. */
  CompletableFuture<IOException> failed() {
    return failed;
  }

  /** Gives up writing. */
  void fail(IOException why) {
    failed.complete(why);
  }

  /** Waits for the disk, not on one of its threads. */
  static void await(CompletableFuture<Void> what) throws IOException {
    try {
      what.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException dead) {
      throw new IOException("the disk does not answer", dead);
    } catch (ExecutionException failure) {
      Uncaught.pass(failure);
      throw failure.getCause() instanceof UncheckedIOException io
          ? io.getCause()
          : new IOException("the disk cannot be asked", failure.getCause());
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IOException("the gateway is stopping", stop);
    }
  }

  /** In a few words, without the name of the file. */
  static String reason(IOException failure) {
    return switch (failure) {
      case AccessDeniedException _ -> "no permission";
      case NoSuchFileException _ -> "its file is gone";
      case FileSystemException system when system.getReason() != null -> system.getReason();
      default -> String.valueOf(failure.getMessage());
    };
  }
}
