package dev.consolegw.gateway.terminal.screen.grid;

/**
 * Moves the cursor, erases, inserts, deletes and scrolls (ECMA-48; VT220). Counts are at least 1,
 * places from 1 as they are in sequences.
 */
public final class Editor {
  private final Page page;
  private final Cursor cursor;

  public Editor(Page page) {
    this.page = page;
    cursor = page.cursor;
  }

  // --- moving -----------------------------------------------------------------------------------

  /** CUP. */
  public void place(int row, int column) {
    row(row);
    column(column);
  }

  /** VPA. */
  public void row(int row) {
    cursor.row =
        cursor.origin ? Math.min(page.top + row, page.bottom) - 1 : Math.min(row, page.rows) - 1;
    cursor.wraps = false;
  }

  /** CHA. */
  public void column(int column) {
    cursor.column = Math.min(column, page.columns) - 1;
    cursor.wraps = false;
  }

  /** CUU, which stops at the margin. */
  public void up(int count) {
    int limit = cursor.row >= page.top ? page.top : 0;
    cursor.row = Math.max(limit, cursor.row - count);
    cursor.wraps = false;
  }

  /** CUD, which stops at the margin. */
  public void down(int count) {
    int limit = cursor.row < page.bottom ? page.bottom : page.rows;
    cursor.row = Math.min(limit - 1, cursor.row + count);
    cursor.wraps = false;
  }

  /** CUF. */
  public void right(int count) {
    cursor.column = Math.min(page.columns - 1, cursor.column + count);
    cursor.wraps = false;
  }

  /** CUB, and BS. */
  public void left(int count) {
    cursor.column = Math.max(0, cursor.column - count);
    cursor.wraps = false;
  }

  /** CR. */
  public void carriageReturn() {
    cursor.column = 0;
    cursor.wraps = false;
  }

  /** IND, and LF. */
  public void index() {
    if (cursor.row == page.bottom - 1) {
      page.scroll(1);
    } else if (cursor.row < page.rows - 1) {
      cursor.row++;
    }
    cursor.wraps = false;
  }

  /** RI. */
  public void reverseIndex() {
    if (cursor.row == page.top) {
      page.scroll(-1);
    } else if (cursor.row > 0) {
      cursor.row--;
    }
    cursor.wraps = false;
  }

  /** CHT, and HT. A pending wrap stays: there is nowhere to go. */
  public void tab(int count) {
    for (int i = 0; i < count && cursor.column < page.columns - 1; i++) {
      cursor.column = page.tabs.next(cursor.column);
    }
  }

  /** CBT. */
  public void backTab(int count) {
    for (int i = 0; i < count && cursor.column > 0; i++) {
      cursor.column = page.tabs.previous(cursor.column);
    }
    cursor.wraps = false;
  }

  // --- changing ---------------------------------------------------------------------------------

  /** ED 0. */
  public void eraseBelow() {
    eraseRight();
    page.shown.clear(cursor.row + 1, page.rows, cursor.blank);
  }

  /** ED 1. */
  public void eraseAbove() {
    page.shown.clear(0, cursor.row, cursor.blank);
    eraseLeft();
  }

  /** ED 2. */
  public void eraseAll() {
    page.shown.clear(0, page.rows, cursor.blank);
    cursor.wraps = false;
  }

  /** EL 0. */
  public void eraseRight() {
    erase(cursor.column, page.columns);
  }

  /** EL 1. */
  public void eraseLeft() {
    erase(0, cursor.column + 1);
  }

  /** EL 2. */
  public void eraseLine() {
    erase(0, page.columns);
  }

  /** ECH. */
  public void eraseCells(int count) {
    erase(cursor.column, Math.min(page.columns, cursor.column + count));
  }

  private void erase(int from, int to) {
    page.line().erase(from, to, cursor.blank);
    cursor.wraps = false;
  }

  /** ICH. */
  public void insertCells(int count) {
    page.line().insert(cursor.column, count, cursor.blank);
    cursor.wraps = false;
  }

  /** DCH. */
  public void deleteCells(int count) {
    page.line().delete(cursor.column, count, cursor.blank);
    cursor.wraps = false;
  }

  /** IL, within the margins. */
  public void insertLines(int count) {
    moveLines(-count);
  }

  /** DL, within the margins. */
  public void deleteLines(int count) {
    moveLines(count);
  }

  private void moveLines(int by) {
    if (cursor.row >= page.top && cursor.row < page.bottom) {
      page.shown.scroll(cursor.row, page.bottom, by, cursor.blank);
      carriageReturn();
    }
  }

  /** SU, SD with less than 0. */
  public void scroll(int by) {
    page.scroll(by);
  }
}
