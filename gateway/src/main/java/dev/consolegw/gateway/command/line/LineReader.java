package dev.consolegw.gateway.command.line;

/**
 * Takes a command line from left to right, as it was typed: a backslash is a backslash, and only
 * quotes around a whole word are none of it. One thread.
 */
final class LineReader {
  private static final String BLANKS = " \t\n\r";
  private static final String QUOTES = "'\"";

  private final String line;
  private int at;

  /**
   * One word.
   *
   * @param text without the quotes around it
   * @param quoted whether it had any, so that it is no option, whatever it begins with
   */
  record Word(String text, boolean quoted) {
    boolean isOption() {
      return !quoted && text.startsWith("--");
    }
  }

  LineReader(String line) {
    this.line = line;
  }

  /** Goes to the next word; false when there is none. */
  boolean next() {
    while (at < line.length() && isBlank(at)) {
      at++;
    }
    return at < line.length();
  }

  /** Whether what comes next begins so. */
  boolean isNext(String text) {
    return line.startsWith(text, at);
  }

  /** Whether what comes next is this word, and nothing more of it. */
  boolean isWord(String word) {
    return isNext(word) && (at + word.length() == line.length() || isBlank(at + word.length()));
  }

  /**
   * Takes a word. Quotes are around it when it begins with one and a blank, or the end, follows the
   * second; {@code --option='a word'} may have them after its {@code =}.
   */
  Word word() throws MisuseException {
    int from = at;
    if (isQuote(at)) {
      return new Word(quoted(), true);
    }
    boolean option = isNext("--");
    while (at < line.length() && !isBlank(at)) {
      at++;
      if (option && line.charAt(at - 1) == '=' && isQuote(at)) {
        var name = line.substring(from, at);
        return new Word(name + quoted(), false);
      }
    }
    return new Word(line.substring(from, at), false);
  }

  /** A backslash in front of a quote leaves it inside: no pattern ends with half an escape. */
  private String quoted() throws MisuseException {
    char quote = line.charAt(at);
    int from = at + 1;
    boolean escaped = false;
    for (int i = from; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == quote && !escaped && (i + 1 == line.length() || isBlank(i + 1))) {
        at = i + 1;
        return line.substring(from, i);
      }
      escaped = c == '\\' && !escaped;
    }
    throw new MisuseException(
        "the word that begins with %s has no %s at its end; close it, or put it in quotes of the other kind"
            .formatted(quote, quote));
  }

  /** Takes what is left but for so many characters, and one blank after them. */
  String restAfter(int count) {
    int from = Math.min(at + count, line.length());
    int begin = count > 0 && from < line.length() ? from + 1 : from;
    at = line.length();
    return line.substring(begin);
  }

  private boolean isBlank(int i) {
    return BLANKS.indexOf(line.charAt(i)) >= 0;
  }

  private boolean isQuote(int i) {
    return i < line.length() && QUOTES.indexOf(line.charAt(i)) >= 0;
  }
}
