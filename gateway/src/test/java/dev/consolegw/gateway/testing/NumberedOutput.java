package dev.consolegw.gateway.testing;

import java.nio.charset.StandardCharsets;

/** Output of any length in which every byte tells its place: lines with their own offset. */
public final class NumberedOutput {
  /** Bytes of a line, its end included. */
  public static final int LINE = 16;

  private NumberedOutput() {}

  /** The bytes from this offset on. */
  public static byte[] at(long offset, int count) {
    var bytes = new byte[count];
    long line = offset / LINE;
    int skip = (int) (offset % LINE);
    for (int at = -skip; at < count; at += LINE) {
      var text = "%014d\r\n".formatted(line++ * LINE).getBytes(StandardCharsets.US_ASCII);
      int from = Math.max(0, -at);
      System.arraycopy(text, from, bytes, at + from, Math.min(LINE - from, count - at - from));
    }
    return bytes;
  }
}
