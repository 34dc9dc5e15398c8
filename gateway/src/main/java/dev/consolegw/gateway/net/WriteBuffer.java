package dev.consolegw.gateway.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * What a far side did not take yet: the rest of one input, and a little behind it. Costs nothing
 * while empty. Not thread-safe: its link has a lock.
 */
public final class WriteBuffer {
  private @Nullable ByteBuffer bytes; // readable from position to limit
  private int behind;

  /** Whether nothing is held. */
  public boolean isEmpty() {
    return bytes == null;
  }

  /**
   * Copies the bytes to the end.
   *
   * @throws IOException when more than {@link Link#CONTROL_ROOM} would wait behind the first input
   */
  public void add(ByteBuffer more) throws IOException {
    var before = bytes;
    if (before == null) {
      bytes = ByteBuffer.allocate(more.remaining()).put(more).flip();
      return;
    }
    if (behind + more.remaining() > Link.CONTROL_ROOM) {
      throw new IOException("the far side takes no input and too much is waiting for it");
    }
    behind += more.remaining();
    bytes = ByteBuffer.allocate(before.remaining() + more.remaining()).put(before).put(more).flip();
  }

  /** Writes what the channel takes; returns whether nothing is left. */
  public boolean writeTo(WritableByteChannel channel) throws IOException {
    if (bytes != null) {
      channel.write(bytes);
      if (!bytes.hasRemaining()) {
        take();
      }
    }
    return bytes == null;
  }

  /** Hands over all that is held, or null. */
  public @Nullable ByteBuffer take() {
    var all = bytes;
    bytes = null;
    behind = 0;
    return all;
  }
}
