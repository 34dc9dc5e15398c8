package dev.consolegw.gateway.history.tail;

import dev.consolegw.gateway.history.store.Index;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The newest output of one console, in memory: what the disk does not have yet, and a little before
 * it, so that viewers at the live end never touch the disk.
 *
 * <pre>
 *   onDisk          written                      end
 *      │  (a hole)     │                          │
 *   ───┘            ┌──┴──────┬─────────┬─────────┤
 *        first ────▶│ chunk   │ chunk   │ chunk   │
 * </pre>
 *
 * Normally {@code onDisk == written}. When the disk does not follow, the oldest chunk is dropped,
 * written or not; then {@code written} jumps over the hole. Any thread; the lock is held only to
 * copy bytes. Chunks only ever grow, so the writer may write them without the lock.
 */
public final class MemoryTail {
  /** Bytes per chunk, and the memory that an active console has at least. */
  static final int CHUNK = 16 * 1024;

  /** Time marks that the index did not take yet; then the oldest are given up. */
  private static final int MOST_MARKS = 4096;

  /** Chunk {@code i} begins at {@code first + i * CHUNK}; all but the last are full. */
  private final ArrayList<byte[]> chunks = new ArrayList<>(0);

  private final ArrayList<Index.Mark> marks = new ArrayList<>(0);
  private final TailLimits limits;
  private final Totals totals;

  /** Nothing was printed at or before it. */
  private final long begin;

  private long first;
  private long onDisk;
  private long written;
  private long end;
  private long holeSince;
  private long markedAt = Long.MIN_VALUE / 2;
  private boolean sealed;

  /** Since when there is no connection, while nothing came after it; or -1. */
  private long downSince = -1;

  private long upAt = -1;

  /**
   * What all tails have together, in bytes.
   *
   * @param chunks memory
   * @param unwritten output that the disk does not have yet
   * @param lost output that the disk will never have, since the gateway started
   * @param used chunks that wait for their next use
   */
  public record Totals(AtomicLong chunks, AtomicLong unwritten, AtomicLong lost, Used used) {
    Totals() {
      this(new AtomicLong(), new AtomicLong(), new AtomicLong(), new Used());
    }
  }

  /**
   * Chunks that no tail has: under a flood, fresh ones would be most of what there is to collect.
   * Any thread.
   */
  static final class Used {
    /** At most, 1 MiB. */
    private static final int MOST = 64;

    private final ArrayDeque<byte[]> chunks = new ArrayDeque<>();

    synchronized byte[] orNew() {
      return chunks.isEmpty() ? new byte[CHUNK] : chunks.pop();
    }

    synchronized void add(byte[] chunk) {
      if (chunks.size() < MOST) {
        chunks.push(chunk);
      }
    }
  }

  /** Empty, at the place where numbering goes on. */
  MemoryTail(long end, TailLimits limits, Totals totals) {
    this(0, end, limits, totals);
  }

  /** The same of a console whose first byte has or had this offset. */
  MemoryTail(long begin, long end, TailLimits limits, Totals totals) {
    this.begin = begin;
    this.first = end;
    this.onDisk = end;
    this.written = end;
    this.end = end;
    this.limits = limits;
    this.totals = totals;
  }

  /** What the disk shall get next. */
  record Batch(long from, List<ByteBuffer> bytes, List<Index.Mark> marks) {}

  /** Where a byte is. */
  public enum Place {
    HERE,
    BELOW,
    HOLE,
    BEYOND
  }

  public synchronized long append(ByteBuffer bytes, long now) {
    if (sealed) {
      throw new IllegalStateException("the history is closed");
    }
    if (bytes.hasRemaining()) {
      markOutage(now);
      markTime(now);
    }
    while (bytes.hasRemaining()) {
      int used = (int) (end - first);
      if (used == chunks.size() * CHUNK) {
        makeRoom(now);
        used = (int) (end - first);
        chunks.add(totals.used.orNew());
      }
      int count = Math.min(bytes.remaining(), CHUNK - used % CHUNK);
      bytes.get(chunks.getLast(), used % CHUNK, count);
      end += count;
      totals.unwritten.addAndGet(count);
    }
    return end;
  }

  private void markTime(long now) {
    boolean clockWasSetBack = now < markedAt;
    if (now - markedAt >= Index.HOLDS_MS || clockWasSetBack) {
      markedAt = now;
      mark(now, Index.Kind.TIME);
    }
  }

  /** Only with the next byte: a line that comes and goes in silence leaves no marks. */
  private void markOutage(long now) {
    if (downSince >= 0) {
      mark(downSince, Index.Kind.DOWN);
      mark(upAt >= 0 ? upAt : now, Index.Kind.LINK);
      connectedAllAlong();
    }
  }

  private void mark(long millis, Index.Kind kind) {
    marks.add(new Index.Mark(millis, end, kind));
    if (marks.size() > MOST_MARKS) {
      marks.removeFirst();
    }
  }

  /** There is no connection since then; from now on output may be missed. */
  public synchronized void down(long since) {
    if (end > begin) {
      downSince = downSince >= 0 ? downSince : since;
      upAt = -1;
    }
  }

