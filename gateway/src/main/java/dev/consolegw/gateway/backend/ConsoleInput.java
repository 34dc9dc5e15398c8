package dev.consolegw.gateway.backend;

import java.nio.ByteBuffer;
import java.time.Duration;

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
  record WindowChange(int columns, int rows, int xPixels, int yPixels) implements ConsoleInput {}

  /** Brings the guest back to a login prompt as far as the wire and the guest allow. */
  record Reset() implements ConsoleInput {}
}
