package dev.consolegw.gateway.backend;

import java.io.Closeable;
import java.io.IOException;

/**
 * One serial line, as long as it lasts. What it reads goes to the {@link OutputSink} that it was
 * opened with, until {@link ConsoleOutput.Closed}. All methods may be called from any thread.
 */
public interface Backend extends Closeable {

  /**
   * Sends one input, without blocking. Calls must not overlap.
   *
   * @throws IOException when the line is gone; {@link ConsoleOutput.Closed} tells why
   */
  Sent send(ConsoleInput input) throws IOException;

  /** Stops reading, so that the guest feels back-pressure where its wire can carry it. */
  void pause();

  /** Goes on reading. */
  void resume();

  /**
   * Whether the far side may have put us in a queue behind another client without a word: then keys
   * sent now reach the guest when that client leaves (Nova's proxy, QEMU's chardevs).
   */
  boolean mayBeQueued();

  /** Ends the line in the way its protocol asks for. The sink still gets its {@code Closed}. */
  @Override
  void close();
}
