package dev.consolegw.gateway.sftp.files;

import dev.consolegw.authz.Person;
import dev.consolegw.config.state.StateFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
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

  /** How many of them may be of one person. */
  static final int PER_PERSON = 2;

  /** One that is not read for so long is closed; whoever reads on opens it again. */
  static final Duration IDLE = Duration.ofMinutes(2);

  private static final Set<StandardOpenOption> OPTIONS =
      Set.of(
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.DELETE_ON_CLOSE);

  private static final Logger log = LoggerFactory.getLogger(Casts.class);

  private final Path folder;
  private final LongSupplier nanoTime;

  // Guarded by this: places taken, those refused since they last had one, and what can be idle.
  private final Map<Set<Person>, Integer> taken = new HashMap<>();
  private final Set<Set<Person>> refused = new HashSet<>();
  private final Set<Cast> open = new HashSet<>();

  Casts(Path folder, LongSupplier nanoTime) {
    this.folder = folder;
    this.nanoTime = nanoTime;
  }

  /**
   * Makes one, as the recording is now. Waits for the disk.
   *
   * @throws IOException when it cannot be had; the message is for the person
   */
  Document.Content make(CastText text, Set<Person> person) throws IOException {
    admit(person);
    var disk = new DocumentReader(text.history());
    Cast cast = null;
    try {
      cast = new Cast(disk.ask(this::file), disk, person);
      text.writeTo(cast::add);
      begin(cast);
      return cast;
    } catch (IOException failure) {
      if (cast == null) {
        leave(person);
      } else {
        cast.close();
      }
      throw failure;
    }
  }

  private synchronized void admit(Set<Person> person) throws IOException {
    int theirs = taken.getOrDefault(person, 0);
    int all = taken.values().stream().mapToInt(Integer::intValue).sum();
    if (theirs < PER_PERSON && all < MOST) {
      taken.put(person, theirs + 1);
      refused.remove(person);
      return;
    }
    if (refused.add(person)) {
      log.info("event=too-many-casts user={} theirs={} in-all={}", person, theirs, all);
    }
    throw new IOException(
        theirs >= PER_PERSON
            ? "you have %d recordings open; close one, or fetch them one after the other"
                .formatted(theirs)
            : "too many recordings are being fetched; try again later");
  }

  private synchronized void leave(Set<Person> person) {
    taken.computeIfPresent(person, (_, count) -> count == 1 ? null : count - 1);
    refused.remove(person);
  }

  private synchronized void begin(Cast cast) {
    cast.readAt = nanoTime.getAsLong();
    open.add(cast);
  }

  /** Closes what nobody has read for {@link #IDLE}. Does not wait. */
  void closeIdle() {
    Set<Cast> idle;
    synchronized (this) {
      long now = nanoTime.getAsLong();
      idle = new HashSet<>(open);
      idle.removeIf(cast -> now - cast.readAt < IDLE.toNanos());
    }
    idle.forEach(Cast::close);
  }

  private FileChannel file() throws IOException {
    return new StateFile(folder.resolve(UUID.randomUUID() + ".cast")).open(OPTIONS);
  }

  /** One that is open. */
  private final class Cast implements Document.Content {
    private final FileChannel file;
    private final DocumentReader disk;
    private final Set<Person> person;
    private volatile long readAt;
    private final AtomicBoolean closed = new AtomicBoolean();
    private long size;

    Cast(FileChannel file, DocumentReader disk, Set<Person> person) {
      this.file = file;
      this.disk = disk;
      this.person = person;
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
      readAt = nanoTime.getAsLong();
      if (closed.get()) {
        throw new IOException(
            "this recording was closed, for it was not read for %d minutes; open it again"
                .formatted(IDLE.toMinutes()));
      }
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
        synchronized (Casts.this) {
          open.remove(this);
        }
        leave(person);
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
