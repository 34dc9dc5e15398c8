package dev.consolegw.gateway.sftp.files;

import dev.consolegw.config.state.StateFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
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

  /**
   * Makes one, as the recording is now. Waits for the disk.
   *
   * @throws IOException when it cannot be had; the message is for the person
   */
  Document.Content make(CastText text) throws IOException {
    if (!free.tryAcquire()) {
      throw new IOException("too many recordings are being fetched; try again later");
    }
    var disk = new DocumentReader(text.history());
    Cast cast = null;
    try {
      cast = new Cast(disk.ask(this::file), disk);
      text.writeTo(cast::add);
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
    return new StateFile(folder.resolve(UUID.randomUUID() + ".cast")).open(OPTIONS);
  }

  /** One that is open. */
  private final class Cast implements Document.Content {
    private final FileChannel file;
    private final DocumentReader disk;
    private final AtomicBoolean closed = new AtomicBoolean();
    private long size;

    Cast(FileChannel file, DocumentReader disk) {
      this.file = file;
      this.disk = disk;
    }

    private void add(ByteBuffer line) throws IOException {
      while (line.hasRemaining()) {
        size += file.write(line);
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
          disk.ask(() -> {
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
          disk.history().diskThreads().execute(this::closeFile);
        } catch (RejectedExecutionException busy) {
          closeFile(); // rather wait for the disk than keep the file
        }
      }
    }

    private void closeFile() {
      try {
        file.close();
      } catch (IOException broken) {
        log.warn("event=cast-not-closed cause=\"{}\"", broken.toString());
      }
    }
  }
}
