package dev.consolegw.gateway.history.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.consolegw.config.state.DirectoryName;
import dev.consolegw.config.state.StateFile;
import dev.consolegw.config.value.ByteSize;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The file {@code about} of a history: whose it is and how long to keep it, for when nobody knows
 * the console any more. Disk threads.
 *
 * <pre>
 *   key file%2Flab%2Fweb1%3A0
 *   keep 67108864
 *   keep-for 2592000            (seconds; the line is missing for ever)
 *   note name web1              (what its directory wants to be told again; none or some)
 * </pre>
 */
public record HistoryMetadata(String key, RetentionRule rule, Map<String, String> notes) {
  public static final String NAME = "about";

  /** More than the longest key has escaped; what is longer is not ours. */
  private static final int LONGEST = 256 * 1024;

  /** More notes than any directory has. */
  private static final int MOST_NOTES = 16;

  private static final Pattern FORM =
      Pattern.compile(
          "key (\\S+)\nkeep (\\d{1,18})\n(?:keep-for (\\d{1,12})\n)?((?:note \\S+ \\S*\n){0,%d})"
              .formatted(MOST_NOTES));

  public HistoryMetadata {
    if (notes.size() > MOST_NOTES) {
      throw new IllegalArgumentException("more than %d notes".formatted(MOST_NOTES));
    }
    notes = Collections.unmodifiableMap(new TreeMap<>(notes));
  }

  /** What is known of a directory; nothing when it has no such file or an unreadable one. */
  public static Optional<HistoryMetadata> read(Path directory) throws IOException {
    return new StateFile(directory.resolve(NAME))
        .read(LONGEST)
        .flatMap(bytes -> parse(new String(bytes, US_ASCII)));
  }

  private static Optional<HistoryMetadata> parse(String text) {
    var form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    var bytes = new ByteSize(Long.parseLong(form.group(2)));
    var time = Optional.ofNullable(form.group(3)).map(Long::parseLong).map(Duration::ofSeconds);
    return DirectoryName.unescape(form.group(1))
        .map(key -> new HistoryMetadata(key, new RetentionRule(bytes, time), notes(form.group(4))));
  }

  private static Map<String, String> notes(String lines) {
    var notes = new TreeMap<String, String>();
    for (var line : lines.lines().toList()) {
      var words = line.split(" ", -1);
      var text = words[2].isEmpty() ? Optional.of("") : DirectoryName.unescape(words[2]);
      DirectoryName.unescape(words[1])
          .ifPresent(name -> text.ifPresent(value -> notes.put(name, value)));
    }
    return notes;
  }

  /** The same with other notes. */
  public HistoryMetadata with(Map<String, String> others) {
    return new HistoryMetadata(key, rule, others);
  }

  /** The same with another rule. */
  public HistoryMetadata with(RetentionRule other) {
    return new HistoryMetadata(key, other, notes);
  }

  private String text() {
    var time = rule.time().map(each -> "keep-for " + each.toSeconds() + "\n").orElse("");
    var noted =
        notes.entrySet().stream()
            .map(note ->
                "note %s %s\n"
                    .formatted(
                        DirectoryName.escape(note.getKey()), DirectoryName.escape(note.getValue())))
            .collect(Collectors.joining());
    return "key %s\nkeep %d\n%s%s"
        .formatted(DirectoryName.escape(key), rule.bytes().bytes(), time, noted);
  }

  /** Puts the file in place, unless it says so already. */
  public void write(Path directory) throws IOException {
    if (read(directory).equals(Optional.of(this))) {
      return;
    }
    new StateFile(directory.resolve(NAME)).write(text().getBytes(US_ASCII));
  }
}
