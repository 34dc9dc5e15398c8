package dev.consolegw.gateway.history;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Output that is kept by somebody else, as a replica would: pieces in memory, no file. All of it
 * counts as on disk, whose thread is the caller's. A test's thread.
 */
public final class RememberedOutput implements HistoryReader {
  private final List<Piece> pieces = new ArrayList<>();
  private final List<Outage> outages = new ArrayList<>();

  private record Piece(long from, ByteBuffer bytes, Instant at) {
    long end() {
      return from + bytes.remaining();
    }

    boolean has(long offset) {
      return from <= offset && offset < end();
    }
  }

  /** Printed at an offset, before which nothing else is kept than what was added earlier. */
  public void add(long from, byte[] bytes, Instant at) {
    pieces.add(new Piece(from, ByteBuffer.wrap(bytes), at));
  }

  /** Not connected between two times; {@code offset} came afterwards. */
  public void missed(long offset, Instant from, Instant until) {
    outages.add(new Outage(offset, from, until));
  }

  @Override
  public long start() {
    return pieces.isEmpty() ? 0 : pieces.getFirst().from;
  }

  @Override
  public long end() {
    return pieces.isEmpty() ? 0 : pieces.getLast().end();
  }

  @Override
  public List<OffsetRange> kept() {
    var kept = new ArrayList<OffsetRange>();
    for (var piece : pieces) {
      boolean goesOn = !kept.isEmpty() && kept.getLast().to() == piece.from;
      kept.add(new OffsetRange(goesOn ? kept.removeLast().from() : piece.from, piece.end()));
    }
    return kept;
  }

  @Override
  public ReadResult read(long from, ByteBuffer into, Access access) {
    if (from >= end()) {
      return new ReadResult.Nothing();
    }
    if (access == Access.MEMORY) {
      return new ReadResult.OnDisk();
    }
    for (var piece : pieces) {
      if (piece.has(from)) {
        int count = (int) Math.min(into.remaining(), piece.end() - from);
        into.put(piece.bytes.slice((int) (from - piece.from), count));
        return new ReadResult.Bytes(count);
      }
      if (piece.from > from) {
        return new ReadResult.Gap(piece.from, ReadResult.Cause.UNKNOWN, piece.at);
      }
    }
    throw new AssertionError("before the end, and in no piece nor before one");
  }

  @Override
  public long offsetAt(Instant time) {
    return pieces.stream()
        .filter(each -> !each.at.isBefore(time))
        .mapToLong(Piece::from)
        .findFirst()
        .orElse(end());
  }

  @Override
  public Optional<TimedRange> spanOf(long offset) {
    return pieces.stream()
        .filter(each -> each.has(offset))
        .findFirst()
        .map(each -> new TimedRange(each.at, each.end()));
  }

  @Override
  public Optional<Outage> nextOutage(long from) {
    return outages.stream().filter(each -> each.offset() >= from).findFirst();
  }

  @Override
  public List<Outage> lastOutages(long from, long to, int atMost) {
    var found =
        outages.stream().filter(each -> each.offset() >= from && each.offset() < to).toList();
    return found.subList(Math.max(0, found.size() - atMost), found.size());
  }

  @Override
  public Pin pin(long from) {
    throw new UnsupportedOperationException("nothing is deleted here");
  }

  @Override
  public long unwritten() {
    return 0;
  }

  @Override
  public CompletableFuture<Void> written(long offset) {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public Executor diskThreads() {
    return Runnable::run;
  }
}
