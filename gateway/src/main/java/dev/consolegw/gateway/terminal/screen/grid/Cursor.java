package dev.consolegw.gateway.terminal.screen.grid;

/**
 * Where the next character goes, and how it will look: all that DECSC saves (DEC STD 070). Rows and
 * columns from 0.
 */
public final class Cursor {
  int row;
  int column;

  /** The last column has been written: the next character goes to the next line. */
  boolean wraps;

  boolean origin;
  long pen;
  long blank; // the style of what is erased with this pen
  boolean shiftedOut;
  Charset g0 = Charset.ASCII;
  Charset g1 = Charset.ASCII;

  void set(Cursor other) {
    row = other.row;
    column = other.column;
    wraps = other.wraps;
    origin = other.origin;
    pen = other.pen;
    blank = other.blank;
    shiftedOut = other.shiftedOut;
    g0 = other.g0;
    g1 = other.g1;
  }

  void reset() {
    set(new Cursor());
  }

  void place(int newRow, int newColumn) {
    row = newRow;
    column = newColumn;
    wraps = false;
  }

  Charset charset() {
    return shiftedOut ? g1 : g0;
  }

  public int row() {
    return row;
  }

  public int column() {
    return column;
  }

  /** Whether a wrap is pending: the next character goes to the next line. */
  public boolean wraps() {
    return wraps;
  }

  /** Whether rows are counted from the top margin (DECOM). */
  public boolean origin() {
    return origin;
  }

  /** The style of the next character. */
  public long pen() {
    return pen;
  }

  public boolean shiftedOut() {
    return shiftedOut;
  }

  public Charset g0() {
    return g0;
  }

  public Charset g1() {
    return g1;
  }

  /** Chooses how the next characters will look, and with it what is erased. */
  public void pen(long style, long erased) {
    pen = style;
    blank = erased;
  }

  /** SO, or SI. */
  public void shiftOut(boolean out) {
    shiftedOut = out;
  }

  /** Designates G0. */
  public void g0(Charset set) {
    g0 = set;
  }

  /** Designates G1. */
  public void g1(Charset set) {
    g1 = set;
  }
}
