package dev.consolegw.gateway.history;

import dev.consolegw.gateway.history.merge.BacklogMerge;
import dev.consolegw.gateway.history.store.HistoryMetadata;
import dev.consolegw.gateway.history.store.Index;
import dev.consolegw.gateway.history.store.OffsetRange;
import dev.consolegw.gateway.history.store.Recovery;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one console printed. Every byte has an absolute offset, for ever: across restarts, and also
 * when bytes before it are deleted. The newest output is in memory, the rest on disk.
 *
 * <p>The appender and readers at the live end never wait for the disk. Any thread may call anything
 * that does not say otherwise.
 */
public final class History implements Closeable {
  /** A backlog comes in one go; when nothing came for so long it is over. */
  private static final Duration BACKLOG_PAUSE = Duration.ofMillis(200);

  private static final Logger log = LoggerFactory.getLogger(History.class);

  private final DiskWriter.Store store;
  private final HistoryServices shared;
  private final DiskWriter writer;
  private final Executor diskThreads;
  private final BacklogMerge merge;
  private final Runnable whenClosed;
  private final boolean onlyRead;

  /** Where a read may look. */
  public enum Access {
    /** In memory only; never waits for the disk. */
    MEMORY,
    /** On disk too; only on a thread of {@link History#diskThreads}. */
    DISK
  }

  History(DiskWriter.Store store, HistoryServices shared, Runnable whenClosed) {
    this(store, shared, whenClosed, false);
  }

  private History(
      DiskWriter.Store store, HistoryServices shared, Runnable whenClosed, boolean onlyRead) {
    this.store = store;
    this.onlyRead = onlyRead;
    this.shared = shared;
    this.whenClosed = whenClosed;
    this.writer = new DiskWriter(store, shared);
    this.diskThreads = shared.threads().lane();
    this.merge = new BacklogMerge(this::newest, this::addNew, diskThreads);
  }

  /** What lies on disk, without a way to append. */
  static History onlyRead(DiskWriter.Store store, HistoryServices shared) {
    return new History(store, shared, () -> {}, true);
  }

  DiskWriter writer() {
    return writer;
  }

  /**
   * Adds output, which readers see at once and the disk has within 10 ms. Never waits for the disk:
   * when that does not follow, the oldest output that is not written is given up. One thread at a
   * time.
   *
   * @return the new {@link #end}
   * @throws IllegalStateException when closed
   */
  public long append(ByteBuffer bytes) {
    merge.over();
    return add(bytes);
  }

  private long add(ByteBuffer bytes) {
    long now = shared.clock().millis();
    long end = store.tail().append(bytes, now);
    writer.dirty(now);
    return end;
  }

  /**
   * Adds output that the wire repeats to every new connection: only what is not stored yet. That is
   * known when it is all there, thus with the next {@link #append}, or when nothing came for a
   * moment; until then readers see nothing of it. If it has nothing in common with what is stored,
   * all of it is new, and a {@link Outage} before it. As for {@code append}, one thread at a time;
   * a backlog right after another, and output right after one, wait for the disk, a second at most.
   *
   * @param shown called when what is new can be read later than that, on any thread; must not wait
   * @return the {@link #end} of what can be read now
   */
  public long appendBacklog(ByteBuffer bytes, Runnable shown) {
    if (!merge.collect(bytes)) {
      return add(bytes);
    }
    int soFar = merge.collected();
    shared
        .timer()
        .in(
            BACKLOG_PAUSE,
            () -> {
              if (merge.collected() == soFar) {
                var _ = backlogOver().thenRun(shown);
              }
            });
    return end();
  }

  /** What is known of the backlog is all of it. Done when what is new of it is appended. */
  public CompletableFuture<Void> backlogOver() {
    return merge.match();
  }

  private void addNew(ByteBuffer bytes, boolean continues) {
    if (continues) {
      store.tail().connectedAllAlong();
    } else {
      store.tail().down(shared.clock().millis());
    }
    if (bytes.hasRemaining()) {
      add(bytes);
    }
  }

