package dev.consolegw.gateway.terminal.screen;

/**
 * How a cell looks (ECMA-48, SGR; ISO 8613-6 for colours). A colour is a number: {@link
 * #DEFAULT_COLOUR}, an index of the palette of 256, or {@code 0x1000000} plus red, green and blue
 * as 0xRRGGBB ({@link #isDirect}).
 *
 * @param packed all of it, 0 for the default: attributes in bits 0 to 8, the foreground in bits 9
 *     to 34, the background in bits 35 to 60; of a colour the two upper bits tell its kind
 */
public record Style(long packed) {
  /** As the terminal likes it. */
  public static final int DEFAULT_COLOUR = -1;

  /** Nothing special. */
  public static final Style DEFAULT = new Style(0);

  static final long BOLD = 1;
  static final long DIM = 1 << 1;
  static final long ITALIC = 1 << 2;
  static final long UNDERLINE = 1 << 3;
  static final long BLINK = 1 << 4;
  static final long REVERSE = 1 << 5;
  static final long HIDDEN = 1 << 6;
  static final long STRUCK = 1 << 7;
  static final long OVERLINE = 1 << 8;
  static final int FOREGROUND = 9;
  static final int BACKGROUND = 35;

  private static final int DIRECT = 0x1000000;
  private static final long COLOUR = 0x3FFFFFF;
  private static final long INDEX_KIND = 1L << 24;
  private static final long DIRECT_KIND = 2L << 24;

  public boolean isBold() {
    return has(BOLD);
  }

  public boolean isDim() {
    return has(DIM);
  }

  public boolean isItalic() {
    return has(ITALIC);
  }

  public boolean isUnderlined() {
    return has(UNDERLINE);
  }

  public boolean isBlinking() {
    return has(BLINK);
  }

  /** Whether foreground and background are exchanged. */
  public boolean isReverse() {
    return has(REVERSE);
  }

  /** Whether the character is there, but not to be seen. */
  public boolean isHidden() {
    return has(HIDDEN);
  }

  public boolean isStruckOut() {
    return has(STRUCK);
  }

  public boolean isOverlined() {
    return has(OVERLINE);
  }

  private boolean has(long attribute) {
    return (packed & attribute) != 0;
  }

  /** The colour of the character; see the class. */
  public int foreground() {
    return colour(packed, FOREGROUND);
  }

  /** The colour behind the character; see the class. */
  public int background() {
    return colour(packed, BACKGROUND);
  }

  /** Whether a colour is red, green and blue, and no index. */
  public static boolean isDirect(int colour) {
    return colour >= DIRECT;
  }

  static int colour(long packed, int place) {
    long bits = (packed >> place) & COLOUR;
    int value = (int) (bits & 0xFFFFFF);
    return bits >= DIRECT_KIND ? DIRECT | value : bits >= INDEX_KIND ? value : DEFAULT_COLOUR;
  }

  /** The same style with another colour at a place. */
  static long withColour(long packed, int place, int colour) {
    long bits = 0;
    if (isDirect(colour)) {
      bits = DIRECT_KIND | (colour & 0xFFFFFF);
    } else if (colour != DEFAULT_COLOUR) {
      bits = INDEX_KIND | (colour & 0xFF);
    }
    return (packed & ~(COLOUR << place)) | (bits << place);
  }

  /** Red, green and blue, of which the lowest eight bits count. */
  static int direct(int red, int green, int blue) {
    return DIRECT | ((red & 0xFF) << 16) | ((green & 0xFF) << 8) | (blue & 0xFF);
  }

  /** What erased cells look like that this style has erased: its background alone. */
  static long erased(long packed) {
    return packed & (COLOUR << BACKGROUND);
  }
}
