package dev.consolegw.gateway.terminal.screen.grid;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The lines of one screen. Lines that leave it come back as new ones: scrolling makes no garbage.
 */
final class Grid {
  private final Line[] lines;
  private final Line[] moved; // for the time of a scroll

  Grid(int rows, int columns) {
    lines = new Line[rows];
    Arrays.setAll(lines, row -> new Line(columns));
    moved = new Line[rows];
  }

  Line line(int row) {
    return lines[row];
  }

  void clear(int from, int to, long style) {
    for (int row = from; row < to; row++) {
      lines[row].clear(style);
    }
  }

  void fill(int glyph) {
    for (var line : lines) {
      line.fill(glyph);
    }
  }

  /** Moves the lines from {@code top} to before {@code bottom} up, if by less than 0 down. */
  void scroll(int top, int bottom, int by, long style) {
    int height = bottom - top;
    int n = Math.min(Math.abs(by), height);
    if (by > 0) {
      System.arraycopy(lines, top, moved, 0, n);
      System.arraycopy(lines, top + n, lines, top, height - n);
      System.arraycopy(moved, 0, lines, bottom - n, n);
      clear(bottom - n, bottom, style);
    } else {
      System.arraycopy(lines, bottom - n, moved, 0, n);
      System.arraycopy(lines, top, lines, top + n, height - n);
      System.arraycopy(moved, 0, lines, top, n);
      clear(top, top + n, style);
    }
  }

  void mark(BitSet seen) {
    for (var line : lines) {
      line.mark(seen);
    }
  }
}
