package dev.consolegw.gateway.sftp;

import dev.consolegw.gateway.history.History;
import dev.consolegw.gateway.recording.Asciicast;
import dev.consolegw.gateway.recording.Playback;
import dev.consolegw.gateway.recording.Recording;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asciicasts that are being fetched, each in a private file that loses its name as soon as it is
 * open: whatever becomes of the gateway, nothing stays. Any thread; the disk work is done on those
 * of the history.
 */
final class Casts {
  /** How many may be open at a time, of all sessions. */
  static final int MOST = 16;

  /** How long one may be, in bytes. */
  static final long LONGEST = 256L << 20;

  private static final Set<StandardOpenOption> OPTIONS =
      Set.of(
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.DELETE_ON_CLOSE);

  private static final Logger log = LoggerFactory.getLogger(Casts.class);

  private final Path folder;
  private final Semaphore free = new Semaphore(MOST);

  Casts(Path folder) {
    this.folder = folder;
  }

  /** Something to do on a disk thread. */
  private interface DiskWork<T> {
    T run() throws IOException;
  }

  /**
   * Makes one, as the recording is now. Waits for the disk.
   *
   * @throws IOException when it cannot be had; the message is for the person
   */
  Document.Content make(Recording recording, History history) throws IOException {
    if (!free.tryAcquire()) {
      throw new IOException("too many recordings are being fetched; try again later");
    }
    Cast cast = null;
    try {
      cast = new Cast(onDisk(history, this::file), history);
      cast.fill(recording);
      return cast;
    } catch (IOException failure) {
      if (cast == null) {
        free.release();
      } else {
        cast.close();
      }
      throw failure;
    }
  }

  private FileChannel file() throws IOException {
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    return FileChannel.open(folder.resolve(UUID.randomUUID() + ".cast"), OPTIONS, mode);
  }

  private static <T> T onDisk(History history, DiskWork<T> work) throws IOException {
    try {
      return CompletableFuture.supplyAsync(() -> unchecked(work), history.diskThreads())
          .orTimeout(HistoryDocument.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
          .join();
    } catch (RejectedExecutionException | CompletionException failure) {
      if (failure.getCause() instanceof TooLongException tooLong) {
        throw tooLong;
      }
      log.warn("recording cannot be read: cause=\"{}\"", String.valueOf(failure.getCause()));
      throw new IOException("this recording cannot be read; the gateway's log says why", failure);
    }
  }

  private static <T> T unchecked(DiskWork<T> work) {
    try {
      return work.run();
    } catch (IOException failure) {
      throw new CompletionException(failure);
    }
  }

  /** It has more than {@link #LONGEST} bytes. */
  private static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1;

    TooLongException() {
      super("this recording is too long for a file; fetch it with `recordings export`");
    }
  }

  /** One that is open. */
  private final class Cast implements Document.Content {
    private final FileChannel file;
    private final History history;
    private final AtomicBoolean closed = new AtomicBoolean();
    private long size;

    Cast(FileChannel file, History history) {
      this.file = file;
      this.history = history;
    }

    void fill(Recording recording) throws IOException {
      var lines = Asciicast.of(recording);
      var playback =
          onDisk(
              history,
              () -> {
                add(Asciicast.header(recording));
                return new Playback(recording, history);
              });
      try {
        while (onDisk(history, () -> more(playback, lines))) {}
      } finally {
        boolean _ =
            onDisk(
                history,
                () -> {
                  playback.close();
                  return true;
                });
      }
    }

    /** A few steps: others have their turn at the disk. */
    private boolean more(Playback playback, Asciicast lines) throws IOException {
      var steps = playback.next();
      for (var step : steps) {
        for (var line : lines.lines(step)) {
          add(line);
        }
      }
      return !steps.isEmpty();
    }

    private void add(String line) throws IOException {
      var bytes = ByteBuffer.wrap((line + '\n').getBytes(StandardCharsets.US_ASCII));
      if (size + bytes.remaining() > LONGEST) {
        throw new TooLongException();
      }
      while (bytes.hasRemaining()) {
        size += file.write(bytes);
      }
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public void read(long position, ByteBuffer into) throws IOException {
      into.limit((int) Math.min(into.limit(), into.position() + size - position));
      boolean _ =
          onDisk(
              history,
              () -> {
                long at = position;
                while (into.hasRemaining()) {
                  at += Math.max(0, file.read(into, at));
                }
                return true;
              });
    }

    @Override
    public void close() {
      if (!closed.getAndSet(true)) {
        free.release();
        try {
          history.diskThreads().execute(this::closeFile);
        } catch (RejectedExecutionException busy) {
          closeFile(); // rather wait for the disk than keep the file
        }
      }
    }

    private void closeFile() {
      try {
        file.close();
      } catch (IOException broken) {
        log.warn("cast cannot be closed: cause=\"{}\"", broken.toString());
      }
    }
  }
}
