package dev.consolegw.gateway.history;

import dev.consolegw.gateway.history.store.Index;
import dev.consolegw.gateway.history.store.Recovery;
import dev.consolegw.gateway.history.tail.DiskWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this gateway keeps of one console's output: first the tail in memory, then the segments and
 * the index on disk. Threads as {@link HistoryReader} says.
 */
final class StoredOutput implements HistoryReader.Opened {
  private static final Logger log = LoggerFactory.getLogger(StoredOutput.class);

  private final DiskWriter.Store store;
  private final HistoryServices shared;
  private final DiskWriter writer;
  private final TimeIndex times;
  private final Executor diskThreads;

  /**
   * Over the parts of one history.
   *
   * @param writer of the same parts
   */
  StoredOutput(DiskWriter.Store store, HistoryServices shared, DiskWriter writer) {
    this.store = store;
    this.shared = shared;
    this.writer = writer;
    this.times = new TimeIndex(store.index(), store.tail());
    this.diskThreads = shared.threads().lane();
  }

  @Override
  public long start() {
    return store.segments().start(store.tail().first());
  }

  @Override
  public long end() {
    return store.tail().end();
  }

  @Override
  public List<OffsetRange> kept() {
    long end = store.tail().end();
    long first = store.tail().first(); // before the segments: what leaves the tail is in them
    return store.segments().kept(Math.min(first, end), end).stream()
        .map(each -> new OffsetRange(each.start(), each.end()))
        .toList();
  }

  @Override
  public Pin pin(long from) {
    writer.makeFiles(); // whoever asks for what is pinned finds it, also when its console is gone
    return shared.pins().add(store.name(), from);
  }

  @Override
  public long unwritten() {
    return store.tail().unwrittenBytes();
  }

  @Override
  public CompletableFuture<Void> written(long offset) {
    return writer.written(offset);
  }

  @Override
  public Executor diskThreads() {
    return diskThreads;
  }

  @Override
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

  /** By halves in the index. */
  @Override
  public long offsetAt(Instant time) {
    return look(() -> Math.max(times.offsetAt(time), start())).orElseGet(this::start);
  }

  @Override
  public Optional<TimedRange> spanOf(long offset) {
    return look(() -> times.spanOf(offset)).flatMap(found -> found);
  }

  @Override
  public Optional<Outage> nextOutage(long from) {
    return look(() -> times.nextOutage(from)).flatMap(found -> found);
  }

  /** Reads the index once. */
  @Override
  public List<Outage> lastOutages(long from, long to, int atMost) {
    return look(() -> times.lastOutages(from, to, atMost)).orElse(List.of());
  }

  private interface Look<T> {
    T look() throws IOException;
  }

  /** What the index says; nothing when it cannot be read. */
  private <T> Optional<T> look(Look<T> at) {
    try {
      return Optional.of(at.look());
    } catch (IOException unreadable) {
      cannotRead("index", unreadable);
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    var closed = CompletableFuture.runAsync(writer::letGo, shared.threads());
    Histories.await(closed, "the disk does not answer; the files of the history stay open");
  }
}
