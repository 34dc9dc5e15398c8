package dev.consolegw.gateway.shell.signin;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * What a guest printed, as the lines that a terminal would show, as far as prompts need it: ECMA-48
 * and xterm's sequences are obeyed within the line, strings and colours are left out, and what a
 * kernel prints across a line is taken out of it. Any chunking gives the same. One thread at a
 * time.
 *
 * <p>Each character is a byte; at most {@link #LINE} of a line and {@link #LINES} of all are kept.
 */
final class ShownText {
  static final int LINE = 4096;
  static final int LINES = 64 * 1024;

  /** The longest parameters that are understood, in bytes. */
  private static final int PARAMETERS = 64;

  /** So many lines printed one after the other are no drawing of a full-screen program. */
  private static final int NO_DRAWING = 3;

  /** So many blanks are between a cursor and what is at the right of the screen. */
  private static final int APART = 3;

  private enum State {
    TEXT,
    ESCAPE,
    /** After ESC and an intermediate byte. */
    INTERMEDIATE,
    CONTROL,
    STRING,
    STRING_ESCAPE
  }

  private final StringBuilder line = new StringBuilder();
  private final ArrayDeque<String> lines = new ArrayDeque<>();
  private final StringBuilder parameters = new StringBuilder();
  private State state = State.TEXT;
  private int column;
  private int held; // characters in lines
  private boolean alternate;
  private boolean atHome; // and nothing was shown since
  private int sinceDrawn = NO_DRAWING; // lines
  private int savedSinceDrawn = NO_DRAWING;
  private boolean fresh;

  /** Takes the next piece. */
  void take(byte[] piece) {
    fresh |= piece.length > 0;
    for (byte each : piece) {
      take(each & 0xFF);
    }
  }

  /** What is typed now: the lines so far are no answers to it. */
  void typed() {
    fresh = false;
    lines.clear();
    held = 0;
  }

  /** Whether something was printed since. */
  boolean isFresh() {
    return fresh;
  }

  /**
   * The line at which the guest stands. What stands far to the right of the cursor, as zsh and fish
   * have it, is no part of it; what somebody has typed there is.
   */
  String line() {
    boolean isApart = column < line.length();
    for (int i = column; isApart && i < column + APART; i++) {
      isApart = i < line.length() && line.charAt(i) == ' ';
    }
    return isApart ? line.substring(0, column) : line.toString();
  }

  /** The lines that were ended since something was typed, without the last one. */
  Iterable<String> lines() {
    return lines;
  }

  /** All of them, and the last one. */
  List<String> all() {
    var all = new ArrayList<>(lines);
    all.add(line());
    return all;
  }

  /** Whether a program seems to have the whole screen. */
  boolean isScreen() {
    return alternate || sinceDrawn < NO_DRAWING;
  }

  /** Whether that is beyond doubt. */
  boolean isAlternate() {
    return alternate;
  }

  // --- one byte after the other -----------------------------------------------------------------

  private void take(int c) {
    switch (state) {
      case TEXT -> text(c);
      case ESCAPE -> escape(c);
      case INTERMEDIATE -> state = c >= 0x30 ? State.TEXT : State.INTERMEDIATE;
      case CONTROL -> control(c);
      case STRING -> string(c);
      case STRING_ESCAPE -> {
        state = State.TEXT;
        if (c != '\\') {
          escape(c);
        }
      }
    }
  }

  private void text(int c) {
    switch (c) {
      case 0x1B -> state = State.ESCAPE;
      case '\n' -> endLine();
      case '\r' -> column = 0;
      case '\b' -> column = Math.max(0, column - 1);
      case '\t' -> put(' ');
      default -> {
        if (c >= ' ' && c != 0x7F) {
          put((char) c);
        }
      }
    }
  }

  private void put(char c) {
    atHome = false;
    if (column < line.length()) {
      line.setCharAt(column, c);
    } else {
      pad();
      line.append(c);
    }
    column++;
    if (line.length() > LINE) {
      line.delete(0, LINE / 2);
      column = Math.max(0, column - LINE / 2);
    }
  }

  private void pad() {
    while (line.length() < column) {
      line.append(' ');
    }
  }

  private void endLine() {
    atHome = false;
    int kernel = KernelLines.in(line);
    if (kernel > 0) {
      line.setLength(kernel); // here whoever wrote this line goes on
      column = kernel;
      return;
    }
    sinceDrawn = Math.min(NO_DRAWING, sinceDrawn + 1);
    var ended = line.toString();
    line.setLength(0);
    column = 0;
    if (kernel == 0) {
      return;
    }
    lines.addLast(ended);
    held += ended.length() + 1;
    while (held > LINES) {
      held -= lines.removeFirst().length() + 1;
    }
  }

  private void escape(int c) {
    state = State.TEXT;
    switch (c) {
      case '[' -> {
        parameters.setLength(0);
        state = State.CONTROL;
      }
      case ']', 'P', 'X', '^', '_' -> state = State.STRING;
      case '7' -> savedSinceDrawn = sinceDrawn;
      case '8' -> sinceDrawn = savedSinceDrawn;
      case 'c' -> {
        alternate = false;
        home();
      }
      default -> {
        if (c < ' ') {
          text(c);
        } else if (c < '0') {
          state = State.INTERMEDIATE;
        }
      }
    }
  }

  private void control(int c) {
    if (c >= '@' && c <= '~') {
      state = State.TEXT;
      obey((char) c, parameters.toString());
    } else if (c < ' ') {
      state = c == 0x18 || c == 0x1A ? State.TEXT : state;
      if (c == 0x1B) {
        state = State.ESCAPE;
      } else if (state == State.CONTROL) {
        text(c); // obeyed within the sequence, which goes on
      }
    } else if (parameters.length() < PARAMETERS) {
      parameters.append((char) c);
    }
  }

  /** An unfinished string hides no more than its line. */
  private void string(int c) {
    switch (c) {
      case 0x07, 0x18, 0x1A -> state = State.TEXT;
      case 0x1B -> state = State.STRING_ESCAPE;
      case '\n', '\r' -> {
        state = State.TEXT;
        text(c);
      }
      default -> {}
    }
  }

  private void obey(char last, String numbers) {
    switch (last) {
      case 'K' -> erase(numbers);
      case 'J' -> eraseBelow(numbers);
      case 'G', '`' -> column = Math.min(LINE / 4, Math.max(1, number(numbers)) - 1);
      case 'C' -> column = Math.min(LINE / 4, column + Math.max(1, number(numbers)));
      case 'D' -> column = Math.max(0, column - Math.max(1, number(numbers)));
      case 'H', 'f' -> move(numbers);
      case 'd' -> draw(false);
      case 'h', 'l' -> {
        if (numbers.equals("?47") || numbers.equals("?1047") || numbers.equals("?1049")) {
          alternate = last == 'h';
          home();
        }
      }
      default -> {}
    }
  }

  private void erase(String numbers) {
    if (numbers.isEmpty() || numbers.equals("0")) {
      line.setLength(Math.min(line.length(), column));
    } else if (numbers.equals("2")) {
      line.setLength(0);
    }
  }

  /** The whole screen is empty then: whatever had drawn on it is gone, or begins anew. */
  private void eraseBelow(String numbers) {
    erase(numbers);
    boolean isAll = numbers.equals("2") || numbers.equals("3");
    if (isAll || (atHome && (numbers.isEmpty() || numbers.equals("0")))) {
      home();
    }
  }

  private void move(String numbers) {
    draw(numbers.isEmpty() || numbers.equals("1;1") || numbers.equals("1") || numbers.equals(";"));
  }

  private void home() {
    draw(true);
    sinceDrawn = NO_DRAWING;
  }

  /** The cursor was moved to where it did not stand before. */
  private void draw(boolean toHome) {
    line.setLength(0);
    column = 0;
    sinceDrawn = 0;
    atHome = toHome;
  }

  private static int number(String text) {
    boolean isNumber =
        !text.isEmpty() && text.length() < 6 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return isNumber ? Integer.parseInt(text) : 0;
  }
}
