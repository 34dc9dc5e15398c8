package dev.consolegw.gateway.terminal.screen;

import dev.consolegw.gateway.terminal.screen.grid.Page;

/**
 * The modes of a terminal (DEC STD 070; XTerm Control Sequences) that are not the page's own, and
 * the switching of all of them.
 */
final class Switches {
  static final int SHAPES = 6;

  private final Page page;
  final Keyboard keyboard = new Keyboard();
  boolean applicationCursor;
  boolean applicationKeypad;
  boolean reverse;
  boolean cursorVisible;
  boolean bracketedPaste;
  boolean focus;
  boolean newLine;
  int mouse;
  int mouseEncoding;
  int cursorShape;
  int alternate; // the mode that shows the alternate screen
  boolean leftOnce; // 1049 has saved a cursor at least once

  Switches(Page page) {
    this.page = page;
    reset();
  }

  void reset() {
    keyboard.reset();
    applicationCursor = false;
    applicationKeypad = false;
    reverse = false;
    cursorVisible = true;
    bracketedPaste = false;
    focus = false;
    newLine = false;
    mouse = 0;
    mouseEncoding = 0;
    cursorShape = 0;
    alternate = 0;
    leftOnce = false;
  }

  /** DECSTR. */
  void softReset() {
    applicationCursor = false;
    applicationKeypad = false;
    cursorVisible = true;
    page.softReset();
  }

  /** SM and RM. */
  void ansi(int mode, boolean on) {
    switch (mode) {
      case 4 -> page.insert(on);
      case 20 -> newLine = on;
      default -> {}
    }
  }

  /** DECSET and DECRST. */
  void dec(int mode, boolean on) {
    switch (mode) {
      case 1 -> applicationCursor = on;
      case 3 -> page.changeColumns();
      case 5 -> reverse = on;
      case 6 -> page.origin(on);
      case 7 -> page.wrap(on);
      case 25 -> cursorVisible = on;
      case 66 -> applicationKeypad = on;
      case 9, 1000, 1002, 1003 -> mouse = on ? mode : 0;
      case 1004 -> focus = on;
      case 1005, 1006, 1015, 1016 -> {
        if (on) {
          mouseEncoding = mode;
        } else if (mouseEncoding == mode) { // as in xterm: only the one that is on goes off
          mouseEncoding = 0;
        }
      }
      case 47, 1047 -> show(mode, on);
      case 1048 -> saveOrRestore(on);
      case 1049 -> {
        if (on) {
          page.save();
          leftOnce |= !page.isAlternate();
        }
        show(mode, on);
        if (!on) {
          page.restore();
        }
      }
      case 2004 -> bracketedPaste = on;
      default -> {}
    }
  }

  private void saveOrRestore(boolean on) {
    if (on) {
      page.save();
    } else {
      page.restore();
    }
  }

  private void show(int mode, boolean on) {
    if (on && !page.isAlternate()) {
      page.enterAlternate();
      alternate = mode;
    } else if (!on && page.isAlternate()) {
      page.leaveAlternate();
      alternate = 0;
    }
  }
}
