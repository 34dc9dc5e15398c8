package dev.consolegw.gateway.command;

import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.session.ExitCode;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command line as a shell would, since there is no shell here: single quotes, double
 * quotes and the backslash.
 */
final class ShellWords {
  /** The longest command line, in characters. */
  static final int LIMIT = 8192;

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

  static List<String> split(String line) throws Refusal {
    if (line.length() > LIMIT) {
      throw new Refusal(ExitCode.USAGE, "the command is longer than " + LIMIT + " characters");
    }
    return new ShellWords(line).split();
  }

  private List<String> split() throws Refusal {
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

  private void quoted(char quote) throws Refusal {
    inWord = true;
    while (at < line.length()) {
      char c = line.charAt(at++);
      if (c == quote) {
        return;
      }
      boolean escapes = c == '\\' && quote == '"' && at < line.length();
      take(escapes && ESCAPED_IN_QUOTES.indexOf(line.charAt(at)) >= 0 ? line.charAt(at++) : c);
    }
    throw new Refusal(ExitCode.USAGE, "the command has a " + quote + " without its end");
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
