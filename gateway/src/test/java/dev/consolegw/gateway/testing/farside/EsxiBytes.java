package dev.consolegw.gateway.testing.farside;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * How a host writes telnet, by itself: what it shares with nobody cannot be wrong in the same way.
 */
final class EsxiBytes {
  private static final int IAC = 255;

  private EsxiBytes() {}

  static byte[] doubled(byte[] bytes) {
    var out = new ByteArrayOutputStream();
    for (byte b : bytes) {
      out.write(b);
      if (b == (byte) IAC) {
        out.write(b);
      }
    }
    return out.toByteArray();
  }

  static byte[] sub(int code, byte[] value) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) IAC, (byte) 250, (byte) 232});
    out.writeBytes(doubled(concat(new byte[] {(byte) code}, value)));
    out.writeBytes(new byte[] {(byte) IAC, (byte) 240});
    return out.toByteArray();
  }

  static byte[] concat(byte[] one, byte[] other) {
    var both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }
}
