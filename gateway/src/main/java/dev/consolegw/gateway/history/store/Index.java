package dev.consolegw.gateway.history.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.consolegw.config.state.StateFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The file {@code index} of a history: one line of {@value #LINE} bytes per event, oldest first.
 *
 * <pre>
 *   1767225600000 0000000000000004096 time    output at this offset came at this time
 *   1767225600000 0000000004294967296 kill    before this offset is a gap; so disk
 *   1767225600000 0000000004294967296 down    not connected since then, when output ended here
 *   1767225600000 0000000004294967296 link    connected again
 *   1767225600000 0000000004294967301 clean   closed in order at this offset; only ever the last
 * </pre>
 *
 * Offsets never decrease, so it is searched by halves. Nothing depends on it but {@code clean}: a
 * lost line costs a cause or a time. Disk threads; one writer at a time. The file is opened for
 * each use, so that it counts for no open file.
 */
public final class Index {
  static final int LINE = 40;
  public static final String NAME = "index";

  private static final Pattern FORM = Pattern.compile("(\\d{13}) (\\d{19}) ([a-z]{4,5}) ?\n");

  /** Output later than this after a time mark has a mark of its own. */
  public static final long HOLDS_MS = 1000;

  /** Where in a line its offset stands. */
  private static final int OFFSET = 14;

  /** Where in a line its kind stands. */
  static final int KIND = 34;

  /** How many lines that say no time are passed over in the search for one that does. */
  private static final int PASS_OVER = 64;

  /** The file's own path is made for each use: ten thousand idle consoles keep one path less. */
  private final Path directory;

  private final LinkLines linkLines = new LinkLines();
  private volatile long size;

  /** What a line says. */
  public enum Kind {
    TIME,
    KILL,
    DISK,
    DOWN,
    LINK,
    CLEAN;

    private final String word = name().toLowerCase(Locale.ROOT);
  }

  /**
   * One line.
   *
   * @param millis since 1970
   */
  public record Mark(long millis, long offset, Kind kind) {
    /** Whether all output of this mark came before a time. */
    public boolean isOver(long time) {
      return millis + HOLDS_MS <= time;
    }

    String line() {
      return new String(bytes(), US_ASCII);
    }

    /** Digit by digit: of who types slowly, every fifth key has a line. */
    byte[] bytes() {
      var line = new byte[LINE];
      Arrays.fill(line, (byte) ' ');
      // Thirteen digits last until the year 2286; a clock before 1970 must not change the width.
      digits(Math.clamp(millis, 0, 9_999_999_999_999L), line, 0, OFFSET - 1);
      digits(offset, line, OFFSET, KIND - 1);
      for (int i = 0; i < kind.word.length(); i++) {
        line[KIND + i] = (byte) kind.word.charAt(i);
      }
      line[LINE - 1] = '\n';
      return line;
    }

    private static void digits(long number, byte[] into, int from, int to) {
      long left = number;
      for (int i = to - 1; i >= from; i--) {
        into[i] = (byte) ('0' + left % 10);
        left /= 10;
      }
    }

    static Optional<Mark> parse(String line) {
      var form = FORM.matcher(line);
      if (line.length() != LINE || !form.matches()) {
        return Optional.empty();
      }
      try {
        var kind = Kind.valueOf(form.group(3).toUpperCase(Locale.ROOT));
        return Optional.of(
            new Mark(Long.parseLong(form.group(1)), Long.parseLong(form.group(2)), kind));
      } catch (IllegalArgumentException noKindOrTooLarge) {
        return Optional.empty();
      }
    }
  }

  public Index(Path directory) {
    this.directory = directory;
  }

  private Path file() {
    return directory.resolve(NAME);
  }

  /** Measures the file and cuts a line that was half written. False when there is no file. */
  boolean load() throws IOException {
    try (var channel = FileChannel.open(file(), StandardOpenOption.READ)) {
      size = channel.size();
    } catch (NoSuchFileException none) {
      return false;
    }
    if (size % LINE != 0) {
      cutTo(size - size % LINE);
    }
    return true;
  }

  /** Measures the file and changes nothing. */
  public void measure() throws IOException {
    try {
      size = Files.size(file());
    } catch (NoSuchFileException none) {
      size = 0;
    }
  }

  /** Bytes on disk. */
  long size() {
    return size;
  }

  /** Adds lines, and starts the file when there is none. */
  public void add(List<Mark> marks) throws IOException {
    var bytes = encode(marks);
    try (var channel = new StateFile(file()).open(OpenFiles.APPEND)) {
      long whole = channel.size() - channel.size() % LINE;
      if (channel.size() != whole) {
        // A full disk took a part of the last line.
        channel.truncate(whole);
        linkLines.forget();
      }
      size = whole;
      write(bytes, channel);
      size = whole + bytes.limit();
    }
  }

  private static ByteBuffer encode(List<Mark> marks) {
    var lines = ByteBuffer.allocate(marks.size() * LINE);
    for (var mark : marks) {
      lines.put(mark.bytes());
    }
    return lines.flip();
  }

  private static void write(ByteBuffer bytes, FileChannel channel) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Puts other lines in the place of all. */
  void replace(List<Mark> marks) throws IOException {
    var bytes = encode(marks);
    swap(fresh -> write(bytes, fresh));
  }

  /** The last line, if it can be read. */
  Optional<Mark> last() throws IOException {
    try (var channel = FileChannel.open(file(), StandardOpenOption.READ)) {
      return mark(channel, size / LINE - 1);
    }
  }

  /** Takes the last line away for good: when this returns, not even a power cut brings it back. */
  void dropLast() throws IOException {
    cutTo(size - LINE);
  }

  private void cutTo(long length) throws IOException {
    try (var channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
      channel.truncate(length);
      channel.force(true);
      size = length;
      linkLines.forget();
    }
  }

  /** The first line at or after {@code offset} that says why output before it is missing. */
  public Optional<Mark> gapBefore(long offset) throws IOException {
    try (var channel = FileChannel.open(file(), StandardOpenOption.READ)) {
      long lines = channel.size() / LINE;
      for (long i = firstAtOrAfter(channel, offset); i < lines; i++) {
        var mark = mark(channel, i);
        if (mark.isPresent() && mark.get().offset() > offset) {
          break;
        }
        if (mark.isPresent() && isGap(mark.get().kind())) {
          return mark;
        }
      }
    } catch (NoSuchFileException lost) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static boolean isGap(Kind kind) {
    return switch (kind) {
      case KILL, DISK -> true;
      case TIME, DOWN, LINK, CLEAN -> false;
    };
  }

  /**
   * The time mark that holds at {@code offset}, and the next one if there is one. Nothing when the
   * lines that knew are gone.
   */
  public List<Mark> timesAround(long offset) throws IOException {
    try (var channel = FileChannel.open(file(), StandardOpenOption.READ)) {
      long after = firstAtOrAfter(channel, offset + 1);
      var found = new ArrayList<Mark>(2);
      time(channel, after - 1, -1).ifPresent(found::add);
      if (!found.isEmpty()) {
        time(channel, after, 1).ifPresent(found::add);
      }
      return found;
    } catch (NoSuchFileException lost) {
      return List.of();
    }
  }

  /** The nearest line that says a time, from a line on, forwards or backwards. */
  private static Optional<Mark> time(FileChannel channel, long from, int step) throws IOException {
    for (int i = 0; i < PASS_OVER; i++) {
      var mark = mark(channel, from + (long) i * step);
      if (mark.isPresent() && mark.get().kind() == Kind.TIME) {
        return mark;
      }
    }
    return Optional.empty();
  }

  /**
   * Where output begins that came at or after a time: nothing that came then is missed, up to a
   * second of earlier output may be with it. The search goes from the end in growing steps, then by
   * halves; a line that cannot be read counts as later, so it costs precision and no output.
   *
   * @param otherwise the answer when the last line is over by then
   */
  public long firstSince(long millis, long otherwise) throws IOException {
    try (var channel = FileChannel.open(file(), StandardOpenOption.READ)) {
      long lines = channel.size() / LINE;
      long high = lines;
      long low = lines - 1;
      for (long step = 2; low >= 0 && !isOver(channel, low, millis); step *= 2) {
        high = low;
        low = lines - step;
      }
      low = Math.max(low, -1);
      while (high - low > 1) {
        long middle = (low + high) / 2;
        if (isOver(channel, middle, millis)) {
          low = middle;
        } else {
          high = middle;
        }
      }
      if (low < 0) {
        return 0;
      }
      if (high == lines) {
        return otherwise;
      }
      var found = mark(channel, high);
      return (found.isPresent() ? found : mark(channel, low)).map(Mark::offset).orElse(0L);
    } catch (NoSuchFileException lost) {
      return 0;
    }
  }

  /**
   * Shows the lines of ends and beginnings of connections, until told so.
   *
   * @param from the first offset of interest
   * @param to the first that is of none any more
   */
  public void links(long from, long to, Predicate<Mark> goesOn) throws IOException {
    long edition = linkLines.edition();
    try (var channel = FileChannel.open(file(), StandardOpenOption.READ)) {
      long first = firstAtOrAfter(channel, from);
      long end = to == Long.MAX_VALUE ? channel.size() / LINE : firstAtOrAfter(channel, to);
      linkLines.show(channel::read, edition, first, end, goesOn);
    } catch (NoSuchFileException lost) {
      // Then nobody knows.
    }
  }

  private static boolean isOver(FileChannel channel, long line, long millis) throws IOException {
    return mark(channel, line).filter(mark -> mark.isOver(millis)).isPresent();
  }

  /**
   * Forgets lines before {@code offset} once they are more than half of the file, but for the time
   * that holds there.
   */
  void trim(long offset) throws IOException {
    try (var channel = FileChannel.open(file(), StandardOpenOption.READ)) {
      long from = Math.max(0, firstAtOrAfter(channel, offset + 1) - 1) * LINE;
      if (from * 2 <= channel.size()) {
        return;
      }
      swap(fresh -> transfer(channel, from, fresh));
    }
  }

  private static void transfer(FileChannel old, long from, FileChannel fresh) throws IOException {
    for (long at = from; at < old.size(); ) {
      at += old.transferTo(at, old.size() - at, fresh);
    }
  }

  private void swap(StateFile.Content content) throws IOException {
    new StateFile(file())
        .write(fresh -> {
          content.writeTo(fresh);
          size = fresh.size();
        });
    linkLines.forget();
  }

  /**
   * Number of the first line at or after an offset. A line that cannot be read counts as before.
   */
  private static long firstAtOrAfter(FileChannel channel, long offset) throws IOException {
    long low = 0;
    long high = channel.size() / LINE;
    while (low < high) {
      long middle = (low + high) / 2;
      var mark = mark(channel, middle);
      if (mark.isPresent() && mark.get().offset() >= offset) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private static Optional<Mark> mark(FileChannel channel, long number) throws IOException {
    var line = ByteBuffer.allocate(LINE);
    long at = number * LINE;
    while (at >= 0 && line.hasRemaining() && channel.read(line, at + line.position()) > 0) {}
    return Mark.parse(US_ASCII.decode(line.flip()).toString());
  }
}
