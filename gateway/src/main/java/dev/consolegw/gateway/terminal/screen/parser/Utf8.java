package dev.consolegw.gateway.terminal.screen.parser;

/**
 * One character in UTF-8, byte by byte (Unicode 16, table 3-7). Bytes that cannot go on end it
 * where they stand, so that nothing behind them is lost.
 */
final class Utf8 {
  static final int REPLACEMENT = 0xFFFD;

  enum Result {
    OPEN,
    WHOLE,
    BROKEN
  }

  private int codePoint;
  private int missing;
  private int lowest; // of the next byte
  private int highest;

  /** Takes the first byte, 0x80 or more. False if no character begins with it. */
  boolean begin(int c) {
    if (c < 0xC2 || c > 0xF4) {
      return false;
    }
    missing = c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
    codePoint = c & (0x3F >> missing);
    lowest = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
    highest = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
    return true;
  }

  /** Takes another byte. One that breaks the character is not a part of it. */
  Result take(int c) {
    if (c < lowest || c > highest) {
      return Result.BROKEN;
    }
    codePoint = codePoint << 6 | (c & 0x3F);
    lowest = 0x80;
    highest = 0xBF;
    missing--;
    return missing == 0 ? Result.WHOLE : Result.OPEN;
  }

  int codePoint() {
    return codePoint;
  }
}
