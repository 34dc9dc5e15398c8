package dev.consolegw.gateway.terminal.screen;

/**
 * How large the guest believes its terminal to be, as far as what it sends tells. A serial line has
 * no size, so this is what programs have drawn.
 *
 * @param rows as believed; 24 if nothing tells
 * @param rowsFrom what tells it
 * @param columns as believed; 80 if nothing tells
 * @param columnsFrom what tells it
 * @param isAsked whether the guest went far beyond any screen, as programs do that ask the terminal
 *     where the cursor has come to: its answer tells the size exactly
 */
public record SizeEvidence(
    int rows, Source rowsFrom, int columns, Source columnsFrom, boolean isAsked) {
  /** What tells a number, the best first. */
  public enum Source {
    /** The guest has set the size of its terminal ({@code CSI 8 ; rows ; columns t}). */
    SET,
    /** The rows that a program made scroll, from the first on: exact for nearly all programs. */
    REGION,
    /** The furthest place that was addressed: at least so many. Columns are rounded up. */
    CURSOR,
    /** Nothing does. */
    NONE
  }
}
