package dev.consolegw.gateway.ssh.forward;

import dev.consolegw.gateway.front.ChannelWriter;
import java.util.function.IntConsumer;

/**
 * What is behind a {@link ForwardingChannel}, on our side of it. Any thread; nothing blocks whoever
 * calls.
 */
interface ChannelEnd {

  /**
   * What an end may do with its channel. Any thread.
   *
   * @param out the way to the client
   * @param taken is told of bytes that are done with: the client may send as many more
   * @param outputOver nothing more goes to the client; may block
   * @param ended the channel is closed, once what was sent is on its way
   */
  record Side(ChannelWriter out, IntConsumer taken, Runnable outputOver, Runnable ended) {}

  /** The client knows that the channel is open: what goes through it goes from now on. */
  void begin() throws Exception;

  /** Bytes have come; the side's {@code taken} follows. */
  void received(byte[] bytes, int start, int length);

  /** Nothing more will come. */
  void endOfInput();

  /**
   * The client has closed the channel. What it had sent before, and ended properly, still goes on.
   *
   * @param then follows once that is done, on any thread
   * @return false when nothing is left to do, and nothing follows
   */
  boolean closedByClient(Runnable then);

  /** There may be room for output. */
  void roomAgain();

  /** The channel is gone. */
  void abandon();
}
