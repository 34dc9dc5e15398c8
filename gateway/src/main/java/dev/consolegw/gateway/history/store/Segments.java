package dev.consolegw.gateway.history.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one history on disk: plain files, each named by the offset of its first byte, {@code
 * 0000000000000000000.log}. Inside a file there is no gap; after a gap comes a new file.
 *
 * <p>What is asked about offsets is answered from memory on any thread; {@link #append}, {@link
 * #read} and {@link #trim} are for disk threads, and {@code append} and {@code trim} for one at a
 * time. The lock is never held over I/O.
 */
public final class Segments {
  /** Many small segments come from many gaps; beyond this number the oldest go. */
  private static final int MOST = 512;

  private static final long SMALLEST_ROLL = 64 * 1024;
  private static final long LARGEST_ROLL = 4 * 1024 * 1024;

  private final Path directory;
  private final OpenFiles files;
  private volatile RetentionRule rule;
  private final Held held;
  private final ArrayList<Extent> extents;
  private final NewestSegment newest;

  /** Bytes of all extents. */
  private long total;

  /** Less than {@link #rule} when all consoles together have too much. */
  private volatile long allowed;

  /** When the oldest file that may go was finished, once somebody had to know. */
  private volatile long oldest = Long.MIN_VALUE;

  /** What one file holds: from its first offset up to, not including, {@code end}. */
  public record Extent(long start, long end) {
    long length() {
      return end - start;
    }
  }

  /** Whether somebody holds a byte of a file. Takes no lock of ours. */
  @FunctionalInterface
  public interface Held {
    boolean isHeld(long start, long end);
  }

  /**
   * Bytes on disk.
   *
   * @param held by pins
   * @param free to be deleted if they must
   */
  public record Size(long held, long free) {}

  /** Goes on with what {@link Recovery} found, oldest first. */
  public Segments(
      Path directory, OpenFiles files, RetentionRule rule, Held held, List<Extent> found) {
    this.directory = directory;
    this.files = files;
    this.rule = rule;
    this.held = held;
    this.allowed = rule.bytes().bytes();
    this.extents = new ArrayList<>(found);
    this.newest = new NewestSegment(directory, files);
    found.forEach(extent -> total += extent.length());
  }

  private long roll() {
    return Math.clamp(allowed / 16, SMALLEST_ROLL, LARGEST_ROLL);
  }

  static Path file(Path directory, long start) {
    return directory.resolve("%019d.log".formatted(start));
  }

  /** First kept offset, or {@code otherwise} when nothing is kept. */
  public synchronized long start(long otherwise) {
    return extents.isEmpty() ? otherwise : extents.getFirst().start;
  }

  /**
   * How much the next append may add at {@code from} so that the segment does not grow too long.
   */
  public synchronized int room(long from) {
    long used = continues(from) ? extents.getLast().length() : 0;
    return (int) Math.max(0, roll() - used);
  }

  private boolean continues(long from) {
    return !extents.isEmpty()
        && extents.getLast().end == from
        && extents.getLast().length() < roll();
  }

  /**
   * Adds bytes, in a new file after a gap and when the last one is full. Without bytes it only
   * makes sure that there is a file to go on with.
   *
   * @return the offset up to which bytes got to the disk, also when that is not all of them
   */
  public Written append(long from, List<ByteBuffer> bytes) {
    boolean fresh;
    Extent last;
    synchronized (this) {
      fresh = !continues(from);
      last = fresh ? new Extent(from, from) : extents.getLast();
    }
    try {
      if (!fresh && !newest.isIntact(last.start, last.length())) {
        // Somebody cut or removed it. What is added must not stand at a wrong offset.
        newest.abandon(last.start);
        last = new Extent(from, from);
        fresh = true;
      }
      if (fresh) {
        newest.begin(last.start);
      }
      if (!bytes.isEmpty()) {
        long start = last.start;
        newest.append(start, bytes, count -> grown(start, from + count));
      }
      return new Written(end(from), null);
    } catch (IOException broken) {
      return new Written(end(from), broken);
    }
  }

  /** How far an append came, and what stopped it. */
  public record Written(long to, @Nullable IOException failure) {}

  private synchronized long end(long from) {
    return !extents.isEmpty() && extents.getLast().end > from ? extents.getLast().end : from;
  }

  private synchronized void grown(long start, long end) {
    if (!extents.isEmpty() && extents.getLast().start == start) {
      total -= extents.removeLast().length();
    }
    extents.add(new Extent(start, end));
    total += end - start;
  }

  /** Deletes the oldest files while there are too many bytes, but never the newest file. */
  public void trim(Index index) throws IOException {
    boolean trimmed = false;
    for (var old = tooMuch(index); old != null; old = tooMuch(index)) {
      delete(old);
      trimmed = true;
    }
    if (trimmed) {
      index.trim(start(0));
    }
  }

  private void delete(Extent extent) throws IOException {
    var file = file(directory, extent.start);
    forget(extent);
    files.forget(file);
    Files.deleteIfExists(file);
  }

  private synchronized @Nullable Extent tooMuch(Index index) {
    if (total + index.size() <= allowed && extents.size() <= MOST) {
      return null;
    }
    long free = index.size();
    int count = 0;
    @Nullable Extent first = null;
    for (var extent : extents) {
      if (!isHeld(extent)) {
        free += extent.length();
        count++;
        first = first == null ? extent : first;
      }
    }
    boolean over = free > allowed || count > MOST;
    return over && first != null && !first.equals(extents.getLast()) ? first : null;
  }

  private boolean isHeld(Extent extent) {
    return extent.length() > 0 && held.isHeld(extent.start, extent.end);
  }

  public synchronized Size size(Index index) {
    long pinned = 0;
    for (var extent : extents) {
      pinned += isHeld(extent) ? extent.length() : 0;
    }
    return new Size(pinned, total - pinned + index.size());
  }

  /** Keeps by another rule from now on; what is due by it goes with the next {@link #sweep}. */
  public void keep(RetentionRule other) {
    rule = other;
    allowed = other.bytes().bytes();
  }

  /** Keeps at most so much from now on, if that is less than is kept anyway. */
  public void allow(long most) {
    allowed = Math.min(rule.bytes().bytes(), most);
  }

  /** Whether {@link #sweep} may have something to do. Any thread, no I/O. */
  public boolean isDue(Index index, long now) {
    return size(index).free() > allowed || (rule.time().isPresent() && now >= expiry());
  }

  private long expiry() {
    long after = rule.time().map(Duration::toMillis).orElse(Long.MAX_VALUE);
    return oldest == Long.MIN_VALUE ? oldest : oldest + Math.min(after, Long.MAX_VALUE / 2);
  }

  /**
   * Deletes what is too much or too old, the newest file too if it must be: then an empty one says
   * where numbering goes on.
   */
  public void sweep(Index index, long now) throws IOException {
    trim(index);
    var age = new SegmentAge(directory, index);
    for (var first = firstFree(); first != null; first = firstFree()) {
      oldest = age.of(first);
      boolean tooOld = rule.time().isPresent() && now >= expiry();
      boolean tooMuch = allowed < rule.bytes().bytes() && first.length() > allowed;
      if (!tooOld && !tooMuch) {
        break;
      }
      goOnAfter(first);
      delete(first);
      index.trim(start(0));
    }
    if (size(index).held() > 0) {
      oldest = Long.MIN_VALUE; // what is held may be older, and let go at any time
    } else if (firstFree() == null) {
      oldest = now;
    }
  }

  private synchronized @Nullable Extent firstFree() {
    return extents.stream()
        .filter(extent -> extent.length() > 0 && !isHeld(extent))
        .findFirst()
        .orElse(null);
  }

  private void goOnAfter(Extent extent) throws IOException {
    boolean isLast;
    synchronized (this) {
      isLast = extents.getLast().equals(extent);
    }
    if (isLast) {
      newest.begin(extent.end);
      grown(extent.end, extent.end);
    }
  }

  /** Closes the files; the next use opens them again. */
  public void letGo() throws IOException {
    newest.letGo();
  }

  /** Whether no byte is kept. */
  public synchronized boolean isEmpty() {
    return extents.stream().allMatch(extent -> extent.length() == 0);
  }

  /** Removes also the empty file that says where numbering goes on. */
  public void vanish() throws IOException {
    for (var extent : now()) {
      delete(extent);
    }
  }

  private synchronized List<Extent> now() {
    return List.copyOf(extents);
  }

  private synchronized void forget(Extent extent) {
    if (extents.remove(extent)) {
      total -= extent.length();
    }
  }

  /** Reads what is kept at an offset; 0 when nothing is. */
  public int read(long from, ByteBuffer into) throws IOException {
    var extent = at(from);
    if (extent == null) {
      return 0;
    }
    int limit = into.limit();
    try {
      into.limit((int) Math.min(limit, into.position() + extent.end - from));
      int count =
          files.use(
              file(directory, extent.start),
              OpenFiles.READ,
              channel -> channel.read(into, from - extent.start));
      if (count <= 0) {
        cut(extent, from);
      }
      return Math.max(count, 0);
    } catch (NoSuchFileException gone) {
      forget(extent);
      return 0;
    } finally {
      into.limit(limit);
    }
  }

  /** The file is shorter than was thought: a stranger cut it. */
  private synchronized void cut(Extent extent, long end) {
    int at = extents.indexOf(extent);
    if (at >= 0) {
      extents.set(at, new Extent(extent.start, end));
      total -= extent.end - end;
    }
  }

  private synchronized @Nullable Extent at(long offset) {
    for (int i = extents.size() - 1; i >= 0; i--) {
      var extent = extents.get(i);
      if (offset >= extent.start) {
        return offset < extent.end ? extent : null;
      }
    }
    return null;
  }

  /**
   * What is kept here and in the tail, oldest first; neighbours are one.
   *
   * @param first offset of the tail
   * @param end of the tail
   */
  public List<Extent> kept(long first, long end) {
    var kept = new ArrayList<Extent>();
    for (var file : now()) {
      join(kept, file.start, Math.min(file.end, end));
    }
    join(kept, first, end);
    return kept;
  }

  private static void join(List<Extent> kept, long from, long to) {
    if (from < to && !kept.isEmpty() && kept.getLast().end >= from) {
      var last = kept.removeLast();
      kept.add(new Extent(last.start, Math.max(last.end, to)));
    } else if (from < to) {
      kept.add(new Extent(from, to));
    }
  }

  /** The first kept offset after {@code offset}, or {@code otherwise}. */
  public synchronized long nextAfter(long offset, long otherwise) {
    for (var extent : extents) {
      if (extent.start > offset && extent.length() > 0) {
        return extent.start;
      }
    }
    return otherwise;
  }
}
