package dev.consolegw.gateway.terminal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What the output that a terminal was shown has switched on there, and how it is switched off
 * again: what keys and mouse send, the alternate screen, colours, character sets, a hidden cursor
 * (ECMA-48; DEC STD 070; XTerm Control Sequences; kitty's keyboard protocol). Only what was seen is
 * undone: to leave an alternate screen that nobody entered would move the cursor.
 *
 * <p>A few hundred bytes, whatever is shown; any chunking gives the same. One thread at a time.
 */
public final class TerminalModes {
  /**
   * Switches off what a program may have left switched on, seen or not, as far as that harms no
   * terminal: neither cursor nor screen change.
   */
  private static final String HARMLESS =
      "\033[?1000l\033[?1002l\033[?1003l\033[?1004l\033[?1005l\033[?1006l\033[?1015l\033[?2004l"
          + "\033[?1l\033>\033[4l\033[?7h\017\033(B\033[?25h\033[m";

  private static final int ESC = 0x1B;
  private static final int BEL = 0x07;
  private static final int SO = 0x0E;
  private static final int SI = 0x0F;
  private static final int CAN = 0x18;
  private static final int SUB = 0x1A;

  /** The first byte in UTF-8 of the controls U+0080 to U+009F. */
  private static final int BEFORE_C1 = 0xC2;

  /** The longest control sequence that is understood, in bytes. */
  private static final int LONGEST = 256;

  private final SwitchedOn switchedOn = new SwitchedOn();
  private final StringBuilder sequence = new StringBuilder();
  private State state = State.GROUND;

  private enum State {
    GROUND,
    C1,
    ESCAPE,
    CONTROL,
    STRING,
    STRING_ESCAPE
  }

  /**
   * Takes note of what is shown.
   *
   * @param shown the bytes, at any place of this buffer, which stays as it is
   * @param from where the first of them is
   * @param to the place after the last
   */
  public void watch(ByteBuffer shown, int from, int to) {
    int at = from;
    while (at < to) {
      if (state == State.GROUND) {
        at = plain(shown, at, to);
      }
      if (at < to) {
        take(shown.get(at) & 0xFF);
        at++;
      }
    }
  }

  /** The same of all of some bytes. */
  public void watch(byte[] shown) {
    watch(ByteBuffer.wrap(shown), 0, shown.length);
  }

  /**
   * What is to be shown so that the terminal is as it was; empty when it is. It counts as shown.
   */
  public byte[] undo() {
    var ending =
        switch (state) {
          case GROUND, C1 -> "";
          case ESCAPE, CONTROL -> "\030";
          case STRING, STRING_ESCAPE -> "\033\\";
        };
    state = State.GROUND;
    return (ending + switchedOn.undo()).getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * The same, for somebody who asks for it: with whatever else can be switched off without harm,
   * since an earlier program may have left that.
   */
  public byte[] restore() {
    var seen = new String(undo(), StandardCharsets.US_ASCII);
    return (seen + HARMLESS).getBytes(StandardCharsets.US_ASCII);
  }

  // --- finding sequences ------------------------------------------------------------------------

  /** Nearly all of it is plain, and a flood is, too. */
  private static int plain(ByteBuffer shown, int from, int to) {
    int at = from;
    while (at < to && isPlain(shown.get(at) & 0xFF)) {
      at++;
    }
    return at;
  }

  private static boolean isPlain(int c) {
    return c != ESC && c != BEFORE_C1 && c != SO && c != SI;
  }

  private void take(int c) {
    switch (state) {
      case GROUND -> ground(c);
      case C1 -> {
        state = State.GROUND;
        if (c >= 0x80 && c < 0xA0) {
          begin(c - 0x40);
        } else {
          ground(c);
        }
      }
      case ESCAPE -> escape(c);
      case CONTROL -> control(c);
      case STRING -> string(c);
      case STRING_ESCAPE -> {
        if (c == '\\') {
          endString();
        } else {
          ground(ESC);
          escape(c);
        }
      }
    }
  }

  private void ground(int c) {
    switch (c) {
      case ESC -> {
        state = State.ESCAPE;
        sequence.setLength(0);
      }
      case BEFORE_C1 -> state = State.C1;
      case SO -> switchedOn.shiftOut(true);
      case SI -> switchedOn.shiftOut(false);
      default -> state = State.GROUND;
    }
  }

  private void escape(int c) {
    if (c < ' ' || c >= 0x7F) {
      interrupt(c);
    } else if (c < '0') {
      collect(c);
    } else if (sequence.isEmpty()) {
      begin(c);
    } else {
      switchedOn.escape(sequence.toString(), (char) c);
      state = State.GROUND;
    }
  }

  /** After ESC alone, or an 8-bit control. */
  private void begin(int c) {
    sequence.setLength(0);
    switch (c) {
      case '[' -> state = State.CONTROL;
      case ']', 'P', 'X', '^', '_' -> {
        state = State.STRING;
        sequence.append((char) c);
      }
      default -> {
        switchedOn.escape("", (char) c);
        state = State.GROUND;
      }
    }
  }

  private void control(int c) {
    if (c < ' ' || c >= 0x7F) {
      interrupt(c);
    } else if (c < '@') {
      collect(c);
    } else {
      if (sequence.length() < LONGEST) {
        switchedOn.control(sequence.toString(), (char) c);
      }
      state = State.GROUND;
    }
  }

  private void collect(int c) {
    if (sequence.length() < LONGEST) {
      sequence.append((char) c);
    }
  }

  /** Controls are obeyed within a sequence, which goes on; but for those that end it. */
  private void interrupt(int c) {
    switch (c) {
      case ESC -> ground(c);
      case CAN, SUB -> state = State.GROUND;
      case SO -> switchedOn.shiftOut(true);
      case SI -> switchedOn.shiftOut(false);
      default -> {}
    }
  }

  private void string(int c) {
    switch (c) {
      case BEL -> endString();
      case CAN, SUB -> state = State.GROUND;
      case ESC -> state = State.STRING_ESCAPE;
      default -> collect(c);
    }
  }

  private void endString() {
    if (sequence.charAt(0) == ']') {
      switchedOn.command(sequence.substring(1));
    }
    state = State.GROUND;
  }
}
