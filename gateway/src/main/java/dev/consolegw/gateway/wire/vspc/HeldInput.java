package dev.consolegw.gateway.wire.vspc;

import dev.consolegw.gateway.net.telnet.Telnet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The input of a line on its way to a link, or kept while there is none that takes it. Guarded by
 * its {@link MovingLine}'s lock.
 */
final class HeldInput {
  /** Breaks that wait at once; of more, a few are enough. */
  static final int BREAKS = 16;

  private final ByteArrayOutputStream kept = new ByteArrayOutputStream(0);
  private int breaks; // that wait anywhere
  private boolean owed; // whether something was held since the last time all was released

  /**
   * Sends bytes as they are on the wire.
   *
   * @param to null to keep them
   * @return whether they are gone
   */
  boolean send(ByteBuffer bytes, @Nullable VspcLink to) throws IOException {
    boolean gone = false;
    if (to == null) {
      while (bytes.hasRemaining()) {
        kept.write(bytes.get());
      }
    } else {
      gone = to.input(bytes);
    }
    owed |= !gone;
    return gone;
  }

  /** The same with a break. */
  boolean sendBreak(@Nullable VspcLink to) throws IOException {
    if (breaks == BREAKS) {
      return false;
    }
    boolean gone = send(ByteBuffer.wrap(Telnet.command(Telnet.BRK)), to);
    breaks += gone ? 0 : 1;
    return gone;
  }

  /** Sends what was kept; whether nothing is left, so that more may follow. */
  boolean flush(VspcLink to) {
    var bytes = kept.toByteArray();
    kept.reset();
    try {
      owed = !to.input(ByteBuffer.wrap(bytes));
    } catch (IOException gone) {
      return false; // its end follows
    }
    return !owed && release();
  }

  /** The link has nothing left; whether somebody waits for that. */
  boolean drained(VspcLink link) {
    return owed && !link.holds() && release();
  }

  private boolean release() {
    owed = false;
    breaks = 0;
    return true;
  }
}
