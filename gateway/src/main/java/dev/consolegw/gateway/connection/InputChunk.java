package dev.consolegw.gateway.connection;

import dev.consolegw.config.value.Pace;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A piece of typed bytes that waits for its turn. Guarded by its {@link InputQueue}'s lock. */
final class InputChunk {
  final @Nullable Pace pace;
  final InputAck ack;
  private ByteBuffer bytes;
  private boolean borrowed;

  /**
   * @param bytes the caller's until {@link #keep}
   */
  InputChunk(ByteBuffer bytes, @Nullable Pace pace, InputAck ack) {
    this.bytes = bytes;
    this.borrowed = true;
    this.pace = pace;
    this.ack = ack;
  }

  ByteBuffer bytes() {
    return bytes;
  }

  int remaining() {
    return bytes.remaining();
  }

  /** Takes the first bytes. */
  ByteBuffer take(int count) {
    var piece = bytes.slice(bytes.position(), count);
    bytes.position(bytes.position() + count);
    return piece;
  }

  /** From now on the caller may have its buffer back. */
  void keep() {
    if (borrowed) {
      bytes = ByteBuffer.allocate(bytes.remaining()).put(bytes.slice()).flip();
      borrowed = false;
    }
  }

  /** Takes on what comes next from the same sender: a million single keys are one piece, too. */
  boolean append(ByteBuffer more, @Nullable Pace itsPace, InputAck itsSender) {
    if (borrowed || !ack.equals(itsSender) || !Objects.equals(pace, itsPace)) {
      return false;
    }
    int end = bytes.limit();
    int count = more.remaining();
    if (bytes.capacity() - end < count) {
      int left = bytes.remaining();
      bytes = ByteBuffer.allocate(Math.max(2 * left, left + count)).put(bytes.slice()).flip();
      end = left;
    }
    bytes.limit(end + count).put(end, more, more.position(), count);
    return true;
  }
}
