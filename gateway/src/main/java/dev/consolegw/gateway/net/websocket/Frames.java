package dev.consolegw.gateway.net.websocket;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.java_websocket.exceptions.InvalidDataException;

/**
 * Turns a stream into messages, and messages into frames (RFC 6455, section 5), as one of the two
 * ends. Reading is for one thread; the methods that make frames are for any.
 */
sealed interface Frames permits ClientFrames, ServerFrames {
  /** Frames that are read at once; a far side that sends tiny ones does not keep others waiting. */
  int AT_ONCE = 256;

  /** Between two turns of frames that wait: tiny ones must not take all of a core. */
  Duration PAUSE = Duration.ofMillis(5);

  /** Gets what was read. */
  interface Messages {
    /** Output, of one frame or of several: a serial line is a stream. */
    void binary(ByteBuffer bytes);

    void text(String text);

    /**
     * A ping, to be answered.
     *
     * @param pong the answer, ready to be written
     */
    void ping(ByteBuffer pong);

    /** The answer to a ping of ours. */
    void pong();

    void closed(int code, String reason);
  }

  /**
   * Reads on, in whatever pieces the stream comes. What is beyond {@link #AT_ONCE} frames stays in
   * the buffer, for another call.
   *
   * @throws InvalidDataException when the far side breaks the protocol; nothing more can be read
   */
  void read(ByteBuffer stream) throws InvalidDataException;

  /** For how long what the last {@link #read} has left in the buffer is to wait. */
  default Duration pause() {
    return PAUSE;
  }

  /** As many frames as needed, ready to be written at once. */
  ByteBuffer binary(ByteBuffer bytes);

  ByteBuffer text(String content);

  ByteBuffer ping();

  /**
   * A goodbye.
   *
   * @param reason at most 123 bytes (RFC 6455, section 5.5.1)
   */
  ByteBuffer close(int code, String reason);
}
