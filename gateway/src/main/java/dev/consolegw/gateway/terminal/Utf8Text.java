package dev.consolegw.gateway.terminal;

import java.nio.ByteBuffer;

/**
 * The part of an output that is not ASCII. Lets through whole UTF-8 characters (RFC 3629) but for
 * the controls U+0080 to U+009F, and stray bytes but for those that are such controls by
 * themselves.
 */
final class Utf8Text {
  private static final int LONGEST = 4;

  private final byte[] begun = new byte[LONGEST];
  private int count;
  private int length;

  /** Takes the next byte, of 0x80 or more. */
  void take(int c, ByteBuffer safe) {
    if (count > 0 && !fits(c)) {
      end(safe);
    }
    if (count == 0) {
      length = lengthAfter(c);
    }
    begun[count++] = (byte) c;
    if (count == length) {
      if (length > 1 && !isControl()) {
        safe.put(begun, 0, length);
      } else if (length == 1) {
        stray(c, safe);
      }
      count = 0;
    }
  }

  /** Whether a character is not complete yet. */
  boolean hasBegun() {
    return count > 0;
  }

  /** What has begun is no character: its bytes go alone. */
  void end(ByteBuffer safe) {
    for (int i = 0; i < count; i++) {
      stray(begun[i] & 0xFF, safe);
    }
    count = 0;
  }

  private static void stray(int c, ByteBuffer safe) {
    if (c >= 0xA0) {
      safe.put((byte) c);
    }
  }

  /** How many bytes a character has that begins so; 1 when none does. */
  private static int lengthAfter(int first) {
    if (first < 0xC2 || first > 0xF4) {
      return 1;
    }
    return first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  }

  /** Whether a byte can follow: no overlong forms, no surrogates, nothing above U+10FFFF. */
  private boolean fits(int c) {
    int least = 0x80;
    int most = 0xBF;
    if (count == 1) {
      switch (begun[0] & 0xFF) {
        case 0xE0 -> least = 0xA0;
        case 0xED -> most = 0x9F;
        case 0xF0 -> least = 0x90;
        case 0xF4 -> most = 0x8F;
        default -> {}
      }
    }
    return c >= least && c <= most;
  }

  private boolean isControl() {
    return length == 2 && (begun[0] & 0xFF) == 0xC2 && (begun[1] & 0xFF) < 0xA0;
  }
}