  private byte[] newest(int atMost) {
    long end = end();
    long from = Math.max(start(), end - atMost);
    var bytes = ByteBuffer.allocate((int) Math.max(0, end - from));
    while (from < end && bytes.hasRemaining()) {
      switch (read(from, bytes, Access.DISK)) {
        case ReadResult.Bytes(int count) -> from += count;
        case ReadResult.Gap gap -> {
          from = Math.min(gap.resumesAt(), end);
          bytes.clear().limit((int) (end - from));
        }
        case ReadResult.Nothing _ -> from = end;
        case ReadResult.OnDisk _ -> throw new IllegalStateException("asked on disk, sent to disk");
      }
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  /** The connection ended: what is printed from now on may be missing. Any thread. */
  public void linkLost() {
    long now = shared.clock().millis();
    var _ = merge.end().thenRun(() -> store.tail().down(now));
  }

  /** There is a connection. If there was none for a while, a {@link Outage} will say so. */
  public void linkBack() {
    store.tail().up(shared.clock().millis());
  }

  /**
   * The first place at or after an offset where output may be missing though no offset is, if
   * output followed. Only on a disk thread.
   */
  public Optional<Outage> nextBreak(long from) {
    try {
      return new TimeIndex(store.index(), store.tail()).nextBreak(from);
    } catch (IOException unreadable) {
      cannotRead("index", unreadable);
      return Optional.empty();
    }
  }

  /**
   * The last breaks at or after an offset and before another, oldest first. Reads the index once;
   * only on a disk thread.
   */
  public List<Outage> lastBreaks(long from, long to, int atMost) {
    try {
      return new TimeIndex(store.index(), store.tail()).lastBreaks(from, to, atMost);
    } catch (IOException unreadable) {
      cannotRead("index", unreadable);
      return List.of();
    }
  }

  /** The first offset that is kept; {@link #end} when nothing is. */
  public long start() {
    return store.segments().start(store.tail().first());
  }

  /** The offset that the next byte gets. */
  public long end() {
    return store.tail().end();
  }

  /** Everything that is kept now, oldest first. */
  public List<OffsetRange> kept() {
    long end = store.tail().end();
    long first = store.tail().first(); // before the segments: what leaves the tail is in them
    return store.segments().kept(new OffsetRange(Math.min(first, end), end));
  }

  /**
   * Keeps everything from an offset on from being deleted, until {@link Pin#extend} says how far.
   */
  public Pin pin(long from) {
    return shared.pins().add(store.name(), from);
  }

  /** How many bytes the disk does not have yet. A reader that can be paused may keep this small. */
  public long unwritten() {
    return store.tail().unwrittenBytes();
  }

  /**
   * Tells when everything before an offset is on disk, or given up because the disk did not follow.
   * Completes on a disk thread, where what depends on it must be short; exceptionally if the
   * history is closed first.
   */
  public CompletableFuture<Void> written(long offset) {
    return writer.written(offset);
  }

  /** Notes something else than when it was opened; on disk in a moment. */
  public void note(Map<String, String> notes) {
    diskThreads.execute(() -> {
      try {
        var about = HistoryMetadata.read(store.directory());
        if (about.isPresent()) {
          about.get().with(notes).write(store.directory());
        }
      } catch (IOException failure) {
        log.warn("event=note-unwritten console={} cause=\"{}\"", store.name(), failure.toString());
      }
    });
  }

  /** Runs disk reads of this history, one at a time. */
  public Executor diskThreads() {
    return diskThreads;
  }

  /**
   * Copies bytes into a buffer that has room; fewer than fit when they do not lie together.
   *
   * @param from an offset, of a byte that was printed or not
   */
  public ReadResult read(long from, ByteBuffer into, Access access) {
    if (!into.hasRemaining()) {
      throw new IllegalArgumentException("the buffer has no room");
    }
    while (true) {
      int count = store.tail().copy(from, into);
      if (count > 0) {
        return new ReadResult.Bytes(count);
      }
      switch (store.tail().place(from)) {
        case BEYOND -> {
          return new ReadResult.Nothing();
        }
        case HOLE -> {
          var since = Instant.ofEpochMilli(store.tail().holeSince());
          return new ReadResult.Gap(store.tail().first(), ReadResult.Cause.DISK, since);
        }
        case BELOW -> {
          return access == Access.MEMORY ? new ReadResult.OnDisk() : fromDisk(from, into);
        }
        case HERE -> {
          // Appended since we looked.
        }
      }
    }
  }

  private ReadResult fromDisk(long from, ByteBuffer into) {
    writer.used(shared.clock().millis());
    try {
      int count = store.segments().read(from, into);
      return count > 0 ? new ReadResult.Bytes(count) : gap(from);
    } catch (IOException broken) {
      cannotRead(Long.toString(from), broken);
      long next = store.segments().nextAfter(from, store.tail().first());
      return new ReadResult.Gap(next, ReadResult.Cause.DISK, shared.clock().instant());
    }
  }

  private void cannotRead(String what, IOException why) {
    log.warn(
        "event=history-unread console={} at={} cause=\"{}\"", store.name(), what, why.toString());
  }

  private ReadResult.Gap gap(long from) throws IOException {
    long next = store.segments().nextAfter(from, store.tail().first());
    var why = store.index().gapBefore(next);
    var at =
        why.map(each -> Instant.ofEpochMilli(each.millis()))
            .or(() -> timeOf(next))
            .orElseGet(shared.clock()::instant);
    return new ReadResult.Gap(
        next, why.map(each -> cause(each.kind())).orElse(guess(from, next)), at);
  }

  /** The index does not say it: output was deleted, or only a kill goes on at such an offset. */
  private ReadResult.Cause guess(long from, long next) {
    if (next % Recovery.EPOCH == 0) {
      return ReadResult.Cause.KILL;
    }
    // Between what is pinned and the rest, output goes like that before the start.
    return from < start() || shared.pins().any(store.name())
        ? ReadResult.Cause.TRIMMED
        : ReadResult.Cause.UNKNOWN;
  }

  private static ReadResult.Cause cause(Index.Kind kind) {
    return switch (kind) {
      case KILL -> ReadResult.Cause.KILL;
      case DISK -> ReadResult.Cause.DISK;
      case DOWN, LINK -> ReadResult.Cause.LINK;
      case TIME, CLEAN -> ReadResult.Cause.UNKNOWN;
    };
  }

  /**
   * Where output begins that was printed at or after a time: none of that is missed, up to a second
   * of earlier output may be with it. {@link #start} when all is newer, {@link #end} when all is
   * older. Where the clock was set back, times occur twice, and the newer output counts. A search
   * by halves in the index; only on a disk thread.
   */
  public long offsetAt(Instant time) {
    try {
      return Math.max(new TimeIndex(store.index(), store.tail()).offsetAt(time), start());
    } catch (IOException unreadable) {
      cannotRead("index", unreadable);
      return start();
    }
  }

  /**
   * When the byte at an offset was printed: at this time or less than a second later. Nothing if it
   * is not printed yet, or if the index that knew is lost. Only on a disk thread.
   */
  public Optional<Instant> timeOf(long offset) {
    return spanOf(offset).map(TimedRange::at);
  }

  /**
   * The same, and how far that holds, so that a reader of many lines need not ask for each. Only on
   * a disk thread.
   */
  public Optional<TimedRange> spanOf(long offset) {
    try {
      return new TimeIndex(store.index(), store.tail()).spanOf(offset);
    } catch (IOException unreadable) {
      cannotRead("index", unreadable);
      return Optional.empty();
    }
  }

  /**
   * Where the last lines before an offset begin. A line that is not ended there counts; a gap ends
   * a line. Only on a disk thread.
   *
   * @param atMost bytes to look back
   */
  public long lineStart(long before, int lines, int atMost) {
    return new LineSearch(this, store.segments()).find(before, lines, atMost);
  }

  CompletableFuture<Void> startClose() {
    if (onlyRead) {
      return CompletableFuture.runAsync(writer::letGo, shared.threads());
    }
    return merge
        .end()
        .thenCompose(_ -> writer.close())
        .thenCompose(_ -> CompletableFuture.runAsync(() -> {}, diskThreads)) // what waits there
        .thenRun(whenClosed);
  }

  /**
   * Writes what is left and marks the end, so that numbering goes on here without a gap. Its
   * appender must have stopped. Waits for the disk, at most 10 s; not on a disk thread.
   */
  @Override
  public void close() throws IOException {
    try {
      startClose().get(Histories.CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException stalled) {
      throw new IOException("the disk does not answer; the history ends without a mark", stalled);
    } catch (ExecutionException bug) {
      throw new IOException("cannot close the history", bug);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
