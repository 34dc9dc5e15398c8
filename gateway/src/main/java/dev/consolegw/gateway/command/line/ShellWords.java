package dev.consolegw.gateway.command.line;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command line as a shell would, since there is no shell here: single quotes, double
 * quotes and the backslash.
 */
final class ShellWords {
  /** What a backslash takes its meaning from within double quotes (POSIX shell, 2.2.3). */
  private static final String ESCAPED_IN_QUOTES = "$`\"\\";

  private final String line;
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean inWord;
  private int at;

  private ShellWords(String line) {
    this.line = line;
  }

  static List<String> split(String line) throws MisuseException {
    return new ShellWords(line).split();
  }

  private List<String> split() throws MisuseException {
    while (at < line.length()) {
      char c = line.charAt(at++);
      switch (c) {
        case ' ', '\t', '\n', '\r' -> finish();
        case '\'' -> quoted('\'');
        case '"' -> quoted('"');
        case '\\' -> take(at < line.length() ? line.charAt(at++) : '\\');
        default -> take(c);
      }
    }
    finish();
    return words;
  }

  private void quoted(char quote) throws MisuseException {
    inWord = true;
    while (at < line.length()) {
      char c = line.charAt(at++);
      if (c == quote) {
        return;
      }
      boolean escapes = c == '\\' && quote == '"' && at < line.length();
      take(escapes && ESCAPED_IN_QUOTES.indexOf(line.charAt(at)) >= 0 ? line.charAt(at++) : c);
    }
    throw new MisuseException(
        "the command has a %s without its end; close it, or write \\%s".formatted(quote, quote));
  }

  private void take(char c) {
    inWord = true;
    word.append(c);
  }

  private void finish() {
    if (inWord) {
      words.add(word.toString());
      word.setLength(0);
      inWord = false;
    }
  }
}
