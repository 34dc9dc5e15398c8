package dev.consolegw.gateway.command.screen;

/** The 256 colours of xterm, as it has them when nobody changes them. */
final class Palette {
  /** The first 16. */
  private static final int[] SYSTEM = {
    0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5,
    0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF
  };

  /** Levels of the cube, 16 to 231. */
  private static final int[] LEVELS = {0, 95, 135, 175, 215, 255};

  private Palette() {}

  /**
   * A colour as {@code 0xRRGGBB}.
   *
   * @param number 0 to 255
   */
  static int rgb(int number) {
    if (number < 16) {
      return SYSTEM[number];
    }
    if (number < 232) {
      int cube = number - 16;
      return (LEVELS[cube / 36] << 16) | (LEVELS[cube / 6 % 6] << 8) | LEVELS[cube % 6];
    }
    int grey = 8 + 10 * (number - 232);
    return (grey << 16) | (grey << 8) | grey;
  }
}
