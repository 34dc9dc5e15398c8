package dev.consolegw.gateway.terminal;

import java.util.HexFormat;

/**
 * Foreign text made safe for terminals, logs and the attach line: server names, agents' errors,
 * other people's messages. There is no other way for such text to reach any of them.
 *
 * <p>Control characters, escape sequences, line separators and bidirectional overrides are shown as
 * {@code \xNN} or <code>&#92;u{NNNN}</code>; text longer than {@value #LIMIT} characters is cut.
 */
public final class Printable {
  /** The longest text that is shown, in characters. */
  public static final int LIMIT = 512;

  private final String text;

  private Printable(String text) {
    this.text = text;
  }

  /** Makes any text printable. Never fails; unpaired surrogates are shown by number too. */
  public static Printable of(String foreign) {
    var safe = new StringBuilder(Math.min(foreign.length(), LIMIT) + 16);
    int at = 0;
    while (at < foreign.length() && safe.length() < LIMIT) {
      int point = foreign.codePointAt(at);
      append(safe, point);
      at += Character.charCount(point);
    }
    if (at < foreign.length()) {
      safe.append('…');
    }
    return new Printable(safe.toString());
  }

  private static void append(StringBuilder safe, int point) {
    if (point >= ' ' && point < 0x7F) {
      safe.append((char) point);
    } else if (point < 0x100 && Character.isISOControl(point)) {
      safe.append("\\x").append(HexFormat.of().toHexDigits((byte) point));
    } else if (isHarmless(point)) {
      safe.appendCodePoint(point);
    } else {
      safe.append("\\u{").append(Integer.toHexString(point)).append('}');
    }
  }

  private static boolean isHarmless(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> point == ' ' || !Character.isSpaceChar(point);
    };
  }

  /**
   * As it is when it is one plain word, else quoted as a JSON string; for {@code key=value} lines.
   */
  public String asValue() {
    if (!text.isEmpty() && text.chars().allMatch(Printable::isPlain)) {
      return text;
    }
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static boolean isPlain(int c) {
    return c > ' ' && c < 0x7F && c != '"' && c != '\\' && c != '=';
  }

  @Override
  public boolean equals(@org.jspecify.annotations.Nullable Object other) {
    return other instanceof Printable that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
