package dev.consolegw.gateway.terminal.screen;

import dev.consolegw.gateway.terminal.screen.grid.Charset;
import dev.consolegw.gateway.terminal.screen.grid.Cursor;
import dev.consolegw.gateway.terminal.screen.grid.Page;
import java.nio.ByteBuffer;

/**
 * Switches off what is on at a terminal that has shown a page, and nothing else: to leave an
 * alternate screen that nobody entered would move the cursor.
 */
final class Undo {
  private final Page page;
  private final Switches switches;
  private final Output out = new Output(128);

  private Undo(Page page, Switches switches) {
    this.page = page;
    this.switches = switches;
  }

  /**
   * What to send.
   *
   * @param open what ends the sequence that is open, if one is
   */
  static ByteBuffer of(Page page, Switches switches, String open) {
    return new Undo(page, switches).undo(open);
  }

  private ByteBuffer undo(String open) {
    out.ascii(open);
    sent();
    written();
    shown();
    return out.bytes();
  }

  private void sent() {
    off(switches.mouse, switches.mouse != 0);
    off(switches.mouseEncoding, switches.mouseEncoding != 0);
    off(1004, switches.focus);
    off(2004, switches.bracketedPaste);
    off(1, switches.applicationCursor);
    out.ascii(switches.applicationKeypad ? "\033>" : "");
    kitty(page.isAlternate());
    out.ascii(switches.keyboard.otherKeys() == 0 ? "" : "\033[>4m");
  }

  private void kitty(boolean alternate) {
    int pushed = switches.keyboard.pushed(alternate);
    if (pushed > 0) {
      out.ascii("\033[<").number(pushed).ascii('u');
    }
    out.ascii(switches.keyboard.isSet(alternate) ? "\033[=0u" : "");
  }

  private void written() {
    out.ascii(page.isInserting() ? "\033[4l" : "");
    out.ascii(switches.newLine ? "\033[20l" : "");
    if (!page.isWrapping()) {
      out.mode(7, true);
    }
  }

  /** Leaves the alternate screen, then what it may have brought back, which is the main one's. */
  private void shown() {
    off(5, switches.reverse);
    var cursor = page.cursor();
    var after = cursor;
    if (page.isAlternate()) {
      out.mode(switches.alternate, false);
      after = switches.alternate == 1049 ? page.mainSaved() : page.left();
      kitty(false);
    }
    boolean origin = cursor.origin() || after.origin();
    off(6, origin);
    out.ascii(page.hasMargins() ? "\033[r" : "");
    if (origin || page.hasMargins() || (page.isAlternate() && switches.alternate != 1049)) {
      out.place(after.row() + 1, after.column() + 1);
    }
    sets(cursor, after);
    out.ascii(switches.cursorShape == 0 ? "" : "\033[0 q");
    if (!switches.cursorVisible) {
      out.mode(25, true);
    }
    out.ascii(cursor.pen() == 0 && after.pen() == 0 ? "" : "\033[0m");
  }

  private void sets(Cursor one, Cursor other) {
    out.ascii(one.shiftedOut() || other.shiftedOut() ? "\017" : "");
    out.ascii(one.g0() == Charset.ASCII && other.g0() == Charset.ASCII ? "" : "\033(B");
    out.ascii(one.g1() == Charset.ASCII && other.g1() == Charset.ASCII ? "" : "\033)B");
  }

  private void off(int mode, boolean on) {
    if (on) {
      out.mode(mode, false);
    }
  }
}
