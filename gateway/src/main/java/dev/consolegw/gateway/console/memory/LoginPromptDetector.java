package dev.consolegw.gateway.console.memory;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether a guest stands at a login prompt: the last it printed is {@code login: }, and nobody has
 * typed since. {@code Last login: …} is not one, for it goes on.
 *
 * <p>{@link #printed} is called by one thread at a time, the others by any.
 */
final class LoginPromptDetector {
  private static final byte[] WORDS = "login: ".getBytes(StandardCharsets.US_ASCII);

  /** Where a number keeps as many of the newest bytes as the words have. */
  private static final long KEPT = (1L << (Byte.SIZE * WORDS.length)) - 1;

  private static final long PROMPT = with(0, ByteBuffer.wrap(WORDS));

  /** The newest bytes of the output, the last one lowest. */
  private long tail;

  private volatile @Nullable Instant shown;

  /** The guest printed something. Returns whether it stands at a prompt now. */
  boolean printed(ByteBuffer bytes, Instant now) {
    if (!bytes.hasRemaining()) {
      return shown != null;
    }
    tail = with(tail, bytes);
    boolean prompt = tail == PROMPT;
    shown = prompt ? now : null;
    return prompt;
  }

  private static long with(long before, ByteBuffer bytes) {
    long all = before;
    for (int i = Math.max(bytes.position(), bytes.limit() - WORDS.length); i < bytes.limit(); i++) {
      all = (all << Byte.SIZE) | Byte.toUnsignedLong(bytes.get(i));
    }
    return all & KEPT;
  }

  /** Somebody typed. */
  void typed() {
    if (shown != null) {
      shown = null;
    }
  }

  /** Since when it stands there; null when it does not. */
  @Nullable Instant shown() {
    return shown;
  }
}