  public synchronized void up(long now) {
    upAt = now;
  }

  /** Nothing was missed after all. */
  public synchronized void connectedAllAlong() {
    downSince = -1;
    upAt = -1;
  }

  /** Since when there is no connection, while nothing came after it; or -1. */
  synchronized long downSince() {
    return downSince;
  }

  private void makeRoom(long now) {
    totals.chunks.addAndGet(CHUNK);
    boolean crowded = totals.unwritten.get() > limits.memory().bytes();
    boolean full = (chunks.size() + 1L) * CHUNK > limits.unwritten().bytes();
    if ((crowded || full) && !chunks.isEmpty()) {
      byte[] _ = dropOldest(now); // the writer may be writing it
    }
  }

  private byte[] dropOldest(long now) {
    byte[] oldest = chunks.removeFirst();
    totals.chunks.addAndGet(-CHUNK);
    first = Math.min(first + CHUNK, end);
    if (first > written) {
      holeSince = onDisk == written ? now : holeSince;
      movedTo(first);
      moveMarks();
    }
    return oldest;
  }

  /** The time that held where the hole ends now holds from there. */
  private void moveMarks() {
    long millis = -1;
    while (!marks.isEmpty() && marks.getFirst().offset() < written) {
      var mark = marks.removeFirst();
      millis = mark.kind() == Index.Kind.TIME ? mark.millis() : millis;
    }
    if (millis >= 0 && (marks.isEmpty() || marks.getFirst().offset() > written)) {
      marks.addFirst(new Index.Mark(millis, written, Index.Kind.TIME));
    }
  }

  public synchronized Place place(long from) {
    if (from >= end) {
      return Place.BEYOND;
    }
    if (from >= first) {
      return Place.HERE;
    }
    return from >= onDisk ? Place.HOLE : Place.BELOW;
  }

  /** Copies what is here; 0 when nothing is. */
  public synchronized int copy(long from, ByteBuffer into) {
    if (from < first) {
      return 0;
    }
    int total = 0;
    while (from + total < end && into.hasRemaining()) {
      int at = (int) (from + total - first);
      int inChunk = Math.min(CHUNK - at % CHUNK, (int) (end - from) - total);
      int count = Math.min(into.remaining(), inChunk);
      into.put(chunks.get(at / CHUNK), at % CHUNK, count);
      total += count;
    }
    return total;
  }

  /** The oldest unwritten bytes, at most {@code limit}, with the time marks among them. */
  synchronized Batch unwritten(int limit) {
    var bytes = new ArrayList<ByteBuffer>(1);
    long to = Math.min(end, written + limit);
    for (long at = written; at < to; ) {
      int inTail = (int) (at - first);
      int count = (int) Math.min(CHUNK - inTail % CHUNK, to - at);
      bytes.add(ByteBuffer.wrap(chunks.get(inTail / CHUNK), inTail % CHUNK, count));
      at += count;
    }
    return new Batch(written, bytes, marksBefore(to));
  }

  private List<Index.Mark> marksBefore(long to) {
    if (marks.isEmpty()) {
      return List.of();
    }
    return marks.stream().filter(mark -> mark.offset() < to).toList();
  }

  /**
   * The disk has everything before {@code to}, except for holes, and the last batch is not looked
   * at any more.
   */
  synchronized void wrote(long to) {
    onDisk = to;
    movedTo(Math.max(written, to));
    boolean crowded = 2 * totals.chunks.get() > limits.memory().bytes();
    long keep = crowded ? CHUNK : limits.recent().bytes();
    while (!chunks.isEmpty() && first + CHUNK <= written && end - first - CHUNK >= keep) {
      totals.used.add(dropOldest(0));
    }
  }

  private void movedTo(long to) {
    totals.unwritten.addAndGet(written - to);
    written = to;
  }

  /** Time marks that the index may not have yet, oldest first. */
  public synchronized List<Index.Mark> times() {
    return marks.stream().filter(mark -> mark.kind() == Index.Kind.TIME).toList();
  }

  /** The marks of connections that ended and came back which the index may not have yet. */
  public synchronized List<Index.Mark> links() {
    return marks.stream().filter(mark -> mark.kind() != Index.Kind.TIME).toList();
  }

  /** The index has these. */
  synchronized void marked(List<Index.Mark> done) {
    marks.removeAll(done);
  }

  /** Gives the memory back if the disk has everything. */
  synchronized boolean forget() {
    if (written < end) {
      return false;
    }
    totals.chunks.addAndGet(-(long) chunks.size() * CHUNK);
    chunks.forEach(totals.used::add);
    chunks.clear();
    chunks.trimToSize();
    marks.trimToSize();
    first = end;
    return true;
  }

  /** No byte is added any more. */
  public synchronized void seal() {
    sealed = true;
  }

  public synchronized long unwrittenBytes() {
    return end - written;
  }

  public synchronized long first() {
    return first;
  }

  synchronized long onDisk() {
    return onDisk;
  }

  synchronized long written() {
    return written;
  }

  public synchronized long end() {
    return end;
  }

  /** When the first byte of the present hole was dropped, in milliseconds since 1970. */
  public synchronized long holeSince() {
    return holeSince;
  }
}
