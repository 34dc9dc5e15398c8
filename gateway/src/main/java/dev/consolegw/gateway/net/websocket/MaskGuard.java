package dev.consolegw.gateway.net.websocket;

import java.nio.ByteBuffer;
import org.java_websocket.exceptions.InvalidFrameException;

/**
 * Finds masked frames in a stream. A server must not mask (RFC 6455, section 5.1), and the library
 * does not look. Follows the frames' lengths only; all else is the library's.
 */
final class MaskGuard {
  /** What a text or a ping is worth in frames: one is read as JSON, the other answered. */
  static final int MESSAGE_COST = 16;

  // Opcodes (RFC 6455, section 5.2).
  private static final int TEXT = 1;
  private static final int PING = 9;

  private long payload; // bytes of the current frame still to come
  private int headerBytes; // of the current header, seen so far
  private int lengthBytes; // of the current header, still to come
  private long length;

  /**
   * Looks at the next bytes of the stream, whatever pieces it comes in, until so many frames have
   * begun.
   *
   * @param most frames; a text or a ping counts {@link #MESSAGE_COST} times
   * @return how many bytes it has looked at
   * @throws InvalidFrameException at the first frame that is masked or has a negative length
   */
  int check(ByteBuffer stream, int most) throws InvalidFrameException {
    var bytes = stream.duplicate();
    int left = most;
    while (bytes.hasRemaining() && (left > 0 || payload > 0 || headerBytes > 0)) {
      if (payload > 0) {
        int skip = (int) Math.min(payload, bytes.remaining());
        bytes.position(bytes.position() + skip);
        payload -= skip;
      } else {
        int value = bytes.get() & 0xFF;
        if (headerBytes == 0) {
          int opcode = value & 0x0F;
          left -= opcode == TEXT || opcode == PING ? MESSAGE_COST : 1;
        }
        header(value);
      }
    }
    return bytes.position() - stream.position();
  }

  private void header(int value) throws InvalidFrameException {
    headerBytes++;
    if (headerBytes == 1) {
      return;
    }
    if (headerBytes == 2) {
      if ((value & 0x80) != 0) {
        throw new InvalidFrameException("a masked frame from a server");
      }
      lengthBytes = value == 127 ? 8 : value == 126 ? 2 : 0;
      length = lengthBytes == 0 ? value : 0;
    } else {
      length = length << 8 | value;
      lengthBytes--;
    }
    if (lengthBytes == 0) {
      if (length < 0) {
        throw new InvalidFrameException("a frame of negative length");
      }
      payload = length;
      headerBytes = 0;
    }
  }
}
