package dev.consolegw.gateway.net;

import dev.consolegw.gateway.backend.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A connected stream of bytes in both directions. No method blocks; all may be called from any
 * thread.
 */
public interface Link {

  /**
   * What may be waiting to be written besides the one input of a {@link #write} that returned
   * false, before it or behind it: pings, sizes and the like. More is an error, as then the far
   * side has stopped reading.
   */
  int CONTROL_ROOM = 4096;

  /** How long a closed link goes on writing what it still holds, in milliseconds. */
  int LINGER_MILLIS = 1000;

  /**
   * Starts reading. Called once.
   *
   * @param early what was read already, while dialling; the first that the listener receives
   */
  void open(Listener listener, ByteBuffer early);

  /**
   * Writes what the system takes now and keeps a copy of the rest, in order.
   *
   * @return whether the system has all of it; if not, {@link Listener#drained} follows, possibly
   *     before this returns
   * @throws IOException when the link is closed or the far side is gone; {@link Listener#ended}
   *     tells why
   */
  boolean write(ByteBuffer bytes) throws IOException;

  /** Whether something written is still waiting here for the far side. */
  boolean holds();

  /** Stops reading; a read that has begun may still arrive. */
  void pause();

  /** Goes on reading. */
  void resume();

  /** Runs a short task where the listener is called, never at the same time as it. */
  void post(Runnable task);

  /**
   * Writes what is held, for at most {@value #LINGER_MILLIS} ms, and ends the link.
   *
   * @param why what {@link Listener#ended} gets, unless the link has ended before
   */
  void close(Reason why);

  /** Hears what happens on a link, from one thread at a time. Must not block. */
  interface Listener {

    /**
     * The far side sent something.
     *
     * @param bytes only valid during the call
     */
    void received(ByteBuffer bytes);

    /** All that was written has been taken by the system. */
    void drained();

    /** The last call, exactly one. */
    void ended(Reason why);
  }
}
