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
 * refused before anything is compiled. No state: any thread.
 */
final class SearchPattern {
  /**
   * The largest pattern with all that is counted written out, in characters, classes and the like.
   */
  static final int WRITTEN_OUT = 10_000;

  private static final java.util.regex.Pattern COUNT =
      java.util.regex.Pattern.compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?}");

  private SearchPattern() {}

  /**
   * Compiles a pattern.
   *
   * @throws Refusal with 64 when it is too large, or none, or matches the empty text
   */
  static Pattern compile(String text, PatternLimits limits) throws Refusal {
    check(text, limits);
    var pattern = understood(text);
    if (pattern.matcher("").find()) {
      throw usage(
          "the pattern is found in every text, for it matches the empty one; write what has to be"
              + " there");
    }
    return pattern;
  }

  /**
   * Looks whether it may be compiled, which takes no time.
   *
   * @throws Refusal with 64 when it is too large
   */
  static void check(String text, PatternLimits limits) throws Refusal {
    if (text.length() > limits.length()) {
      throw usage(
          "the pattern has %d characters; at most %d are taken"
              .formatted(text.length(), limits.length()));
    }
    var size = Size.of(text);
    if (size.copies() > limits.counts()) {
      throw usage(
          "the counts in the pattern multiply to more than %,d; write smaller ones"
              .formatted(limits.counts()));
    }
    if (size.writtenOut() > WRITTEN_OUT) {
      throw usage(
          "the pattern would be longer than %,d with what it counts written out; count less"
              .formatted(WRITTEN_OUT));
    }
  }

  private static Pattern understood(String text) throws Refusal {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException mistake) {
      throw usage(
          "the pattern is not understood: %s; a backslash in front of ( ) [ ] { } . * + ? | ^ $ and \\ means the character itself"
              .formatted(words(mistake, text)));
    }
  }

  /** What RE2 found, in words of ours. */
  private static String words(PatternSyntaxException mistake, String text) {
    var what = String.valueOf(mistake.getDescription());
    var where = mistake.getPattern();
    if (what.contains("missing closing ]")) {
      return "a [ has no ]";
    }
    if (what.contains("missing closing )")) {
      return "a ( has no )";
    }
    if (String.valueOf(where).contains("stack underflow") || what.contains("unexpected )")) {
      return "a ) has no (";
    }
    if (what.contains("trailing backslash")) {
      return "it ends with half an escape, a single backslash";
    }
    if (what.contains("repetition") || what.contains("repeat")) {
      return "there is nothing to repeat, or too often, at " + String.valueOf(where);
    }
    return where == null || where.isEmpty() || !text.contains(where)
        ? "it is no regular expression as RE2 has them"
        : "RE2 has nothing like " + where;
  }

  private static Refusal usage(String sentence) {
    return ConsoleAccess.usage(new IllegalArgumentException(sentence));
  }

  /**
   * How large a pattern is, told from its text.
   *
   * @param copies how often its most repeated part is repeated
   * @param writtenOut how many characters, classes and groups it would be without counts
   */
  record Size(long copies, long writtenOut) {
    private static final Size NONE = new Size(1, 0);
    private static final Size ONE = new Size(1, 1);

    /** Reads a pattern, also one that is none. Never throws. */
    static Size of(String text) {
      var counts = COUNT.matcher(text);
      var around = new ArrayDeque<Size>();
      var all = NONE;
      var last = NONE;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c == '(') {
          around.push(all);
          all = ONE;
          last = NONE;
        } else if (c == ')' && !around.isEmpty()) {
          last = all;
          all = around.pop().and(last);
        } else if (c == '{' && counts.region(i, text.length()).lookingAt()) {
          var repeated = last.times(SearchPattern.times(counts));
          all = all.and(new Size(repeated.copies, repeated.writtenOut - last.writtenOut));
          last = repeated;
          i = counts.end() - 1;
        } else {
          int end = endOf(text, i);
          all =
              all.and(new Size(1, end - i + 1)); // of an escape or a class at least what is needed
          last = "*+?".indexOf(c) < 0 ? new Size(1, end - i + 1) : last;
          i = end;
        }
      }
      while (!around.isEmpty()) {
        all = all.and(around.pop());
      }
      return all;
    }

    private Size and(Size next) {
      return new Size(Math.max(copies, next.copies), writtenOut + next.writtenOut);
    }

    private Size times(long count) {
      return new Size(
          Math.min(copies * count, Integer.MAX_VALUE),
          Math.min(writtenOut * count, Integer.MAX_VALUE));
    }
  }

  /** Where what begins here ends: an escape, a class, or one character. */
  private static int endOf(String text, int at) {
    return switch (text.charAt(at)) {
      case '\\' -> Math.min(endOfEscape(text, at), text.length() - 1);
      case '[' -> Math.min(endOfClass(text, at), text.length() - 1);
      default -> at;
    };
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
