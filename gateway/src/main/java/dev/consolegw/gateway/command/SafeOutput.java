package dev.consolegw.gateway.command;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * Stored output made safe for the terminal that shows it: text and colours stay, everything else
 * that a terminal would obey or answer is dropped (a query in an old log must not make a terminal
 * type into a shell). ECMA-48 control functions; any chunking gives the same result.
 *
 * <p>The 8-bit controls U+0080 to U+009F are dropped both as UTF-8 and as single bytes: a byte of
 * that range passes only inside a valid UTF-8 character. Other bytes that are no UTF-8 pass, for
 * guests that print Latin-1.
 */
final class SafeOutput {
  private static final int ESC = 0x1B;
  private static final int BEL = 0x07;
  private static final int CAN = 0x18;
  private static final int SUB = 0x1A;

  /** The longest colour sequence that is let through. */
  private static final int LONGEST = 64;

  private final boolean raw;
  private State state = State.TEXT;
  private final ByteArrayOutputStream sequence = new ByteArrayOutputStream();
  private boolean colour;
  private final Utf8Text text = new Utf8Text();

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

  SafeOutput(boolean raw) {
    this.raw = raw;
  }

  byte[] of(ByteBuffer piece) {
    var safe = new ByteArrayOutputStream(piece.remaining());
    while (piece.hasRemaining()) {
      int c = piece.get() & 0xFF;
      if (raw) {
        safe.write(c);
      } else {
        take(c, safe);
      }
    }
    return safe.toByteArray();
  }

  /** What has begun and comes to no end any more. */
  byte[] rest() {
    var safe = new ByteArrayOutputStream();
    text.end(safe);
    return safe.toByteArray();
  }

  private void take(int c, ByteArrayOutputStream safe) {
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

  private void text(int c, ByteArrayOutputStream safe) {
    state = State.TEXT;
    if (c >= 0x80) {
      text.take(c, safe);
      return;
    }
    text.end(safe);
    if (c == ESC) {
      state = State.ESCAPE;
    } else if ((c >= ' ' && c != 0x7F) || "\n\r\t\b".indexOf(c) >= 0) {
      safe.write(c);
    }
  }

  private void escape(int c, ByteArrayOutputStream safe) {
    switch (c) {
      case '[' -> {
        state = State.CONTROL;
        sequence.reset();
        colour = true;
      }
      case ']', 'P', 'X', '^', '_' -> state = State.STRING;
      default -> {
        if (c < 0x20 || c >= 0x7F) {
          text(c, safe);
        } else if (c >= 0x30) {
          state = State.TEXT;
        }
      }
    }
  }

  private void control(int c, ByteArrayOutputStream safe) {
    if (c >= 0x40 && c <= 0x7E) {
      state = State.TEXT;
      if (c == 'm' && colour) {
        safe.write(ESC);
        safe.write('[');
        safe.writeBytes(sequence.toByteArray());
        safe.write('m');
      }
    } else if (c >= 0x20 && c < 0x40) {
      // With any other parameter than these, "m" is no colour: "?" asks and ">" sets.
      colour &= (c >= '0' && c <= ';') && sequence.size() < LONGEST;
      if (colour) {
        sequence.write(c);
      }
    } else {
      text(c, safe);
    }
  }

  /** An unfinished string must not hide the rest of the log: it ends with its line. */
  private void string(int c, ByteArrayOutputStream safe) {
    switch (c) {
      case BEL, CAN, SUB -> state = State.TEXT;
      case ESC -> state = State.STRING_ESCAPE;
      case '\n', '\r' -> text(c, safe);
      default -> {}
    }
  }
}
