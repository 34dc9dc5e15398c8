package dev.consolegw.gateway.terminal;

import java.nio.ByteBuffer;

/**
 * Stored output made safe for the terminal that shows it: a query in an old log must not make a
 * terminal type into a shell. What a terminal would answer, and what would change what it sends, is
 * dropped; so are all strings (OSC, DCS, APC, PM, SOS). ECMA-48 control functions; any chunking
 * gives the same result. One thread at a time.
 *
 * <p>The 8-bit controls U+0080 to U+009F are dropped both as UTF-8 and as single bytes: a byte of
 * that range passes only inside a valid UTF-8 character. Other bytes that are no UTF-8 pass, for
 * guests that print Latin-1.
 */
public final class SafeOutput {
  static final int ESC = 0x1B;
  private static final int BEL = 0x07;
  private static final int SO = 0x0E;
  private static final int SI = 0x0F;
  private static final int CAN = 0x18;
  private static final int SUB = 0x1A;

  /** What may be held back for the next piece: a sequence without its end, or of a character. */
  private static final int CARRY = Sequence.LONGEST + 8;

  private final Keep keep;
  private final Sequence sequence;
  private final Utf8Text text = new Utf8Text();
  private State state = State.TEXT;

  /** What passes. */
  public enum Keep {
    /** Text alone. */
    TEXT,
    /** Text and its colours. */
    COLOURS,
    /** These, and what moves the cursor, erases and scrolls: what a screen is drawn with. */
    SCREEN
  }

  private enum State {
    TEXT,
    /** After ESC. */
    ESCAPE,
    /** Inside ESC [. */
    CONTROL,
    /** Inside a string (OSC, DCS, APC, PM, SOS), until ST or BEL, or the end of the line. */
    STRING,
    /** Inside a string, after ESC. */
    STRING_ESCAPE
  }

  public SafeOutput(Keep keep) {
    this.keep = keep;
    this.sequence = new Sequence(keep);
  }

  /** What may be shown of the next piece, in a new buffer. Nothing is shown of half a sequence. */
  public ByteBuffer of(ByteBuffer piece) {
    var safe = ByteBuffer.allocate(piece.remaining() + CARRY);
    while (piece.hasRemaining()) {
      if (state == State.TEXT && !text.hasBegun()) {
        plain(piece, safe);
      }
      if (piece.hasRemaining()) {
        take(piece.get() & 0xFF, safe);
      }
    }
    return safe.flip();
  }

  /** The end: what has begun and comes to no end any more. What follows begins anew. */
  public ByteBuffer rest() {
    var safe = ByteBuffer.allocate(CARRY);
    text.end(safe);
    state = State.TEXT;
    return safe.flip();
  }

  /** Most of a log is plain, and is copied in one go. */
  private static void plain(ByteBuffer piece, ByteBuffer safe) {
    int start = piece.position();
    int end = start;
    while (end < piece.limit() && isPlain(piece.get(end))) {
      end++;
    }
    safe.put(piece.slice(start, end - start));
    piece.position(end);
  }

  private static boolean isPlain(byte c) {
    return (c >= ' ' && c != 0x7F) || c == '\n' || c == '\r';
  }

  private void take(int c, ByteBuffer safe) {
    switch (state) {
      case TEXT -> text(c, safe);
      case ESCAPE -> escape(c, safe);
      case CONTROL -> control(c, safe);
      case STRING -> string(c, safe);
      case STRING_ESCAPE -> {
        state = c == '\\' ? State.TEXT : State.STRING;
        if (state == State.STRING) {
          string(c, safe);
        }
      }
    }
  }

  private void text(int c, ByteBuffer safe) {
    state = State.TEXT;
    if (c >= 0x80) {
      text.take(c, safe);
      return;
    }
    text.end(safe);
    if (c == ESC) {
      state = State.ESCAPE;
      sequence.begin();
    } else if ((c >= ' ' && c != 0x7F) || "\n\r\t\b".indexOf(c) >= 0) {
      safe.put((byte) c);
    } else if (keep == Keep.SCREEN && (c == SO || c == SI)) {
      safe.put((byte) c);
    }
  }

  private void escape(int c, ByteBuffer safe) {
    switch (c) {
      case '[' -> {
        state = State.CONTROL;
        sequence.begin();
      }
      case ']', 'P', 'X', '^', '_' -> state = State.STRING;
      default -> {
        if (c < 0x20 || c >= 0x7F) {
          text(c, safe);
        } else if (c >= 0x30) {
          state = State.TEXT;
          sequence.endEscape(c, safe);
        } else {
          sequence.take(c);
        }
      }
    }
  }

  private void control(int c, ByteBuffer safe) {
    if (c >= 0x40 && c <= 0x7E) {
      state = State.TEXT;
      sequence.endControl(c, safe);
    } else if (c >= 0x20 && c < 0x40) {
      sequence.take(c);
    } else {
      text(c, safe);
    }
  }

  /** An unfinished string must not hide the rest of the log: it ends with its line. */
  private void string(int c, ByteBuffer safe) {
    switch (c) {
      case BEL, CAN, SUB -> state = State.TEXT;
      case ESC -> state = State.STRING_ESCAPE;
      case '\n', '\r' -> text(c, safe);
      default -> {}
    }
  }
}
