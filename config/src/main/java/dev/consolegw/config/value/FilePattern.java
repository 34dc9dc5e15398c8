package dev.consolegw.config.value;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The path of a file for each console, written with words that stand for what differs: {@code
 * /var/log/consoles/%name.log}. {@code %%} is a percent sign.
 *
 * @param text absolute, with a word that no two consoles have in common
 */
public record FilePattern(String text) {
  private static final Pattern WORDS = Pattern.compile("%(%|[A-Za-z]*)");

  /** What stands for something. */
  public enum Word {
    /** What people call the console: {@code web1}, or {@code web1:s1} of several ports. */
    NAME,
    /** The project. */
    PROJECT,
    /** What the directory knows it by, such as a UUID, with its port where that has a label. */
    ID,
    /** The directory: {@code file}, {@code openstack}, {@code vspc}. */
    DIRECTORY;

    private String written() {
      return '%' + name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException with a sentence for the person who wrote it
   */
  public static FilePattern parse(String text) {
    var found = WORDS.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
    found.stream()
        .filter(word -> !"%%".equals(word) && !known().contains(word))
        .findFirst()
        .ifPresent(word -> {
          throw new IllegalArgumentException(
              Spelling.quote(word)
                  + " stands for nothing here; known are "
                  + String.join(", ", known())
                  + " and %% for a percent sign");
        });
    if (!isAbsolute(text)) {
      throw new IllegalArgumentException(
          Spelling.quote(text)
              + " is no whole path of a file; write one without .. such as"
              + " /var/log/consoles/%name.log");
    }
    if (!found.contains(Word.NAME.written()) && !found.contains(Word.ID.written())) {
      throw new IllegalArgumentException(
          Spelling.quote(text)
              + " is one file for all consoles; write %name or %id where they differ");
    }
    return new FilePattern(text);
  }

  private static Set<String> known() {
    return Arrays.stream(Word.values())
        .map(Word::written)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static boolean isAbsolute(String text) {
    try {
      var path = Path.of(text);
      return path.isAbsolute() && path.normalize().equals(path) && !text.endsWith("/");
    } catch (InvalidPathException _) {
      return false;
    }
  }

  /**
   * The path for one console.
   *
   * @param meaning of a word; must be good for a file's name
   */
  public Path path(Function<Word, String> meaning) {
    var path =
        WORDS
            .matcher(text)
            .replaceAll(found ->
                Matcher.quoteReplacement(
                    "%%".equals(found.group())
                        ? "%"
                        : meaning.apply(Word.valueOf(found.group(1).toUpperCase(Locale.ROOT)))));
    return Path.of(path);
  }

  @Override
  public String toString() {
    return text;
  }
}
