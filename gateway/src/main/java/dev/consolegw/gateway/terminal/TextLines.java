package dev.consolegw.gateway.terminal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * Leaves out of stored output the lines that are no text, such as those of a file transfer or of a
 * wrong line speed: on a terminal they tell nobody anything. A line is judged when it is complete,
 * a long one in pieces; any chunking gives the same result. One thread at a time.
 *
 * <p>What is odd in a text are bytes that are neither printable, nor a control that lines are drawn
 * with, nor a part of a UTF-8 character. Some of them pass: guests print Latin-1, and NUL as
 * padding.
 */
public final class TextLines {
  /** What is held back of a line until it is judged, in bytes. */
  static final int LOOK = 4096;

  /** Fewer odd bytes than this are no reason. */
  private static final int FEW = 3;

  /** More than this of a line, in percent, makes it none of text. */
  private static final int ODD_PERCENT = 30;

  private static final String DRAWING = "\t\n\r\b\007\013\014\016\017\033";

  private static final byte[] NOTHING = new byte[0];

  private byte[] line = NOTHING; // of LOOK bytes while one is read
  private int length;
  private long leftOut;
  private boolean inLeftOut; // the line's last piece was left out

  /** What passes of the next piece and of what was held back, in a new buffer. */
  public ByteBuffer of(ByteBuffer piece) {
    var passed = new ByteArrayOutputStream(length + piece.remaining());
    if (line.length == 0) {
      line = new byte[LOOK];
    }
    while (piece.hasRemaining()) {
      byte c = piece.get();
      line[length++] = c;
      if (c == '\n' || length == LOOK) {
        judge(passed, c == '\n');
      }
    }
    return ByteBuffer.wrap(passed.toByteArray());
  }

  /** The end: the unfinished line, if it is text. What follows begins anew. */
  public ByteBuffer rest() {
    var passed = new ByteArrayOutputStream(length);
    judge(passed, true);
    line = NOTHING;
    return ByteBuffer.wrap(passed.toByteArray());
  }

  /** How many lines were left out, in all or in part, since this was asked last. */
  public long leftOut() {
    long lines = leftOut;
    leftOut = 0;
    return lines;
  }

  private void judge(ByteArrayOutputStream passed, boolean ends) {
    int odd = odd();
    boolean isText = odd < FEW || odd * 100 <= length * ODD_PERCENT;
    if (isText) {
      passed.write(line, 0, length);
    } else if (!inLeftOut) {
      leftOut++;
    }
    inLeftOut = !ends && (inLeftOut || !isText);
    length = 0;
  }

  private int odd() {
    int odd = 0;
    for (int i = 0; i < length; ) {
      int character = character(i);
      odd += character == 0 ? 1 : 0;
      i += Math.max(1, character);
    }
    return odd;
  }

  /** How many bytes the character has that begins there; 0 when there is none. */
  private int character(int at) {
    int c = line[at] & 0xFF;
    if (c < 0x80) {
      return (c >= ' ' && c != 0x7F) || DRAWING.indexOf(c) >= 0 ? 1 : 0;
    }
    int more = c >= 0xF5 ? 0 : c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : c >= 0xC2 ? 1 : 0;
    if (more == 0 || at + more >= length) {
      return 0;
    }
    for (int i = 1; i <= more; i++) {
      if ((line[at + i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    return more + 1;
  }
}
