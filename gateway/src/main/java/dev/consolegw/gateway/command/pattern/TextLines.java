package dev.consolegw.gateway.command.pattern;

import com.google.re2j.Pattern;
import dev.consolegw.gateway.terminal.SafeOutput;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Output as it is searched, whoever searches it: its text, line by line. Colours, movements, titles
 * and all other controls are left out, the tabulator stays; a byte that is no UTF-8 is U+FFFD. A
 * line ends with LF or with CR, and so with each of {@code \r\n} and {@code \n\r}, and where
 * something is drawn over it; one that is longer than {@link #LONGEST} comes in pieces. Empty lines
 * are left out: {@link SearchPattern} takes no pattern that they match.
 *
 * <p>Any chunking gives the same lines. One thread at a time.
 */
public final class TextLines {
  /** The longest line that is looked at as a whole, in characters. */
  public static final int LONGEST = 16 * 1024;

  /** Room for most lines; there may be many searches, and few lines are long. */
  private static final int USUAL = 256;

  /** Text that may follow what has come so far: part of a word, and not. */
  private static final String[] CONTINUATIONS = {"_", "\ue000"};

  private final SafeOutput safe = new SafeOutput(SafeOutput.Keep.TEXT);
  private StringBuilder line = new StringBuilder();

  /**
   * Takes the next output.
   *
   * @param ended is given each line whose end has come
   */
  public void take(ByteBuffer output, Consumer<String> ended) {
    add(safe.of(output), ended);
  }

  /** What follows does not belong to what was before: a gap, or the end. */
  public void cut(Consumer<String> ended) {
    add(safe.rest(), ended);
    end(ended);
  }

  /** How many characters the line has whose end has not come. */
  public int begun() {
    return line.length();
  }

  /** The line whose end has not come, as far as it is here. */
  public String unfinished() {
    return line.toString();
  }

  /**
   * Whether a pattern is found in a line, and will be, however the line goes on: a {@code $} at its
   * end is not enough.
   */
  public static boolean isFoundForGood(Pattern pattern, String line) {
    var found = pattern.matcher(line);
    if (!found.find()) {
      return false;
    }
    if (found.end() < line.length()) {
      return true;
    }
    for (var more : CONTINUATIONS) {
      if (!pattern.matcher(line + more).find()) {
        return false;
      }
    }
    return true;
  }

  private void add(ByteBuffer text, Consumer<String> ended) {
    var more = StandardCharsets.UTF_8.decode(text);
    while (more.hasRemaining()) {
      char c = more.get();
      switch (c) {
        case '\n', '\r' -> end(ended);
        case '\b' -> {}
        default -> line.append(c);
      }
      if (line.length() == LONGEST) {
        end(ended);
      }
    }
  }

  private void end(Consumer<String> ended) {
    if (!line.isEmpty()) {
      var whole = line.toString();
      line.setLength(0);
      if (line.capacity() > USUAL) {
        line = new StringBuilder();
      }
      ended.accept(whole);
    }
  }
}
