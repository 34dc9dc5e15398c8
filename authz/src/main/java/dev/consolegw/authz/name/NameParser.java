package dev.consolegw.authz.name;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads one user name from left to right. Used once, by one thread. */
final class NameParser {
  private static final int QUOTED = 32;

  private final String text;
  private final Set<NameOption> given = EnumSet.noneOf(NameOption.class);
  private final Map<String, String> options = new LinkedHashMap<>();
  private Optional<String> project = Optional.empty();
  private String server = "";
  private Optional<String> port = Optional.empty();

  NameParser(String text) {
    this.text = pluses(text);
  }

  /**
   * In a URI a {@code +} is a blank to ssh: {@code ssh://web1+ro@gateway} asks for {@code web1 ro}.
   * So blanks are taken for it where nothing but options, written as they must be, follows.
   */
  private static String pluses(String typed) {
    for (int i = typed.indexOf(' ', 1); i > 0; i = typed.indexOf(' ', i + 1)) {
      if (typed.charAt(i - 1) != ' ' && areOptions(typed.substring(i + 1))) {
        return typed.substring(0, i) + '+' + typed.substring(i + 1).replace(' ', '+');
      }
    }
    return typed;
  }

  private static boolean areOptions(String words) {
    for (String word : words.split("[ +]", -1)) {
      int equals = word.indexOf('=');
      String value = equals < 0 ? "" : word.substring(equals + 1);
      var option = NameOption.of(equals < 0 ? word : word.substring(0, equals));
      if (option.isEmpty() || !option.get().takes(value)) {
        return false;
      }
    }
    return true;
  }

  ConsoleName name() throws ConsoleNameException {
    checkText(text, "the user name");
    int end = plusAfter(0);
    if (end > 0) {
      target(end);
    } else if (text.isEmpty()) {
      throw new ConsoleNameException(
          "the user name is empty at character 1; write a server, as in web1@gateway");
    }
    while (end < text.length()) {
      int from = end + 1;
      end = plusAfter(from);
      option(from, end);
    }
    return new ConsoleName(project, server, port, options);
  }

  /** Refuses what no name, option or variable may hold, before any of it is looked at. */
  static void checkText(String text, String what) throws ConsoleNameException {
    if (text.length() > ConsoleName.LIMIT) {
      throw new ConsoleNameException(
          ("%s is too long at character %d; write at most %d characters,"
                  + " or open the server by its UUID")
              .formatted(what, ConsoleName.LIMIT + 1, ConsoleName.LIMIT));
    }
    int[] points = text.codePoints().toArray();
    for (int i = 0; i < points.length; i++) {
      int type = Character.getType(points[i]);
      if (type == Character.CONTROL || type == Character.SURROGATE) {
        throw new ConsoleNameException(
            ("%s holds a control character at character %d; leave it out,"
                    + " or open the server by its UUID")
                .formatted(what, i + 1));
      }
    }
  }

  /** {@code [PROJECT/]SERVER[:PORT]}, which ends where the options start. */
  private void target(int end) throws ConsoleNameException {
    int slash = text.substring(0, end).indexOf('/');
    if (slash == 0) {
      throw new ConsoleNameException(
          "no project stands before the '/' at character 1; write one, as in lab/web1, or leave the"
              + " '/' out");
    }
    if (slash > 0) {
      project = Optional.of(text.substring(0, slash));
    }
    int start = slash + 1;
    String rest = text.substring(start, end);
    int mark = Math.max(rest.lastIndexOf(':'), rest.lastIndexOf('#'));
    if (mark >= 0 && NameOption.isPort(rest.substring(mark + 1))) {
      port = Optional.of(rest.substring(mark + 1));
      rest = rest.substring(0, mark);
    }
    if (rest.isEmpty()) {
      throw new ConsoleNameException(
          "no server is named at character %d; write its name or UUID there, as in lab/web1:1"
              .formatted(character(start)));
    }
    server = rest;
  }

  private void option(int from, int end) throws ConsoleNameException {
    int equals = text.substring(from, end).indexOf('=');
    String word = text.substring(from, equals < 0 ? end : from + equals);
    String value = equals < 0 ? "" : text.substring(from + equals + 1, end);
    String place = " at character " + character(from);
    if (word.isEmpty()) {
      throw new ConsoleNameException(
          "no option follows the '+'%s; write one, as in web1+ro, or leave the '+' out"
              .formatted(place));
    }
    NameOption option =
        NameOption.of(word)
            .orElseThrow(() ->
                new ConsoleNameException(
                    "'%s'%s is no option; write %s"
                        .formatted(quoted(word), place, NameOption.instead(word))));
    option.check(value, place);
    if (!given.add(option)) {
      throw new ConsoleNameException(
          "option '%s'%s is given twice; write it once".formatted(word, place));
    }
    if (option == NameOption.PROJECT) {
      project = same(project, value, option, place);
    } else if (option == NameOption.PORT) {
      port = same(port, value, option, place);
    } else {
      options.put(word, value);
    }
  }

  private static Optional<String> same(
      Optional<String> before, String value, NameOption option, String place)
      throws ConsoleNameException {
    if (before.isPresent() && !before.get().equals(value)) {
      throw new ConsoleNameException(
          "option '%s'%s contradicts '%s' before it; write only one of them"
              .formatted(option.word(), place, quoted(before.get())));
    }
    return Optional.of(value);
  }

  private int plusAfter(int from) {
    int plus = text.indexOf('+', from);
    return plus < 0 ? text.length() : plus;
  }

  /** People count characters from 1, and a character outside the BMP once. */
  private int character(int index) {
    return text.codePointCount(0, index) + 1;
  }

  /** The start of a typed word, for a sentence. */
  static String quoted(String word) {
    return word.codePointCount(0, word.length()) <= QUOTED
        ? word
        : word.substring(0, word.offsetByCodePoints(0, QUOTED)) + '…';
  }
}
