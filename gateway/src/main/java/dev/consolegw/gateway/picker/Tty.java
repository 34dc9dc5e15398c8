package dev.consolegw.gateway.picker;

import java.io.IOException;
import java.time.Duration;

/** The terminal of a person, as the list needs it; ssh implements it. One thread uses it. */
public interface Tty {

  /** How large it is now, as far as we use it. */
  Size size();

  /**
   * Waits for keys.
   *
   * @return what was typed; empty when the time is over, or the size is no longer the known one
   * @throws IOException when nothing will be typed any more
   */
  byte[] read(Duration atMost, Size known) throws IOException;

  /**
   * Shows this; waits for a client that does not read.
   *
   * @throws IOException when the client is gone
   */
  void write(byte[] bytes) throws IOException;

  /** Rows and columns, both at least 1 and at most {@link #ROWS} and {@link #COLUMNS}. */
  record Size(int rows, int columns) {
    /** The largest terminal that is filled; of a larger one only the top left is used. */
    static final int ROWS = 300;

    static final int COLUMNS = 500;

    public Size {
      rows = Math.clamp(rows, 1, ROWS);
      columns = Math.clamp(columns, 1, COLUMNS);
    }
  }
}
