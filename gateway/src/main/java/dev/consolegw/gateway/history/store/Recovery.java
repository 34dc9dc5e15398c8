package dev.consolegw.gateway.history.store;

import dev.consolegw.config.state.StateFile;
import dev.consolegw.config.state.StateFolder;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides where the numbering of a history goes on, so that an offset once shown is never used for
 * another byte.
 *
 * <p>Output is shown before it is written. So after a kill nobody knows which offsets were shown,
 * only that they end less than {@link #EPOCH} bytes behind the disk, and numbering goes on at the
 * next multiple of that. After a close in order it goes on without a gap.
 *
 * <p>How a close in order is known: the index then ends in {@code clean} and the offset at which
 * the segments end. That line is cut off, and the cut forced to the disk, before the history is
 * handed out, thus before its first append. It comes back only when nothing can be appended any
 * more. Whatever happens in between leaves no {@code clean} at the end.
 *
 * <p>After a kill the new start is a segment file, empty and forced to the disk, before the history
 * is handed out: a second kill finds it even if the index is lost. Where there was nothing, there
 * are no files before the first output; a kill before that is known by the {@link RunMark}.
 *
 * <p>One thread for each history, which waits for its files: no virtual one.
 */
public final class Recovery {
  /** More than can be shown and unwritten; a viewer recognises such an offset by eye, too. */
  public static final long EPOCH = 1L << 32;

  private static final Pattern SEGMENT = Pattern.compile("(\\d{19})\\.log");

  private final Path directory;
  private final InstantSource clock;
  private final long firstOffset;
  private final Index index;

  private Recovery(Path directory, InstantSource clock, long firstOffset) {
    this.directory = directory;
    this.clock = clock;
    this.firstOffset = firstOffset;
    this.index = new Index(directory);
  }

  /**
   * Where a history goes on.
   *
   * @param closedAt when it was closed in order, in milliseconds since 1970; -1 if it was not
   * @param failure why that could not be made sure on disk
   */
  public record Found(
      List<Segments.Extent> extents,
      Index index,
      long end,
      long closedAt,
      @Nullable IOException failure) {

    /** Does one thing more, unless the disk has failed already; if it fails now, that is said. */
    public Found and(Write more) {
      if (failure == null) {
        try {
          more.write();
        } catch (IOException broken) {
          return new Found(extents, index, end, closedAt, broken);
        }
      }
      return this;
    }
  }

  /** Something that is written beside. */
  @FunctionalInterface
  public interface Write {
    void write() throws IOException;
  }

  /**
   * Reads and repairs the directory; disk thread.
   *
   * @param firstOffset where a history begins of which nothing is there
   */
  public static Found recover(Path directory, InstantSource clock, long firstOffset) {
    return new Recovery(directory, clock, firstOffset).run();
  }

  /**
   * A history that has no files, and gets them with its first output; waits for nothing. Only while
   * there is a {@link RunMark} in the place of them.
   *
   * @param firstOffset where it begins
   */
  public static Found nothing(Path directory, long firstOffset) {
    return new Found(List.of(), new Index(directory), firstOffset, -1, null);
  }

  private Found run() {
    List<Segments.Extent> extents = List.of();
    try {
      if (createDirectory()) {
        sync(directory.toAbsolutePath().getParent());
      }
      extents = tidy(scan(directory));
      boolean indexed = index.load();
      if (extents.isEmpty() && !indexed) {
        return startAt(firstOffset, List.of(), null);
      }
      return goOn(extents, indexed);
    } catch (IOException broken) {
      // Nobody shall be locked out by a broken disk. The clock, in steps of 16 s, gives an offset
      // beyond all those that this history may have shown.
      long byClock = clock.instant().getEpochSecond() / 16 * EPOCH;
      return new Found(extents, index, Math.max(byClock, next(endOf(extents))), -1, broken);
    }
  }

  private boolean createDirectory() throws IOException {
    try {
      StateFolder.makeNew(directory);
      return true;
    } catch (FileAlreadyExistsException known) {
      return false;
    }
  }

  private Found goOn(List<Segments.Extent> extents, boolean indexed) throws IOException {
    long end = endOf(extents);
    var last = indexed && index.size() > 0 ? index.last() : Optional.<Index.Mark>empty();
    if (!indexed || (index.size() > 0 && last.isEmpty())) {
      rebuildIndex(extents);
    }
    if (last.isPresent() && last.get().kind() == Index.Kind.CLEAN) {
      index.dropLast();
      if (last.get().offset() == end) {
        return new Found(extents, index, end, closedAt(last.get(), end), null);
      }
    }
    long shown = last.map(Index.Mark::offset).orElse(0L);
    long from = next(Math.max(end, shown));
    return startAt(from, extents, new Index.Mark(clock.millis(), from, Index.Kind.KILL));
  }

  /** When output could last be missed: the connection may have ended before the history did. */
  private long closedAt(Index.Mark clean, long end) throws IOException {
    var before = index.size() > 0 ? index.last() : Optional.<Index.Mark>empty();
    if (before.isEmpty()
        || before.get().kind() != Index.Kind.DOWN
        || before.get().offset() != end) {
      return clean.millis();
    }
    index.dropLast(); // comes again with the next output, or the next end
    return before.get().millis();
  }

  private Found startAt(long from, List<Segments.Extent> extents, Index.@Nullable Mark gap)
      throws IOException {
    var first = Segments.file(directory, from);
    if (!Files.exists(first)) {
      new StateFile(first).open(OpenFiles.APPEND).close();
    }
    index.add(gap == null ? List.of() : List.of(gap));
    sync(directory);
    var all = new ArrayList<>(extents);
    all.add(new Segments.Extent(from, from));
    return new Found(all, index, from, -1, null);
  }

  static long next(long offset) {
    return (offset / EPOCH + 1) * EPOCH;
  }

  public static long endOf(List<Segments.Extent> extents) {
    return extents.isEmpty() ? 0 : extents.getLast().end();
  }

  /** Time and end of each segment are known without an index. */
  private void rebuildIndex(List<Segments.Extent> extents) throws IOException {
    var marks = new ArrayList<Index.Mark>();
    for (var extent : extents) {
      var modified = Files.getLastModifiedTime(Segments.file(directory, extent.start()));
      marks.add(new Index.Mark(modified.toMillis(), extent.end(), Index.Kind.TIME));
    }
    index.replace(marks);
  }

  /** The segments of a directory, oldest first; nothing is changed. */
  public static List<Segments.Extent> scan(Path directory) throws IOException {
    var found = new ArrayList<Segments.Extent>();
    try (var files = Files.newDirectoryStream(directory)) {
      for (var file : files) {
        var name = SEGMENT.matcher(file.getFileName().toString());
        if (name.matches() && name.group(1).compareTo(Long.toString(Long.MAX_VALUE)) < 0) {
          long start = Long.parseLong(name.group(1));
          found.add(new Segments.Extent(start, start + Files.size(file)));
        }
      }
    } catch (DirectoryIteratorException broken) {
      throw broken.getCause();
    }
    found.sort(Comparator.comparingLong(Segments.Extent::start));
    for (int i = 0; i + 1 < found.size(); i++) {
      // Bytes that a stranger added to a file do not hide the next file.
      var extent = found.get(i);
      long end = Math.min(extent.end(), found.get(i + 1).start());
      found.set(i, new Segments.Extent(extent.start(), end));
    }
    return found;
  }

  /** Empty files go, but for the last: it may say where numbering goes on. */
  private List<Segments.Extent> tidy(List<Segments.Extent> found) throws IOException {
    var kept = new ArrayList<Segments.Extent>();
    for (int i = 0; i < found.size(); i++) {
      var extent = found.get(i);
      if (extent.length() > 0 || i + 1 == found.size()) {
        kept.add(extent);
      } else {
        Files.deleteIfExists(Segments.file(directory, extent.start()));
      }
    }
    return kept;
  }

  static void sync(@Nullable Path directory) throws IOException {
    if (directory == null) {
      throw new NoSuchFileException("a history needs a directory");
    }
    StateFolder.sync(directory);
  }
}
