package dev.consolegw.config;

/**
 * A place in a file.
 *
 * @param line from 1
 * @param column from 1
 */
public record Where(String file, int line, int column) {
  /** For values that come from no file. */
  public static final Where BUILT_IN = new Where("built in", 0, 0);

  @Override
  public String toString() {
    return line == 0 ? file : file + ':' + line + ':' + column;
  }
}
