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
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How far one log system has taken what each console printed: a line for each step, of which the
 * last counts, and now and then the file is written anew with a line for each console. A kill
 * leaves half a line at most, which counts for nothing; a loss of power, older steps: then some
 * lines are sent twice.
 *
 * <p>Its first line says since when there is this log system: of consoles that are not in it, what
 * came before that is not sent. One thread, which waits for the disk.
 */
final class CursorFile implements Closeable {
  /** Bytes behind which a file is written anew, beside twice what it had when it was. */
  static final int SPARE = 256 * 1024;

  private static final int LARGEST = 256 << 20;
  private static final String SINCE = "since ";
  private static final Set<StandardOpenOption> APPEND =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);

  private final StateFile file;
  private final Instant since;
  private final boolean isNew;
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
   */
  record Cursor(String key, long offset, String project, String server) {
    private String line() {
      return "%d %s %s %s\n"
          .formatted(
              offset,
              DirectoryName.escape(key),
              DirectoryName.escape(project),
              DirectoryName.escape(server));
    }

    private static Optional<Cursor> parse(String line) {
      var words = line.split(" ", -1);
      if (words.length != 4 || !words[0].matches("\\d{1,18}")) {
        return Optional.empty();
      }
      return DirectoryName.unescape(words[1])
          .map(key ->
              new Cursor(
                  key,
                  Long.parseLong(words[0]),
                  DirectoryName.unescape(words[2]).orElse(""),
                  DirectoryName.unescape(words[3]).orElse("")));
    }
  }

  private CursorFile(StateFile file, Instant since, boolean isNew) {
    this.file = file;
    this.since = since;
    this.isNew = isNew;
  }

  /** What a file says, and the file to go on with. */
  record Read(CursorFile file, Map<String, Cursor> cursors) {}

  /**
   * Reads one, or begins it.
   *
   * @throws IOException when it can be neither read nor written
   */
  static Read open(Path path, InstantSource clock) throws IOException {
    var place = new StateFile(path);
    var cursors = new HashMap<String, Cursor>();
    var since = clock.instant();
    var bytes = place.read(LARGEST);
    if (bytes.isPresent()) {
      var text = new String(bytes.get(), US_ASCII);
      var whole = text.substring(0, text.lastIndexOf('\n') + 1);
      since = since(whole).orElse(since);
      whole
          .lines()
          .skip(1)
          .forEach(line -> Cursor.parse(line).ifPresent(one -> cursors.put(one.key(), one)));
    }
    var file = new CursorFile(place, since, bytes.isEmpty());
    file.rewrite(cursors.values());
    return new Read(file, cursors);
  }

  private static Optional<Instant> since(String text) {
    var first = text.lines().findFirst().orElse("");
    try {
      return first.startsWith(SINCE)
          ? Optional.of(Instant.parse(first.substring(SINCE.length())))
          : Optional.empty();
    } catch (DateTimeParseException damaged) {
      return Optional.empty();
    }
  }

  /** Since when there is this log system. */
  Instant since() {
    return since;
  }

  /** Whether there was none before it was opened. */
  boolean isNew() {
    return isNew;
  }

  /** Whether it should be written anew. */
  boolean isLong() {
    return size > 2 * fresh + SPARE;
  }

  /** Writes it anew; where that fails, the old one stays. */
  void rewrite(Collection<Cursor> all) throws IOException {
    var text = new StringBuilder(SINCE).append(since).append('\n');
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
