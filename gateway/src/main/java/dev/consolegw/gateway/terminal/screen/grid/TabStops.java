package dev.consolegw.gateway.terminal.screen.grid;

import java.util.BitSet;
import java.util.stream.IntStream;

/** Where TAB goes; at first every 8 columns. */
public final class TabStops {
  private static final int EVERY = 8;

  private final int columns;
  private final BitSet stops = new BitSet();

  TabStops(int columns) {
    this.columns = columns;
    reset();
  }

  void reset() {
    stops.clear();
    for (int column = EVERY; column < columns; column += EVERY) {
      stops.set(column);
    }
  }

  int next(int column) {
    int stop = stops.nextSetBit(column + 1);
    return stop < 0 ? columns - 1 : stop;
  }

  int previous(int column) {
    return column == 0 ? 0 : Math.max(0, stops.previousSetBit(column - 1));
  }

  /** A stop in this column, from 0. */
  public void set(int column) {
    stops.set(column);
  }

  /** No stop in this column, from 0. */
  public void clear(int column) {
    stops.clear(column);
  }

  /** No stop at all. */
  public void clear() {
    stops.clear();
  }

  /** Whether they are as at first. One in column 0 is none: no TAB stops there. */
  public boolean areUsual() {
    for (int column = 1; column < columns; column++) {
      if (stops.get(column) != (column % EVERY == 0)) {
        return false;
      }
    }
    return true;
  }

  /** The columns with a stop, from 0. */
  public IntStream stream() {
    return stops.stream();
  }
}
