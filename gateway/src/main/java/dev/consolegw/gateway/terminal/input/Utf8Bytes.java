package dev.consolegw.gateway.terminal.input;

import java.nio.ByteBuffer;

/** How many bytes the characters of UTF-8 have (RFC 3629). */
final class Utf8Bytes {
  private Utf8Bytes() {}

  /** Of the character at a place, or what there is of one; 0 when more of it may come. */
  static int lengthAt(ByteBuffer bytes, int at, int first) {
    int length = lengthAfter(first);
    for (int i = 1; i < length; i++) {
      if (at + i == bytes.limit()) {
        return 0;
      }
      if (!continues(bytes.get(at + i))) {
        return i;
      }
    }
    return length;
  }

  /** Of one that begins so; 1 where none does. */
  static int lengthAfter(int first) {
    if (first < 0xC2 || first > 0xF4) {
      return 1;
    }
    return first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  }

  /** Whether a byte may follow the first. */
  static boolean continues(int c) {
    return (c & 0xC0) == 0x80;
  }
}
