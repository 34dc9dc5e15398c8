package dev.consolegw.authz.file;

import java.util.Arrays;
import java.util.List;

/**
 * A pattern {@code project/name}, where {@code *} stands for any run of characters but {@code /},
 * and every other character for itself. {@code *}{@code /*} alone is everything, whatever a name
 * holds. Matching goes over the text once and never back.
 */
public final class ConsolePattern {
  /** In characters. */
  public static final int LIMIT = 512;

  private static final String EVERYTHING = "*/*";

  private final boolean everything;
  private final List<List<String>> parts;

  /** The parts between slashes, each as the pieces around its stars. */
  private ConsolePattern(String text) {
    everything = text.equals(EVERYTHING);
    parts = split(text, '/').stream().map(part -> split(part, '*')).toList();
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException with a sentence for the person who wrote it
   */
  public static ConsolePattern parse(String text) {
    if (text.length() > LIMIT) {
      throw new IllegalArgumentException(
          "the pattern is longer than %d characters; cut it".formatted(LIMIT));
    }
    int slash = text.indexOf('/');
    if (slash <= 0 || slash == text.length() - 1) {
      throw new IllegalArgumentException(
          "'%s' is no pattern; write project/name, such as lab/* or */web1".formatted(text));
    }
    return new ConsolePattern(text);
  }

  /** Whether it stands for that console. A project with a slash in it is only ever everything's. */
  public boolean matches(String project, String name) {
    if (everything) {
      return true;
    }
    if (project.indexOf('/') >= 0) {
      return false;
    }
    List<String> texts = split(project + '/' + name, '/');
    if (texts.size() != parts.size()) {
      return false;
    }
    for (int i = 0; i < texts.size(); i++) {
      if (!matches(parts.get(i), texts.get(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * The first piece must begin the text and the last one end it; those between are taken as early
   * as they come, which leaves the most room for the rest.
   */
  private static boolean matches(List<String> pieces, String text) {
    String first = pieces.getFirst();
    if (pieces.size() == 1) {
      return text.equals(first);
    }
    String last = pieces.getLast();
    int end = text.length() - last.length();
    if (!text.startsWith(first) || end < first.length() || !text.endsWith(last)) {
      return false;
    }
    int at = first.length();
    for (String piece : pieces.subList(1, pieces.size() - 1)) {
      int found = text.indexOf(piece, at);
      if (found < 0 || found + piece.length() > end) {
        return false;
      }
      at = found + piece.length();
    }
    return true;
  }

  /** With all empty pieces; the separator is a character, not a regular expression. */
  private static List<String> split(String text, char separator) {
    return Arrays.asList(text.split("\\" + separator, -1));
  }
}
