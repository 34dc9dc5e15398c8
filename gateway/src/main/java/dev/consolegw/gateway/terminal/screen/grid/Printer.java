package dev.consolegw.gateway.terminal.screen.grid;

/**
 * Writes characters at the cursor. The one behind the last column waits for another before the line
 * wraps, as in xterm and DEC's terminals.
 */
public final class Printer {
  private final Page page;
  private final Cursor cursor;

  public Printer(Page page) {
    this.page = page;
    cursor = page.cursor;
  }

  /** Printable ASCII, 0x20 to 0x7E. */
  public void text(byte[] bytes, int from, int to) {
    if (cursor.charset() == Charset.ASCII && !page.inserting) {
      plain(bytes, from, to);
    } else {
      for (int i = from; i < to; i++) {
        print(cursor.charset().map(bytes[i]));
      }
    }
  }

  private void plain(byte[] bytes, int from, int to) {
    int last = page.columns - 1;
    int at = from;
    int written = last;
    while (at < to) {
      wrapIfPending();
      int count = Math.min(to - at, page.columns - cursor.column);
      written = cursor.column + count - 1;
      page.line().write(cursor.column, bytes, at, count, cursor.pen);
      at += count;
      cursor.column += count;
      if (cursor.column > last) {
        cursor.column = last;
        cursor.wraps = page.wrapping;
        if (!page.wrapping && at < to) { // each overwrites the one before
          at = to - 1;
        }
      }
    }
    wrote(bytes[to - 1], written);
  }

  /** A character beyond ASCII, no control. */
  public void character(int codePoint) {
    int shown = Glyphs.shown(codePoint);
    if (shown != Glyphs.NONE) {
      print(shown);
    }
  }

  /**
   * REP: writes the last character again, if nothing was done since; no more than a row of it, or a
   * few bytes would be a screen's work.
   */
  public void repeat(int times) {
    int glyph = page.lastGlyph;
    if (glyph != Glyphs.NONE) {
      int most = Math.min(times, page.columns);
      for (int i = 0; i < most; i++) {
        print(glyph);
      }
    }
    page.forgetLast();
  }

  private void print(int glyph) {
    int width = Glyphs.width(glyph);
    if (width == 0) {
      combine(glyph);
    } else if (width <= page.columns) {
      wrapIfPending();
      if (width == 2 && cursor.column == page.columns - 1) {
        if (!page.wrapping) {
          return;
        }
        wrap();
      }
      put(glyph, width);
    }
  }

  private void put(int glyph, int width) {
    var line = page.line();
    int column = cursor.column;
    if (page.inserting) {
      line.insert(column, width, cursor.pen);
    }
    line.write(column, glyph, width, cursor.pen);
    cursor.column += width;
    if (cursor.column == page.columns) {
      cursor.column--;
      cursor.wraps = page.wrapping;
    }
    wrote(glyph, column);
  }

  private void wrote(int glyph, int column) {
    page.lastGlyph = glyph;
    page.lastColumn = column;
  }

  private void wrapIfPending() {
    if (cursor.wraps) {
      wrap();
    }
  }

  private void wrap() {
    cursor.wraps = false;
    cursor.column = 0;
    if (cursor.row == page.bottom - 1) {
      page.scroll(1);
    } else if (cursor.row < page.rows - 1) {
      cursor.row++;
    }
  }

  /** Adds to the character before the cursor. */
  private void combine(int codePoint) {
    var line = page.line();
    int column = page.lastColumn;
    if (column == Page.NOWHERE) {
      column = cursor.wraps ? cursor.column : cursor.column - 1;
      if (column > 0 && line.glyph(column) == Glyphs.TAIL) {
        column--;
      }
    }
    if (column >= 0) {
      page.countClusters();
      line.replace(column, page.glyphs.combined(line.glyph(column), codePoint));
      page.lastGlyph = Glyphs.NONE;
    }
  }
}
