package dev.consolegw.gateway.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
final class Segments {
  /** Many small segments come from many gaps; beyond this number the oldest go. */
  private static final int MOST = 512;

  private static final long SMALLEST_ROLL = 64 * 1024;
  private static final long LARGEST_ROLL = 4 * 1024 * 1024;

  private final Path directory;
  private final OpenFiles files;
  private final long keep;
  private final long roll;
  private final ArrayList<Extent> extents;

  /** What one file holds: from its first offset up to, not including, {@code end}. */
  record Extent(long start, long end) {
    long length() {
      return end - start;
    }
  }

  /** Goes on with what {@link Recovery} found, oldest first. */
  Segments(Path directory, OpenFiles files, long keep, List<Extent> found) {
    this.directory = directory;
    this.files = files;
    this.keep = keep;
    this.roll = Math.clamp(keep / 16, SMALLEST_ROLL, LARGEST_ROLL);
    this.extents = new ArrayList<>(found);
  }

  static Path file(Path directory, long start) {
    return directory.resolve("%019d.log".formatted(start));
  }

  /** First kept offset, or {@code otherwise} when nothing is kept. */
  synchronized long start(long otherwise) {
    return extents.isEmpty() ? otherwise : extents.getFirst().start;
  }

  /**
   * How much the next append may add at {@code from} so that the segment does not grow too long.
   */
  synchronized int room(long from) {
    long used = continues(from) ? extents.getLast().length() : 0;
    return (int) (roll - used);
  }

  private boolean continues(long from) {
    return !extents.isEmpty() && extents.getLast().end == from && extents.getLast().length() < roll;
  }

  /**
   * Adds bytes, in a new file after a gap and when the last one is full. Without bytes it only
   * makes sure that there is a file to go on with.
   *
   * @return the offset up to which bytes got to the disk, also when that is not all of them
   */
  Written append(long from, List<ByteBuffer> bytes) {
    boolean fresh;
    Extent last;
    synchronized (this) {
      fresh = !continues(from);
      last = fresh ? new Extent(from, from) : extents.getLast();
    }
    try {
      if (!fresh && !isIntact(last)) {
        // Somebody cut or removed it. What is added must not stand at a wrong offset.
        files.forget(file(directory, last.start));
        last = new Extent(from, from);
        fresh = true;
      }
      write(last.start, from, fresh, bytes);
      return new Written(end(from), null);
    } catch (IOException broken) {
      return new Written(end(from), broken);
    }
  }

  /** How far an append came, and what stopped it. */
  record Written(long to, @Nullable IOException failure) {}

  private boolean isIntact(Extent last) throws IOException {
    try {
      return Files.size(file(directory, last.start)) == last.length();
    } catch (NoSuchFileException gone) {
      return false;
    }
  }

  private void write(long start, long from, boolean fresh, List<ByteBuffer> bytes)
      throws IOException {
    var all = bytes.toArray(ByteBuffer[]::new);
    if (fresh) {
      Files.createDirectories(directory, Histories.PRIVATE_DIRECTORY);
    }
    files.use(
        file(directory, start),
        OpenFiles.APPEND,
        channel -> {
          if (fresh && channel.size() > 0) {
            throw new IOException("a new segment holds bytes of somebody else; move it away");
          }
          long to = from;
          while (all.length > 0 && all[all.length - 1].hasRemaining()) {
            to += channel.write(all);
            grown(new Extent(start, to));
          }
          return to;
        });
  }

  private synchronized long end(long from) {
    return !extents.isEmpty() && extents.getLast().end > from ? extents.getLast().end : from;
  }

  private synchronized void grown(Extent last) {
    if (!extents.isEmpty() && extents.getLast().start == last.start) {
      extents.removeLast();
    }
    extents.add(last);
  }

  /** Deletes the oldest files while there are too many bytes, but never the newest file. */
  void trim(Index index) throws IOException {
    boolean trimmed = false;
    for (var oldest = tooMuch(index); oldest != null; oldest = tooMuch(index)) {
      var file = file(directory, oldest.start);
      forget(oldest);
      files.forget(file);
      Files.deleteIfExists(file);
      trimmed = true;
    }
    if (trimmed) {
      index.trim(start(0));
    }
  }

  private synchronized @Nullable Extent tooMuch(Index index) {
    long total = index.size();
    for (var extent : extents) {
      total += extent.length();
    }
    boolean over = total > keep || extents.size() > MOST;
    return over && extents.size() > 1 ? extents.getFirst() : null;
  }

  private synchronized void forget(Extent extent) {
    extents.remove(extent);
  }

  /** Reads what is kept at an offset; 0 when nothing is. */
  int read(long from, ByteBuffer into) throws IOException {
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

  /** What is kept here and in the tail, oldest first; neighbours are one. */
  List<Stretch> kept(Stretch tail) {
    List<Extent> files;
    synchronized (this) {
      files = List.copyOf(extents);
    }
    var kept = new ArrayList<Stretch>();
    for (var file : files) {
      join(kept, file.start, Math.min(file.end, tail.to()));
    }
    join(kept, tail.from(), tail.to());
    return kept;
  }

  private static void join(List<Stretch> kept, long from, long to) {
    if (from >= to) {
      return;
    }
    if (!kept.isEmpty() && kept.getLast().to() >= from) {
      var last = kept.removeLast();
      kept.add(new Stretch(last.from(), Math.max(last.to(), to)));
    } else {
      kept.add(new Stretch(from, to));
    }
  }

  /** The first kept offset after {@code offset}, or {@code otherwise}. */
  synchronized long nextAfter(long offset, long otherwise) {
    for (var extent : extents) {
      if (extent.start > offset && extent.length() > 0) {
        return extent.start;
      }
    }
    return otherwise;
  }

  /** Where the last kept bytes before {@code offset} end; {@code otherwise} when there are none. */
  synchronized long endBefore(long offset, long otherwise) {
    long end = otherwise;
    for (var extent : extents) {
      if (extent.start < offset && extent.length() > 0) {
        end = Math.min(extent.end, offset);
      }
    }
    return end;
  }
}
