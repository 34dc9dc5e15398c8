package dev.consolegw.gateway.terminal;

import java.util.HexFormat;
import java.util.Set;

/**
 * Foreign text made safe for terminals, logs and the attach line: server names, agents' errors,
 * other people's messages. There is no other way for such text to reach any of them.
 *
 * <p>Control characters, escape sequences, line separators and bidirectional overrides are shown as
 * {@code \xNN} or <code>&#92;u{NNNN}</code>; so are characters that show nothing, and marks that
 * would be heaped on a character, or stand on none. Text longer than {@value #LIMIT} characters is
 * cut.
 */
public final class Printable {
  /** The longest text that is shown, in characters. */
  public static final int LIMIT = 512;

  /** The most marks on one character: what scripts need, and no tower over the lines above. */
  public static final int MARKS = 4;

  /**
   * What shows nothing though it counts as a letter, mark or sign (Unicode: among
   * Default_Ignorable_Code_Point), and the empty Braille pattern.
   */
  private static final Set<Integer> INVISIBLE =
      Set.of(
          0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F, 0x2800, 0x3164,
          0xFFA0, 0x16FE4, 0x1D159);

  private final String text;

  private Printable(String text) {
    this.text = text;
  }

  /** Makes any text printable. Never fails; unpaired surrogates are shown by number too. */
  public static Printable of(String foreign) {
    var safe = new StringBuilder(Math.min(foreign.length(), LIMIT) + 16);
    int at = 0;
    int before = 0;
    int marks = MARKS; // nothing is there yet that could bear one
    while (at < foreign.length() && safe.length() < LIMIT) {
      int point = foreign.codePointAt(at);
      if (!isMark(point)) {
        append(safe, point);
        marks = isHarmless(point) ? 0 : MARKS;
      } else if (marks < MARKS && mayBear(before, point)) {
        append(safe, point);
        marks++;
      } else {
        number(safe, point);
      }
      before = point;
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
      number(safe, point);
    }
  }

  private static void number(StringBuilder safe, int point) {
    safe.append("\\u{").append(Integer.toHexString(point)).append('}');
  }

  /** Whether it is drawn on the character before it. */
  private static boolean isMark(int point) {
    int type = Character.getType(point);
    return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
  }

  /** A variation selector shows nothing, but chooses the look of a picture. */
  private static boolean mayBear(int before, int mark) {
    boolean isSelector = (mark >= 0xFE00 && mark <= 0xFE0F) || (mark >= 0xE0100 && mark <= 0xE01EF);
    return isSelector
        ? Character.isEmoji(before) && (mark == 0xFE0E || mark == 0xFE0F)
        : !INVISIBLE.contains(mark);
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
      default -> !INVISIBLE.contains(point) && (point == ' ' || !Character.isSpaceChar(point));
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
