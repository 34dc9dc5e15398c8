package dev.consolegw.gateway.command.pattern;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.consolegw.gateway.access.ConsoleAccess;
import dev.consolegw.gateway.access.Refusal;
import java.util.ArrayDeque;
import java.util.regex.Matcher;

/**
 * Reads what people search for. RE2 needs time for the text times the size of the pattern, and
 * copies what is counted: {@code ((a{100}){100}){10}} is 100,000 letters. So what is too large is
 * refused before anything is compiled.
 */
public final class SearchPattern {
  /** The longest pattern, in characters. */
  static final int LONGEST = 512;

  /** What counts within counts may multiply to. */
  static final int COPIES = 1_000;

  private static final java.util.regex.Pattern COUNT =
      java.util.regex.Pattern.compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?}");

  private SearchPattern() {}

  /**
   * Compiles a pattern.
   *
   * @throws Refusal with 64 when it is too large, or none
   */
  public static Pattern compile(String text) throws Refusal {
    if (text.length() > LONGEST) {
      throw usage(
          "the pattern has %d characters; at most %d are taken".formatted(text.length(), LONGEST));
    }
    if (copies(text) > COPIES) {
      throw usage(
          "the counts in the pattern multiply to more than %,d; write smaller ones"
              .formatted(COPIES));
    }
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException mistake) {
      throw usage("the pattern is not understood: " + mistake.getMessage());
    }
  }

  private static Refusal usage(String sentence) {
    return ConsoleAccess.usage(new IllegalArgumentException(sentence));
  }

  /** How often the most repeated part of a pattern is repeated. Never throws. */
  static long copies(String text) {
    var counts = COUNT.matcher(text);
    var around = new ArrayDeque<Long>();
    long most = 1;
    long atom = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i = endOfEscape(text, i);
        atom = 1;
      } else if (c == '[') {
        i = endOfClass(text, i);
        atom = 1;
      } else if (c == '(') {
        around.push(most);
        most = 1;
        atom = 1;
      } else if (c == ')' && !around.isEmpty()) {
        atom = most;
        most = Math.max(around.pop(), atom);
      } else if (c == '{' && counts.region(i, text.length()).lookingAt()) {
        atom = Math.min(atom * times(counts), Integer.MAX_VALUE);
        most = Math.max(most, atom);
        i = counts.end() - 1;
      } else if ("*+?".indexOf(c) < 0) {
        atom = 1;
      }
    }
    while (!around.isEmpty()) {
      most = Math.max(most, around.pop());
    }
    return most;
  }

  private static long times(Matcher count) {
    long least = Long.parseLong(count.group(1));
    var upTo = count.group(2);
    return Math.max(1, upTo == null || upTo.isEmpty() ? least : Long.parseLong(upTo));
  }

  /**
   * The last character of an escape: of {@code \\Q…\\E}, {@code \\x{…}}, {@code \\p{…}}, or one.
   */
  private static int endOfEscape(String text, int at) {
    if (text.startsWith("\\Q", at)) {
      int end = text.indexOf("\\E", at + 2);
      return end < 0 ? text.length() : end + 1;
    }
    boolean named = at + 2 < text.length() && "xpP".indexOf(text.charAt(at + 1)) >= 0;
    if (named && text.charAt(at + 2) == '{') {
      int end = text.indexOf('}', at);
      return end < 0 ? text.length() : end;
    }
    return at + 1;
  }

  /** The bracket that closes a class; its first character may be one that does not. */
  private static int endOfClass(String text, int at) {
    int i = at + 1;
    if (i < text.length() && text.charAt(i) == '^') {
      i++;
    }
    if (i < text.length() && text.charAt(i) == ']') {
      i++;
    }
    for (; i < text.length() && text.charAt(i) != ']'; i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.startsWith("[:", i) && text.indexOf(":]", i) > 0) {
        i = text.indexOf(":]", i) + 1;
      }
    }
    return i;
  }
}
