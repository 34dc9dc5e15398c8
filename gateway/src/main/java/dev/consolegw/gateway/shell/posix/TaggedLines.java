package dev.consolegw.gateway.shell.posix;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/**
 * Parts what a line brings: lines that begin with one of our marks ({@code @MARK }), wherever they
 * begin, and all else, which is text. What a kernel prints into such a line ({@code [ 1.234567] …})
 * is text, too, and the line goes on after it. One thread at a time; only {@link #expect} is for
 * any.
 */
final class TaggedLines {
  /** Of hexadecimal digits. */
  static final int MARK_LENGTH = 12;

  /** So much of a mark is no accident: a kernel's line may come before the rest of it. */
  private static final int CERTAIN = 7;

  /** A longer line is none of ours. */
  static final int LONGEST = 1400;

  /**
   * A line of ours.
   *
   * @param mark which of the marks it begins with
   * @param body the rest without its end
   */
  record Tagged(String mark, String body) {}

  private enum Where {
    TEXT,
    MARK,
    BODY,
    INTRUDER
  }

  private final Consumer<Tagged> lines;
  private volatile List<String> marks = List.of();

  private Where where = Where.TEXT;
  private Where before = Where.TEXT;
  private Where afterwards = Where.BODY;
  private final byte[] start = new byte[MARK_LENGTH + 2];
  private int started;
  private int shown;
  private String mark = "";
  private final StringBuilder body = new StringBuilder();
  private ByteBuffer text = ByteBuffer.allocate(0);

  TaggedLines(Consumer<Tagged> lines) {
    this.lines = lines;
  }

  /** From now on lines with these marks are ours. */
  void expect(String... some) {
    marks = List.of(some);
  }

  /** Takes out what is ours, and gives back the rest in its order. */
  ByteBuffer take(ByteBuffer bytes) {
    if (marks.isEmpty()) {
      return bytes;
    }
    text = ByteBuffer.allocate(bytes.remaining() + start.length);
    while (bytes.hasRemaining()) {
      next(bytes.get());
    }
    return text.flip();
  }

  /** Gives back what may be a mark and is not whole yet. It may still become one. */
  ByteBuffer release() {
    if (where != Where.MARK) {
      return ByteBuffer.allocate(0);
    }
    ByteBuffer held = ByteBuffer.wrap(start.clone(), shown, started - shown);
    shown = started;
    return held;
  }

  private void next(byte b) {
    switch (where) {
      case TEXT -> {
        if (b == '@') {
          begin(b);
        } else {
          text.put(b);
        }
      }
      case MARK -> mark(b);
      case BODY -> body(b);
      case INTRUDER -> {
        if (b == '@') {
          begin(b);
        } else {
          text.put(b);
          if (b == '\n') {
            where = afterwards;
          }
        }
      }
    }
  }

  private void begin(byte b) {
    if (where == Where.INTRUDER && afterwards == Where.MARK) {
      text.put(start, shown, started - shown);
      afterwards = Where.TEXT;
    }
    before = where;
    where = Where.MARK;
    start[0] = b;
    started = 1;
    shown = 0;
  }

  private void mark(byte b) {
    start[started] = b;
    String candidate = new String(start, 1, started, StandardCharsets.ISO_8859_1);
    for (String one : marks) {
      if ((one + " ").startsWith(candidate)) {
        started++;
        if (started == start.length) {
          mark = one;
          body.setLength(0);
          where = Where.BODY;
        }
        return;
      }
    }
    if (b == '[' && started >= CERTAIN) {
      intrude(b, Where.MARK);
      return;
    }
    text.put(start, shown, started - shown);
    if (before == Where.BODY) {
      afterwards = Where.BODY;
      where = Where.INTRUDER;
    } else {
      afterwards = afterwards == Where.MARK ? Where.TEXT : afterwards;
      where = before;
    }
    next(b);
  }

  private void body(byte b) {
    if (b == '\n') {
      where = Where.TEXT;
      lines.accept(new Tagged(mark, body.toString()));
    } else if (b == '\r') {
      return;
    } else if (body.length() == LONGEST) {
      where = Where.TEXT;
      next(b);
    } else if (ours(b)) {
      body.append((char) b);
    } else if (b == '@') {
      begin(b);
    } else {
      intrude(b, Where.BODY);
    }
  }

  private void intrude(byte b, Where then) {
    where = Where.INTRUDER;
    afterwards = then;
    text.put(b);
  }

  /** Lines that repeat what we sent hold anything printable, all others few characters. */
  private boolean ours(byte b) {
    if (!body.isEmpty() && body.charAt(0) == '=') {
      return b >= ' ' && b < 0x7f;
    }
    return (b >= '0' && b <= '9')
        || (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || " +/=.:!-_".indexOf(b) >= 0;
  }
}
