package dev.consolegw.gateway.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * What a far side did not take yet: the rest of one input, and a little before and behind it, such
 * as pings. Costs nothing while empty. Not thread-safe: its link has a lock.
 */
public final class WriteBuffer {
  private @Nullable ByteBuffer bytes; // readable from position to limit
  private int largest; // of what was added since it was empty: the input
  private int others;

  /** Whether nothing is held. */
  public boolean isEmpty() {
    return bytes == null;
  }

  /**
   * Copies the bytes to the end.
   *
   * @throws IOException when more than {@link Link#CONTROL_ROOM} would wait beside the largest
   */
  public void add(ByteBuffer more) throws IOException {
    int smaller = Math.min(largest, more.remaining());
    if (others + smaller > Link.CONTROL_ROOM) {
      throw new IOException("the far side takes no input and too much is waiting for it");
    }
    others += smaller;
    largest = Math.max(largest, more.remaining());
    var before = bytes;
    if (before == null) {
      bytes = ByteBuffer.allocate(more.remaining()).put(more).flip();
      return;
    }
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
    largest = 0;
    others = 0;
    return all;
  }
}
