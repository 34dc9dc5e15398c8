package dev.consolegw.gateway.terminal.screen;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes for a terminal that are made here: numbers, code points and sequences. What is more than
 * {@link #MOST} is not kept.
 */
final class Output {
  /** So many bytes at most. */
  static final int MOST = 1 << 20;

  private byte[] bytes;
  private int count;
  private boolean isTooLarge;

  Output(int expected) {
    bytes = new byte[expected];
  }

  private void room(int more) {
    if (count + more > MOST) {
      count = 0; // to be thrown away: it is only made to its end
      isTooLarge = true;
    }
    if (bytes.length - count < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, count + more));
    }
  }

  Output ascii(int c) {
    room(1);
    bytes[count++] = (byte) c;
    return this;
  }

  Output ascii(String text) {
    room(text.length());
    for (int i = 0; i < text.length(); i++) {
      bytes[count++] = (byte) text.charAt(i);
    }
    return this;
  }

  /** The characters of a cell. */
  Output text(String text) {
    var encoded = text.getBytes(StandardCharsets.UTF_8);
    room(encoded.length);
    System.arraycopy(encoded, 0, bytes, count, encoded.length);
    count += encoded.length;
    return this;
  }

  Output number(int number) {
    if (number >= 10) {
      number(number / 10);
    }
    return ascii('0' + number % 10);
  }

  /** Begins a control sequence. */
  Output csi() {
    return ascii(0x1B).ascii('[');
  }

  /** One of DEC's private modes. */
  Output mode(int mode, boolean on) {
    return csi().ascii('?').number(mode).ascii(on ? 'h' : 'l');
  }

  /** Places the cursor, from 1. */
  Output place(int row, int column) {
    return csi().number(row).ascii(';').number(column).ascii('H');
  }

  /** All of it; nothing when it would be more than {@link #MOST}. */
  ByteBuffer bytes() {
    return isTooLarge ? ByteBuffer.allocate(0) : ByteBuffer.wrap(bytes, 0, count);
  }
}
