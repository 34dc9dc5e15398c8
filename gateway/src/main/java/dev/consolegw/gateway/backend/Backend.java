package dev.consolegw.gateway.backend;

import java.io.Closeable;
import java.io.IOException;

/**
 * One connection to a serial port, as long as it lasts. What it reads goes to the {@link
 * OutputSink} that it was opened with, until {@link ConsoleOutput.Closed}. All methods may be
 * called from any thread.
 */
public interface Backend extends Closeable {

  /**
   * Sends one input, without blocking. Calls must not overlap. While something is held, only a
   * window-change, a break or a word about the seat may be sent.
   *
   * @return {@link SendResult#HELD} with {@link ConsoleOutput.Released} to follow, on the reader's
   *     thread and therefore possibly before this returns
   * @throws IOException when it is gone; {@link ConsoleOutput.Closed} tells why
   */
  SendResult send(ConsoleInput input) throws IOException;

  /** Stops reading, so that the guest feels back-pressure where its wire can carry it. */
  void pause();

  /** Goes on reading. */
  void resume();

  /**
   * Whether the far side may have put us in a queue behind another client without a word: then keys
   * sent now reach the guest when that client leaves (Nova's proxy, QEMU's chardevs).
   */
  boolean mayBeQueued();

  /** Ends it in the way its protocol asks for. The sink still gets its {@code Closed}. */
  @Override
  void close();
}
