package dev.consolegw.gateway.terminal.screen.grid;

/** The character sets that are still in use: what 7-bit characters mean (DEC STD 070, VT220). */
public enum Charset {
  ASCII('B'),
  BRITISH('A'),
  LINE_DRAWING('0');

  /** For 0x5F to 0x7E. */
  private static final String LINES =
      "\u00a0\u25c6\u2592\u2409\u240c\u240d\u240a\u00b0\u00b1\u2424\u240b\u2518\u2510\u250c\u2514\u253c"
          + "\u23ba\u23bb\u2500\u23bc\u23bd\u251c\u2524\u2534\u252c\u2502\u2264\u2265\u03c0\u2260\u00a3\u00b7";

  private static final int FIRST_LINE = 0x5F;

  private final char designator;

  Charset(char designator) {
    this.designator = designator;
  }

  /** The one that is designated by a final byte; ASCII for all that are not modelled. */
  public static Charset of(int designator) {
    return switch (designator) {
      case '0' -> LINE_DRAWING;
      case 'A' -> BRITISH;
      default -> ASCII;
    };
  }

  /** The final byte that designates it. */
  public char designator() {
    return designator;
  }

  /** The code point of a byte from 0x20 to 0x7E. */
  int map(int c) {
    return switch (this) {
      case ASCII -> c;
      case BRITISH -> c == '#' ? '\u00a3' : c;
      case LINE_DRAWING -> c >= FIRST_LINE ? LINES.charAt(c - FIRST_LINE) : c;
    };
  }
}
