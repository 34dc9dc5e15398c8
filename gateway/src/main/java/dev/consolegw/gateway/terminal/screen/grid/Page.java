package dev.consolegw.gateway.terminal.screen.grid;

import java.util.BitSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All that a terminal shows and what writing to it depends on: the main and the alternate screen,
 * the cursor, what was saved of it for each of them, margins, tab stops. {@link Printer} writes,
 * {@link Editor} moves and erases.
 *
 * <p>Rows and columns from 0. Memory: 12 bytes a cell, the alternate screen only once it was used.
 */
public final class Page {
  final int rows;
  final int columns;
  final Glyphs glyphs = new Glyphs();
  final TabStops tabs;
  final Cursor cursor = new Cursor();
  Grid shown;
  int top;
  int bottom; // the row after the last of the region
  boolean wrapping = true; // DECAWM
  boolean inserting; // IRM

  /** In which column the last character was written, if nothing was done since. */
  int lastColumn = NOWHERE;

  /** It, as far as a repetition (REP) may follow. */
  int lastGlyph = Glyphs.NONE;

  static final int NOWHERE = -1;

  private final Grid main;
  private final Cursor saved = new Cursor(); // by DECSC, for the screen that is shown
  private final Cursor mainSaved = new Cursor(); // for the main one, while the other is shown
  private final Cursor left = new Cursor(); // where the cursor was when the main screen was left
  private @Nullable Grid alternate;
  private long combined; // characters since clusters were last counted
  private Consumer<String> scrolledOff = line -> {};
  private boolean isHeard;

  public Page(int rows, int columns) {
    this.rows = rows;
    this.columns = columns;
    tabs = new TabStops(columns);
    main = new Grid(rows, columns);
    shown = main;
    bottom = rows;
  }

  /** RIS: as it was at first. */
  public void reset() {
    shown = main;
    main.clear(0, rows, 0);
    cursor.reset();
    saved.reset();
    mainSaved.reset();
    tabs.reset();
    top = 0;
    bottom = rows;
    wrapping = true;
    inserting = false;
    forgetLast();
  }

  // --- asked ------------------------------------------------------------------------------------

  public int rows() {
    return rows;
  }

  public int columns() {
    return columns;
  }

  public Cursor cursor() {
    return cursor;
  }

  public TabStops tabs() {
    return tabs;
  }

  /** What DECSC has saved of the cursor for the screen that is shown. */
  public Cursor saved() {
    return saved;
  }

  /** The same for the main screen while the alternate one is shown. */
  public Cursor mainSaved() {
    return mainSaved;
  }

  /** Where the cursor was when the main screen was left. */
  public Cursor left() {
    return left;
  }

  /** The first row that scrolls. */
  public int top() {
    return top;
  }

  /** The row after the last that scrolls. */
  public int bottom() {
    return bottom;
  }

  /** Whether some rows do not scroll. */
  public boolean hasMargins() {
    return top != 0 || bottom != rows;
  }

  public boolean isWrapping() {
    return wrapping;
  }

  public boolean isInserting() {
    return inserting;
  }

  public boolean isAlternate() {
    return shown != main;
  }

  /** What is shown, or what is behind it. */
  public PageView view() {
    return new PageView(shown, glyphs);
  }

  /** The main screen, shown or not. */
  public PageView mainView() {
    return new PageView(main, glyphs);
  }

  /** In which column the last character was written; -1 if something was done since. */
  public int lastColumn() {
    return lastColumn;
  }

  // --- told -------------------------------------------------------------------------------------

  /** Hears the text of each line that leaves the main screen at its top. */
  public void onScrolledOff(Consumer<String> lines) {
    scrolledOff = lines;
    isHeard = true;
  }

  /** DECAWM. */
  public void wrap(boolean on) {
    wrapping = on;
    cursor.wraps &= on;
  }

  /** IRM. */
  public void insert(boolean on) {
    inserting = on;
  }

  /** DECOM. */
  public void origin(boolean on) {
    cursor.origin = on;
    home();
  }

  /** DECSTBM: the rows that scroll. Ignored unless there are two. */
  public void margins(int first, int afterLast) {
    if (first < afterLast - 1) {
      top = first;
      bottom = afterLast;
      home();
    }
  }

  /** DECALN: fills the screen with E. */
  public void align() {
    shown.fill('E');
    withoutMargins();
  }

  /** DECCOLM, but for the number of columns, which is the terminal's own matter. */
  public void changeColumns() {
    shown.clear(0, rows, cursor.blank);
    withoutMargins();
  }

  private void withoutMargins() {
    top = 0;
    bottom = rows;
    cursor.place(0, 0);
  }

  void home() {
    cursor.place(cursor.origin ? top : 0, 0);
  }

  /** DECSC. */
  public void save() {
    saved.set(cursor);
  }

  /** DECRC. */
  public void restore() {
    cursor.set(saved);
  }

  /** DECSTR, as far as it is kept here. */
  public void softReset() {
    wrapping = true;
    inserting = false;
    top = 0;
    bottom = rows;
    cursor.origin = false;
    cursor.pen(0, 0);
    cursor.shiftedOut = false;
    cursor.g0 = Charset.ASCII;
    cursor.g1 = Charset.ASCII;
    saved.reset();
  }

  /** Shows the alternate screen, cleared. */
  public void enterAlternate() {
    if (alternate == null) {
      alternate = new Grid(rows, columns);
    }
    left.set(cursor);
    mainSaved.set(saved);
    alternate.clear(0, rows, cursor.blank);
    shown = alternate;
    cursor.wraps = false;
  }

  /** Shows the main screen again. */
  public void leaveAlternate() {
    saved.set(mainSaved);
    shown = main;
    cursor.wraps = false;
  }

  /** Something else than writing was done. */
  public void forgetLast() {
    lastColumn = NOWHERE;
    lastGlyph = Glyphs.NONE;
  }

  // --- within -----------------------------------------------------------------------------------

  Line line() {
    return shown.line(cursor.row);
  }

  /** Scrolls the region. */
  void scroll(int by) {
    if (by > 0 && isHeard && top == 0 && shown == main) {
      for (int row = 0; row < Math.min(by, bottom); row++) {
        scrolledOff.accept(mainView().text(row));
      }
    }
    shown.scroll(top, bottom, by, cursor.blank);
  }

  /** Makes room among the clusters, at most once for as many as there are cells. */
  void countClusters() {
    combined++;
    if (glyphs.isFull() && combined >= (long) rows * columns) {
      combined = 0;
      var seen = new BitSet();
      main.mark(seen);
      if (alternate != null) {
        alternate.mark(seen);
      }
      glyphs.keep(seen);
    }
  }
}
