package dev.consolegw.config.value;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** How keys are spelled, and how what somebody wrote is shown back to them. */
public final class Spelling {
  /** Longer texts are cut in messages. */
  private static final int MAX_QUOTED = 60;

  /**
   * A guess may differ from what was written in this many letters, and at most in half of its own.
   */
  private static final int MAX_TYPOS = 2;

  /** Among more words than this no guess is made: it would take too long for a large file. */
  private static final int MAX_GUESSES = 500;

  private Spelling() {}

  /** {@code loginGrace} and {@code LOGIN_GRACE} are both written {@code login-grace}. */
  public static String kebab(String name) {
    String words =
        name.equals(name.toUpperCase(Locale.ROOT)) ? name.toLowerCase(Locale.ROOT) : name;
    return words.replace('_', '-').replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** In quotes, on one line, cut when long. */
  public static String quote(String text) {
    int end =
        text.offsetByCodePoints(0, Math.min(MAX_QUOTED, text.codePointCount(0, text.length())));
    return "'" + oneLine(text.substring(0, end)) + (end < text.length() ? "…'" : "'");
  }

  /** With all that could move a cursor or turn the direction of a line made visible. */
  public static String oneLine(String text) {
    var line = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          if (isVisible(c)) {
            line.appendCodePoint(c);
          } else {
            line.append("\\u%04x".formatted(c));
          }
        });
    return line.toString();
  }

  /** Whether a name has characters, and all of them can be seen. */
  public static boolean isName(String text) {
    return !text.isBlank() && text.codePoints().allMatch(Spelling::isVisible);
  }

  private static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /** The known word that was probably meant: the nearest one with few enough typos. */
  public static Optional<String> nearest(String written, Collection<String> known) {
    if (written.length() > MAX_QUOTED || known.size() > MAX_GUESSES) {
      return Optional.empty();
    }
    return known.stream()
        .filter(word -> Math.abs(word.length() - written.length()) <= MAX_TYPOS)
        .filter(word -> typos(written, word) <= Math.min(MAX_TYPOS, word.length() / 2))
        .min(Comparator.comparingInt(word -> typos(written, word)));
  }

  /** Levenshtein's distance: letters to insert, remove or change. */
  private static int typos(String from, String to) {
    int[] above = new int[to.length() + 1];
    for (int column = 0; column <= to.length(); column++) {
      above[column] = column;
    }
    for (int row = 1; row <= from.length(); row++) {
      int[] line = new int[to.length() + 1];
      line[0] = row;
      for (int column = 1; column <= to.length(); column++) {
        int change = from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1;
        line[column] =
            Math.min(above[column - 1] + change, Math.min(above[column], line[column - 1]) + 1);
      }
      above = line;
    }
    return above[to.length()];
  }
}
