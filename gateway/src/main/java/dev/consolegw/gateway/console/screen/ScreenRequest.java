package dev.consolegw.gateway.console.screen;

import dev.consolegw.authz.Identity;
import dev.consolegw.gateway.history.HistoryReader;

/**
 * A screen that somebody wants to see.
 *
 * @param history of the console
 * @param who pays for it
 * @param rows of the terminal that would have shown it; {@code ScreenModel} has the bounds
 * @param columns the same
 * @param end the offset before which everything was printed that it shows; {@link #NEWEST} for all
 *     that is printed when the rebuild begins, which is never before it is asked for
 * @param lookBack how many bytes before that may matter; what is older is not read
 */
public record ScreenRequest(
    HistoryReader history, Identity who, int rows, int columns, long end, int lookBack) {
  /** As far as the console has got. */
  public static final long NEWEST = Long.MAX_VALUE;

  /**
   * So much of the past decides what is on a screen, in bytes: all but a program that has drawn
   * more without ever clearing it comes out exactly.
   */
  public static final int LOOK_BACK = 16 << 20;

  /** The screen as it is. */
  public static ScreenRequest now(HistoryReader history, Identity who, int rows, int columns) {
    return new ScreenRequest(history, who, rows, columns, NEWEST, LOOK_BACK);
  }

  /** The same as it was when everything before an offset was printed, and nothing after it. */
  public ScreenRequest at(long offset) {
    return new ScreenRequest(history, who, rows, columns, offset, lookBack);
  }

  /**
   * The same from so many bytes alone: sooner there, and rarely wrong in what is read at a glance.
   */
  public ScreenRequest within(int bytes) {
    return new ScreenRequest(history, who, rows, columns, end, bytes);
  }

  /** What makes one screen as good as another of the same history and offset. */
  record Shape(int rows, int columns, int lookBack) {
    long cells() {
      return (long) rows * columns;
    }
  }

  Shape shape() {
    return new Shape(rows, columns, lookBack);
  }

  /** Up to where it is read, by now. */
  long endNow() {
    return Math.min(end, history.end());
  }
}
