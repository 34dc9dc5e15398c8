package dev.consolegw.gateway.terminal.screen.grid;

/** The cells of one screen, to be read before the next byte is fed. Rows and columns from 0. */
public final class PageView {
  private final Grid grid;
  private final Glyphs glyphs;

  PageView(Grid grid, Glyphs glyphs) {
    this.grid = grid;
    this.glyphs = glyphs;
  }

  /** The characters of a cell: at least one, but none for the second half of a wide one. */
  public String text(int row, int column) {
    return glyphs.text(grid.line(row).glyph(column));
  }

  /** Whether it is the second half of a wide character. */
  public boolean isTail(int row, int column) {
    return grid.line(row).glyph(column) == Glyphs.TAIL;
  }

  /** The one ASCII character of a cell; 0 if it shows anything else. */
  public int ascii(int row, int column) {
    int glyph = grid.line(row).glyph(column);
    return glyph >= ' ' && glyph < 0x7F ? glyph : 0;
  }

  public long style(int row, int column) {
    return grid.line(row).style(column);
  }

  /** Where the blanks in the default style begin that are the rest of a row. */
  public int end(int row) {
    return grid.line(row).end();
  }

  /** A row as text, without the blanks at its end. */
  public String text(int row) {
    var line = grid.line(row);
    int end = line.used();
    while (end > 0 && line.glyph(end - 1) == Glyphs.BLANK) {
      end--;
    }
    var text = new StringBuilder(end);
    for (int column = 0; column < end; column++) {
      int glyph = line.glyph(column);
      if (glyph >= 0 && glyph < 0x7F) {
        text.append((char) glyph);
      } else {
        text.append(glyphs.text(glyph));
      }
    }
    return text.toString();
  }
}
