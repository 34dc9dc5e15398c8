package dev.consolegw.gateway.terminal.screen.grid;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The cells of one row: a glyph and a style each. What was never written, or erased up to the end,
 * is not stored: to clear a line costs nothing.
 *
 * <p>No operation leaves half of a wide character behind; its other half becomes blank.
 */
final class Line {
  private final int columns;
  private final int[] glyphs;
  private final long[] styles;
  private int used; // from here on all cells are alike
  private int rest = Glyphs.BLANK; // and show this; when there are none, a blank
  private long blank; // in this style

  Line(int columns) {
    this.columns = columns;
    glyphs = new int[columns];
    styles = new long[columns];
  }

  int glyph(int column) {
    return column < used ? glyphs[column] : rest;
  }

  long style(int column) {
    return column < used ? styles[column] : blank;
  }

  /** How many cells may be other than blank. */
  int used() {
    return rest == Glyphs.BLANK ? used : columns;
  }

  /** Where a trailing run of blanks in the default style begins. */
  int end() {
    if (blank != 0 || (rest != Glyphs.BLANK && used < columns)) {
      return columns;
    }
    int end = used;
    while (end > 0 && glyphs[end - 1] == Glyphs.BLANK && styles[end - 1] == 0) {
      end--;
    }
    return end;
  }

  void clear(long style) {
    fill(Glyphs.BLANK, style);
  }

  /** All cells show this, which takes one cell; costs nothing either. */
  void fill(int glyph) {
    fill(glyph, 0);
  }

  private void fill(int glyph, long style) {
    used = 0;
    rest = glyph;
    blank = style;
  }

  /** Writes ASCII. */
  void write(int column, byte[] bytes, int from, int count, long style) {
    prepare(column, column + count);
    for (int i = 0; i < count; i++) {
      glyphs[column + i] = bytes[from + i];
    }
    Arrays.fill(styles, column, column + count, style);
  }

  /** Writes a glyph that takes one cell or two. */
  void write(int column, int glyph, int width, long style) {
    prepare(column, column + width);
    glyphs[column] = glyph;
    styles[column] = style;
    if (width == 2) {
      glyphs[column + 1] = Glyphs.TAIL;
      styles[column + 1] = style;
    }
  }

  /** Puts another glyph of the same width into a cell. */
  void replace(int column, int glyph) {
    store(column + 1);
    glyphs[column] = glyph;
  }

  void erase(int from, int to, long style) {
    split(from);
    split(to);
    boolean isAlike = style == blank && rest == Glyphs.BLANK;
    if (to >= used && (isAlike || (from == 0 && to == columns))) {
      used = Math.min(used, from);
      rest = Glyphs.BLANK;
      blank = style;
    } else {
      store(to);
      Arrays.fill(glyphs, from, to, Glyphs.BLANK);
      Arrays.fill(styles, from, to, style);
    }
  }

  /** Moves the cells from a column on to the right; what leaves the line is lost. */
  void insert(int column, int count, long style) {
    int n = Math.min(count, columns - column);
    split(column);
    split(columns - n);
    store(rest == Glyphs.BLANK ? column : columns);
    int moved = Math.min(used, columns - n) - column;
    if (moved > 0) {
      System.arraycopy(glyphs, column, glyphs, column + n, moved);
      System.arraycopy(styles, column, styles, column + n, moved);
    }
    used = Math.max(used, column + n + Math.max(0, moved));
    Arrays.fill(glyphs, column, column + n, Glyphs.BLANK);
    Arrays.fill(styles, column, column + n, style);
  }

  /** Removes cells; those behind them move to the left. */
  void delete(int column, int count, long style) {
    int n = Math.min(count, columns - column);
    split(column);
    split(column + n);
    if (style != blank || rest != Glyphs.BLANK) {
      store(columns);
    }
    int moved = used - column - n;
    if (moved > 0) {
      System.arraycopy(glyphs, column + n, glyphs, column, moved);
      System.arraycopy(styles, column + n, styles, column, moved);
    }
    used = Math.min(used, column + Math.max(0, moved));
    blank = used == 0 || style == blank ? style : blank;
    if (style != blank) {
      erase(used, columns, style);
    }
  }

  /** Makes ready to be overwritten. */
  private void prepare(int from, int to) {
    split(from);
    split(to);
    if (used < to) {
      store(from);
      used = to;
      settleRest();
    }
  }

  /** Stores the blanks before a column, if they are not. */
  private void store(int to) {
    if (used < to) {
      Arrays.fill(glyphs, used, to, rest);
      Arrays.fill(styles, used, to, blank);
      used = to;
    }
    settleRest();
  }

  private void settleRest() {
    if (used == columns) {
      rest = Glyphs.BLANK;
    }
  }

  /** A wide character of which only the second half lies behind this place becomes two blanks. */
  private void split(int column) {
    if (column > 0 && column < used && glyphs[column] == Glyphs.TAIL) {
      glyphs[column - 1] = Glyphs.BLANK;
      glyphs[column] = Glyphs.BLANK;
    }
  }

  void mark(BitSet seen) {
    for (int i = 0; i < used; i++) {
      Glyphs.mark(seen, glyphs[i]);
    }
  }
}
