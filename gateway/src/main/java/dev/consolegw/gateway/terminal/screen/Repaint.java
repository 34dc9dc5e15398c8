package dev.consolegw.gateway.terminal.screen;

import dev.consolegw.gateway.terminal.screen.grid.Cursor;
import dev.consolegw.gateway.terminal.screen.grid.Page;
import dev.consolegw.gateway.terminal.screen.grid.PageView;
import java.nio.ByteBuffer;

/**
 * Draws a page on a terminal of the same size, whatever state that is in, and leaves it in the
 * page's state, so that what the guest goes on to send does the same there. Made of numbers and
 * code points alone; nothing of the guest's is passed on.
 *
 * <p>The order counts: known ground, the main screen and what was saved there, the alternate one,
 * the saved cursor, margins, the cursor, modes, and the character that was written last.
 */
final class Repaint {
  private static final int USUAL_SIZE = 4096;
  private static final String PLAIN = "\033[0m\017\033(B\033)B\033[?6l";
  private static final int[] MICE = {9, 1000, 1002, 1003, 1005, 1006, 1015, 1016};

  private final Page page;
  private final Switches switches;
  private final Cursor cursor;
  private final Output out = new Output(USUAL_SIZE);

  private Repaint(Page page, Switches switches) {
    this.page = page;
    this.switches = switches;
    cursor = page.cursor();
  }

  static ByteBuffer of(Page page, Switches switches, boolean isInString) {
    return new Repaint(page, switches).paint(isInString);
  }

  private ByteBuffer paint(boolean isInString) {
    out.ascii(isInString ? "\033\\" : "");
    out.ascii("\033[?25l\033[?1049l\033[?47l\033[?5l\033[?7h\033[4l\033[20l").ascii(PLAIN);
    out.ascii("\033[r");
    screens();
    boolean unreachable = cursor.origin() && isOutsideMargins();
    save(unreachable ? cursor : page.saved(), page.view());
    if (page.hasMargins()) {
      out.csi().number(page.top() + 1).ascii(';').number(page.bottom()).ascii('r');
    }
    if (unreachable) {
      out.ascii("\0338");
    } else {
      cursor(cursor, page.top(), page.view());
    }
    modes();
    last(unreachable);
    return out.bytes();
  }

  private boolean isOutsideMargins() {
    return cursor.row() < page.top() || cursor.row() >= page.bottom();
  }

  // --- screens ----------------------------------------------------------------------------------

  private void screens() {
    boolean alternate = page.isAlternate();
    var mainSaved = alternate ? page.mainSaved() : page.saved();
    if (switches.leftOnce && switches.alternate != 1049) {
      // Some terminals keep what 1049 saves apart from what DECSC does.
      cursor(mainSaved, 0, page.mainView());
      out.mode(1049, true).mode(1049, false).ascii(PLAIN);
    }
    cells(page.mainView());
    tabStops();
    if (alternate) {
      save(mainSaved, page.mainView());
      cursor(switches.alternate == 1049 ? mainSaved : page.left(), 0, page.mainView());
      out.mode(switches.alternate, true).ascii(PLAIN);
      cells(page.view());
    }
  }

  private void cells(PageView view) {
    // No wrap: the terminal may hold characters to be wider, and a last row would scroll the rest.
    out.ascii("\033[H\033[2J").mode(7, false);
    long pen = 0;
    for (int row = 0; row < page.rows(); row++) {
      int end = view.end(row);
      if (end > 0) {
        out.place(row + 1, 1);
        pen = row(view, row, end, pen);
      }
    }
    if (pen != 0) {
      Rendition.write(0, out);
    }
    out.mode(7, true);
  }

  /** Writes a row; returns the style of its last cell. */
  private long row(PageView view, int row, int end, long before) {
    long pen = before;
    boolean isWidthSure = true;
    for (int column = 0; column < end; column++) {
      int ascii = view.ascii(row, column);
      if (ascii == 0 && view.isTail(row, column)) {
        continue;
      }
      if (ascii != 0 && !isWidthSure) {
        // The terminal may hold other characters to be wide: one cell may be wrong, no row is.
        out.csi().number(column + 1).ascii('G');
        isWidthSure = true;
      }
      long style = view.style(row, column);
      if (style != pen) {
        pen = style;
        Rendition.write(pen, out);
      }
      if (ascii != 0) {
        out.ascii(ascii);
      } else {
        out.text(view.text(row, column));
        isWidthSure = false;
      }
    }
    return pen;
  }

  private void tabStops() {
    if (!page.tabs().areUsual()) {
      out.csi().ascii("3g");
      page.tabs().stream()
          .filter(column -> column < page.columns())
          .forEach(column -> out.place(1, column + 1).ascii("\033H"));
    }
  }

  // --- the cursor -------------------------------------------------------------------------------

  private void save(Cursor saved, PageView view) {
    cursor(saved, 0, view);
    out.ascii("\0337").ascii(PLAIN);
  }

  /**
   * Puts the cursor there, and chooses how it writes. A pending wrap comes from writing the last
   * cell of the row once more.
   *
   * @param top the top margin that the terminal has now
   */
  private void cursor(Cursor to, int top, PageView view) {
    if (to.origin()) {
      out.mode(6, true);
    }
    int row = to.row() + 1 - (to.origin() ? top : 0);
    if (to.wraps()) {
      int column = view.isTail(to.row(), to.column()) ? to.column() - 1 : to.column();
      out.place(row, column + 1);
      Rendition.write(view.style(to.row(), column), out);
      out.text(view.text(to.row(), column));
    } else {
      out.place(row, to.column() + 1);
    }
    Rendition.write(to.pen(), out);
    out.ascii("\033(").ascii(to.g0().designator()).ascii("\033)").ascii(to.g1().designator());
    out.ascii(to.shiftedOut() ? 0x0E : 0x0F);
  }

  /**
   * Writes the character that was written last once more, after everything else: another may be
   * combined with it, or REP repeat it.
   */
  private void last(boolean unreachable) {
    int column = page.lastColumn();
    if (column < 0 || unreachable) {
      return;
    }
    int row = cursor.row();
    out.place(row + 1 - (cursor.origin() ? page.top() : 0), column + 1);
    if (page.isInserting()) {
      boolean isWide = column + 1 < page.columns() && page.view().isTail(row, column + 1);
      out.csi().number(isWide ? 2 : 1).ascii('P');
    }
    out.text(page.view().text(row, column));
  }

  // --- modes ------------------------------------------------------------------------------------

  private void modes() {
    out.mode(1, switches.applicationCursor);
    out.ascii(switches.applicationKeypad ? "\033=" : "\033>");
    out.mode(2004, switches.bracketedPaste).mode(1004, switches.focus);
    for (int mouse : MICE) {
      out.mode(mouse, false);
    }
    on(switches.mouse, switches.mouse != 0);
    on(switches.mouseEncoding, switches.mouseEncoding != 0);
    on(5, switches.reverse);
    if (page.isInserting()) {
      out.ascii("\033[4h");
    }
    if (switches.newLine) {
      out.ascii("\033[20h");
    }
    if (!page.isWrapping()) {
      out.mode(7, false);
    }
    out.csi().number(switches.cursorShape).ascii(" q");
    on(25, switches.cursorVisible);
  }

  private void on(int mode, boolean on) {
    if (on) {
      out.mode(mode, true);
    }
  }
}
