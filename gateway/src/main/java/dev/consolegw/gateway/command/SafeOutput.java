package dev.consolegw.gateway.command;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * Stored output made safe for the terminal that shows it: colours stay, everything else that a
 * terminal would obey or answer is dropped (a query in an old log must not make a terminal type
 * into a shell). ECMA-48 control functions; any chunking gives the same result.
 */
final class SafeOutput {
  private static final int ESC = 0x1B;

  /** The longest colour sequence that is let through. */
  private static final int LONGEST = 64;

  private final boolean raw;
  private State state = State.TEXT;
  private final ByteArrayOutputStream sequence = new ByteArrayOutputStream();

  private enum State {
    TEXT,
    /** After ESC. */
    ESCAPE,
    /** Inside ESC [. */
    CONTROL,
    /** Inside a string (OSC, DCS, APC, PM, SOS), until ST or BEL. */
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

  private void take(int c, ByteArrayOutputStream safe) {
    switch (state) {
      case TEXT -> text(c, safe);
      case ESCAPE -> escape(c, safe);
      case CONTROL -> control(c, safe);
      case STRING -> state = c == 0x07 ? State.TEXT : c == ESC ? State.STRING_ESCAPE : state;
      case STRING_ESCAPE -> state = c == '\\' ? State.TEXT : State.STRING;
    }
  }

  private void text(int c, ByteArrayOutputStream safe) {
    if (c == ESC) {
      state = State.ESCAPE;
    } else if ((c >= ' ' && c != 0x7F) || "\n\r\t\b".indexOf(c) >= 0) {
      safe.write(c);
    }
  }

  private void escape(int c, ByteArrayOutputStream safe) {
    sequence.reset();
    switch (c) {
      case '[' -> state = State.CONTROL;
      case ']', 'P', 'X', '^', '_' -> state = State.STRING;
      case ESC -> state = State.ESCAPE;
      default -> {
        if (c < 0x20) {
          state = State.TEXT;
          text(c, safe);
        } else if (c >= 0x30) {
          state = State.TEXT;
        }
      }
    }
  }

  private void control(int c, ByteArrayOutputStream safe) {
    if (c == ESC) {
      state = State.ESCAPE;
    } else if (c >= 0x40 && c <= 0x7E) {
      state = State.TEXT;
      if (c == 'm' && sequence.size() <= LONGEST) {
        safe.write(ESC);
        safe.write('[');
        safe.writeBytes(sequence.toByteArray());
        safe.write('m');
      }
    } else if (c < 0x20) {
      text(c, safe);
    } else if (sequence.size() <= LONGEST) {
      sequence.write(c);
    }
  }
}
