package dev.consolegw.gateway.backend;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/** What goes towards the VM. A backend must say what each of these means on its wire. */
public sealed interface ConsoleInput {

  /**
   * Typed or pasted bytes, sent as they are: nothing decodes them on the way.
   *
   * @param bytes read from its position to its limit, and not kept after {@link Backend#send}
   */
  record Keys(ByteBuffer bytes) implements ConsoleInput {}

  /**
   * A break condition on the serial port (RFC 4335).
   *
   * @param length how long to hold it; a wire that cannot choose uses its own
   */
  record Break(Duration length) implements ConsoleInput {}

  /**
   * The writer's terminal has this size now (RFC 4254, 6.7).
   *
   * @param columns width in characters, at least 1
   * @param rows height in characters, at least 1
   * @param xPixels width in pixels, 0 when the terminal did not say
   * @param yPixels height in pixels, 0 when the terminal did not say
   */
  record WindowChange(int columns, int rows, int xPixels, int yPixels) implements ConsoleInput {
    /** What stands for a width that a terminal has never told. */
    public static final int USUAL_COLUMNS = 80;

    /** What stands for a height that it has never told. */
    public static final int USUAL_ROWS = 24;

    /** No terminal is larger: what says that it is would cost guests and players their memory. */
    public static final int MOST = 9_999;

    private static final int MOST_PIXELS = 0xFFFF;

    /**
     * The size of a terminal that tells it anew. Zero is no size, in either dimension (RFC 4254,
     * 6.2): the last one stays.
     *
     * @param last the size before; empty when it has told none
     * @param columns as told; anything, and what is below zero stands for more than 2^31
     * @return empty while it has told none
     */
    public static Optional<WindowChange> after(
        Optional<WindowChange> last, int columns, int rows, int xPixels, int yPixels) {
      if (columns == 0 && rows == 0) {
        return last;
      }
      var newest =
          new WindowChange(
              told(columns, last.map(WindowChange::columns).orElse(USUAL_COLUMNS)),
              told(rows, last.map(WindowChange::rows).orElse(USUAL_ROWS)),
              Math.clamp(xPixels, 0, MOST_PIXELS),
              Math.clamp(yPixels, 0, MOST_PIXELS));
      return Optional.of(newest);
    }

    private static int told(int length, int otherwise) {
      if (length == 0) {
        return otherwise;
      }
      return length < 0 ? MOST : Math.min(length, MOST);
    }
  }

  /** Brings the guest back to a login prompt as far as the wire and the guest allow. */
  record Reset() implements ConsoleInput {}

  /**
   * Who writes, where the far side is another gateway.
   *
   * @param wanted whether we want to, or do so no more
   */
  record Seat(boolean wanted) implements ConsoleInput {}
}
