package dev.consolegw.config.yaml;

/**
 * A place in a file.
 *
 * @param line from 1
 * @param column from 1
 */
public record Where(String file, int line, int column) {
  /** For values that come from no file. */
  public static final Where BUILT_IN = new Where("built in", 0, 0);

  /** The place of what follows a text that begins the file; a column is one code point. */
  public static Where after(String file, String text) {
    int start = text.lastIndexOf('\n') + 1;
    int line = (int) text.chars().filter(c -> c == '\n').count() + 1;
    return new Where(file, line, text.codePointCount(start, text.length()) + 1);
  }

  @Override
  public String toString() {
    return line == 0 ? file : file + ':' + line + ':' + column;
  }
}
