package dev.consolegw.gateway.command.line;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * How a line becomes the words of a command. There is no shell here, and what people type for the
 * guest or search for is full of what a shell would take for its own. No state: any thread.
 */
public sealed interface Reading {
  /** The longest command line, in characters. */
  int LIMIT = 8192;

  /** What ends the options. */
  String END = "--";

  /** As a POSIX shell splits it: quotes, and the backslash outside of them. */
  record Words() implements Reading {}

  /**
   * As it stands, but for quotes around a whole word: a backslash is a pattern's own.
   *
   * @param flags the options that take no value, in front of what may be quoted
   */
  record Patterns(Set<String> flags) implements Reading {
    /** Where each option takes a value, or nothing follows it. */
    public Patterns() {
      this(Set.of());
    }
  }

  /**
   * Options behind the command, and from the first other word on a text, as it stands.
   *
   * @param withValue the options that take a value
   */
  record Text(Set<String> withValue) implements Reading {}

  /** The command's name; empty when there is none. */
  static String command(String line) throws MisuseException {
    if (line.length() > LIMIT) {
      throw new MisuseException(
          "the command is longer than %d characters; what is longer is typed from stdin: send --file -"
              .formatted(LIMIT));
    }
    var first = new LineReader(line);
    return first.next() ? first.word().text() : "";
  }

  /**
   * The words, the command's name first. A text comes as one, behind {@link #END}.
   *
   * @throws MisuseException when a quote has no end
   */
  default List<String> words(String line) throws MisuseException {
    return switch (this) {
      case Words() -> ShellWords.split(line);
      case Patterns(var flags) -> patterns(new LineReader(line), flags);
      case Text(var withValue) -> text(new LineReader(line), withValue);
    };
  }

  /** A quoted word is no option, though it may begin like one. */
  private static List<String> patterns(LineReader line, Set<String> flags) throws MisuseException {
    var words = new ArrayList<String>();
    var behind = new ArrayList<String>();
    boolean ended = false;
    boolean wantsValue = false;
    while (line.next()) {
      boolean ends = line.isWord(END) && !ended;
      var word = line.word();
      ended |= ends;
      if (ends) {
        wantsValue = false;
        continue;
      }
      if (ended || (word.quoted() && word.text().startsWith("-") && !wantsValue)) {
        behind.add(word.text());
      } else if (word.quoted() && wantsValue) {
        words.add(words.removeLast() + '=' + word.text());
      } else {
        words.add(word.text());
      }
      wantsValue = word.isOption() && word.text().indexOf('=') < 0 && !flags.contains(word.text());
    }
    if (!behind.isEmpty()) {
      words.add(END);
    }
    words.addAll(behind);
    return words;
  }

  private static List<String> text(LineReader line, Set<String> withValue) throws MisuseException {
    var words = new ArrayList<String>();
    if (line.next()) {
      words.add(line.word().text());
    }
    while (line.next() && line.isNext(END) && !line.isWord(END)) {
      var option = line.word().text();
      boolean wantsValue = withValue.contains(option) && line.next();
      words.add(wantsValue ? option + '=' + line.word().text() : option);
    }
    if (line.next()) {
      words.add(END);
      words.add(line.isWord(END) ? line.restAfter(END.length()) : line.restAfter(0));
    }
    return words;
  }
}
