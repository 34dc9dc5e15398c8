package dev.consolegw.gateway.terminal.screen;

import java.util.ArrayList;
import java.util.List;

/**
 * What is switched on and off at a terminal (DEC STD 070; XTerm Control Sequences).
 *
 * @param keys what keys send
 * @param mouse what the mouse sends
 * @param writing what characters and controls do
 * @param showing how the screen looks
 */
public record Modes(Keys keys, Mouse mouse, Writing writing, Showing showing) {
  /**
   * What keys send.
   *
   * @param applicationCursor whether cursor keys send {@code ESC O} (DECCKM)
   * @param applicationKeypad whether the keypad sends sequences (DECKPAM)
   * @param bracketedPaste whether a paste is marked as one
   * @param focus whether the window tells that it gets and loses focus
   * @param kitty whether kitty's keyboard protocol is on
   * @param otherKeys the level of xterm's {@code modifyOtherKeys}; 0 is off
   */
  public record Keys(
      boolean applicationCursor,
      boolean applicationKeypad,
      boolean bracketedPaste,
      boolean focus,
      boolean kitty,
      int otherKeys) {}

  /**
   * What the mouse sends.
   *
   * @param tracking the mode: 9, 1000, 1002, 1003; 0 is off
   * @param encoding how places are told: 1005, 1006, 1015, 1016; 0 is X10's way
   */
  public record Mouse(int tracking, int encoding) {}

  /**
   * What characters and controls do.
   *
   * @param wrap whether text goes on in the next line behind the last column (DECAWM)
   * @param insert whether characters move what stands behind them (IRM)
   * @param newLine whether LF also goes to the first column (LNM)
   * @param origin whether rows are counted from the top margin (DECOM)
   * @param top the first row that scrolls, from 0
   * @param bottom the last row that scrolls, from 0
   */
  public record Writing(
      boolean wrap, boolean insert, boolean newLine, boolean origin, int top, int bottom) {}

  /**
   * How the screen looks.
   *
   * @param alternate the mode that shows the alternate screen: 47, 1047, 1049; 0 for the main one
   * @param reverse whether the whole screen is in reverse (DECSCNM)
   * @param cursorVisible whether the cursor is shown (DECTCEM)
   * @param cursorShape 1 to 6 (DECSCUSR); 0 as the terminal likes it
   */
  public record Showing(int alternate, boolean reverse, boolean cursorVisible, int cursorShape) {}

  /** The names of all that is other than usual, in words with dashes; always in the same order. */
  public List<String> names() {
    var names = new ArrayList<String>();
    name(names, "application-cursor-keys", keys.applicationCursor);
    name(names, "application-keypad", keys.applicationKeypad);
    name(names, "bracketed-paste", keys.bracketedPaste);
    name(names, "focus-events", keys.focus);
    name(names, "kitty-keyboard", keys.kitty);
    name(names, "modify-other-keys", keys.otherKeys != 0);
    name(names, "mouse-" + tracking(), mouse.tracking != 0);
    name(names, "mouse-encoding-" + encoding(), mouse.encoding != 0);
    name(names, "no-wrap", !writing.wrap);
    name(names, "insert", writing.insert);
    name(names, "new-line", writing.newLine);
    name(names, "origin", writing.origin);
    name(names, "alternate-screen", showing.alternate != 0);
    name(names, "reverse-video", showing.reverse);
    name(names, "hidden-cursor", !showing.cursorVisible);
    name(names, "cursor-shape-" + showing.cursorShape, showing.cursorShape != 0);
    return List.copyOf(names);
  }

  private static void name(List<String> names, String name, boolean on) {
    if (on) {
      names.add(name);
    }
  }

  private String tracking() {
    return switch (mouse.tracking) {
      case 9 -> "presses";
      case 1000 -> "buttons";
      case 1002 -> "drags";
      default -> "motion";
    };
  }

  private String encoding() {
    return switch (mouse.encoding) {
      case 1005 -> "utf-8";
      case 1006 -> "sgr";
      case 1015 -> "urxvt";
      default -> "sgr-pixels";
    };
  }
}
