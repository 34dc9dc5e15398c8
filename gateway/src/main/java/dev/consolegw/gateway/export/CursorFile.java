package dev.consolegw.gateway.export;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.consolegw.config.state.DirectoryName;
import dev.consolegw.config.state.StateFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How far one log system has taken what each console printed: a line for each step, of which the
 * last counts, and now and then the file is written anew with a line for each console. A kill
 * leaves half a line at most, which counts for nothing; a loss of power, older steps: then some
 * lines are sent twice.
 *
 * <p>Its first lines say whom this log system has wanted, and since when: of consoles that are not
 * in it, what came before that is not sent. One thread, which waits for the disk.
 */
final class CursorFile implements Closeable {
  /** Bytes behind which a file is written anew, beside twice what it had when it was. */
  static final int SPARE = 256 * 1024;

  private static final int LARGEST = 256 << 20;
  private static final int WORDS = 5;
  private static final Set<StandardOpenOption> APPEND =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);

  private final StateFile file;
  private final ExportEpochs epochs;
  private final boolean isChanged;
  private volatile boolean sealed;
  private @Nullable FileChannel channel;
  private long size;
  private long fresh;

  /**
   * How far it is with one console.
   *
   * @param key of the console
   * @param offset of what is sent next
   * @param project as it was when that was noted
   * @param server its name then
   * @param epoch of its log system then
   * @param ends where what is wanted ends, and begins again, and ends, in turns; none if all is
   */
  record Cursor(
      String key, long offset, String project, String server, long epoch, List<Long> ends) {

    /** Whether it was wanted to the end, under the name that it had. */
    boolean isWanted() {
      return ends.size() % 2 == 0;
    }

    /** Whether there was more to send, of what it had printed under a name that was wanted. */
    boolean isOwed() {
      return ends.size() > 1 || (!ends.isEmpty() && ends.getFirst() > offset);
    }

    private String line() {
      var words =
          Stream.of(
              String.valueOf(offset),
              DirectoryName.escape(key),
              DirectoryName.escape(project),
              DirectoryName.escape(server),
              String.valueOf(epoch));
      return Stream.concat(words, ends.stream().map(String::valueOf))
              .collect(Collectors.joining(" "))
          + '\n';
    }

    private static Optional<Cursor> parse(String line) {
      var words = List.of(line.split(" ", -1));
      if (words.size() < WORDS || !isNumber(words.get(0))) {
        return Optional.empty();
      }
      var numbers = words.subList(WORDS - 1, words.size());
      if (!numbers.stream().allMatch(Cursor::isNumber)) {
        return Optional.empty();
      }
      return DirectoryName.unescape(words.get(1))
          .map(key ->
              new Cursor(
                  key,
                  Long.parseLong(words.get(0)),
                  DirectoryName.unescape(words.get(2)).orElse(""),
                  DirectoryName.unescape(words.get(3)).orElse(""),
                  Long.parseLong(numbers.getFirst()),
                  numbers.stream().skip(1).map(Long::valueOf).toList()));
    }

    private static boolean isNumber(String word) {
      return word.matches("\\d{1,18}");
    }
  }

  private CursorFile(StateFile file, ExportEpochs epochs, boolean isChanged) {
    this.file = file;
    this.epochs = epochs;
    this.isChanged = isChanged;
  }

  /** What a file says, and the file to go on with. */
  record Read(CursorFile file, Map<String, Cursor> cursors) {}

  /**
   * Reads one, or begins it.
   *
   * @param wanted whom the log system wants from now on
   * @throws IOException when it can be neither read nor written
   */
  static Read open(Path path, WantedConsoles wanted, InstantSource clock) throws IOException {
    var place = new StateFile(path);
    var cursors = new HashMap<String, Cursor>();
    var before = new ArrayList<ExportEpochs.Epoch>();
    var bytes = place.read(LARGEST);
    if (bytes.isPresent()) {
      var text = new String(bytes.get(), US_ASCII);
      text.substring(0, text.lastIndexOf('\n') + 1)
          .lines()
          .forEach(line -> {
            Cursor.parse(line).ifPresent(one -> cursors.put(one.key(), one));
            ExportEpochs.Epoch.parse(line).ifPresent(before::add);
          });
    }
    var epochs = ExportEpochs.of(before, wanted, clock.instant());
    boolean isChanged = before.isEmpty() || !before.getLast().equals(epochs.newest());
    var file = new CursorFile(place, epochs, isChanged);
    file.rewrite(cursors.values());
    return new Read(file, cursors);
  }

  /** Whom it has wanted. */
  ExportEpochs epochs() {
    return epochs;
  }

  /** Whether an epoch has begun when it was opened: nothing was printed in it before. */
  boolean hasBegun(ExportEpochs.Epoch epoch) {
    return isChanged && epoch.equals(epochs.newest());
  }

  /** Whether it should be written anew. */
  boolean isLong() {
    return size > 2 * fresh + SPARE;
  }

  /** Writes it anew; where that fails, the old one stays. */
  void rewrite(Collection<Cursor> all) throws IOException {
    var text = new StringBuilder();
    epochs.all().forEach(one -> text.append(one.line()));
    all.forEach(one -> text.append(one.line()));
    var bytes = text.toString().getBytes(US_ASCII);
    close();
    if (sealed) {
      return;
    }
    file.write(bytes);
    fresh = bytes.length;
    size = fresh;
  }

  /** Notes steps. What is not noted is sent again after the next start. */
  void append(Collection<Cursor> steps) throws IOException {
    var text = new StringBuilder();
    steps.forEach(one -> text.append(one.line()));
    var bytes = ByteBuffer.wrap(text.toString().getBytes(US_ASCII));
    if (sealed) {
      return;
    }
    try {
      var to = channel;
      if (to == null) {
        to = file.open(APPEND);
        channel = to;
      }
      while (bytes.hasRemaining()) {
        size += to.write(bytes);
      }
    } catch (IOException full) {
      size = Long.MAX_VALUE / 4; // half a line may be there: the next step writes it anew
      throw full;
    }
  }

  /** Nothing is written any more: another one goes on with the file. Any thread. */
  void seal() {
    sealed = true;
  }

  @Override
  public void close() throws IOException {
    var open = channel;
    channel = null;
    if (open != null) {
      open.close();
    }
  }
}
