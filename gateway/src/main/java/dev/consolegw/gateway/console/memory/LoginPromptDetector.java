package dev.consolegw.gateway.console.memory;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Whether a guest stands at a login prompt: the last it printed is {@code login: }, and nobody has
 * typed since. {@code Last login: …} is not one, for it goes on.
 *
 * <p>{@link #printed} is called by one thread at a time, the others by any.
 */
final class LoginPromptDetector {
  private static final byte[] WORDS = "login: ".getBytes(StandardCharsets.US_ASCII);

  /** The newest bytes of the output, as many as the words have. */
  private final byte[] tail = new byte[WORDS.length];

  private volatile @Nullable Instant shown;

  /** The guest printed something. Returns whether it stands at a prompt now. */
  boolean printed(ByteBuffer bytes, Instant now) {
    int count = bytes.remaining();
    if (count == 0) {
      return shown != null;
    }
    int keep = Math.max(0, tail.length - count);
    System.arraycopy(tail, tail.length - keep, tail, 0, keep);
    int fresh = tail.length - keep;
    bytes.get(bytes.limit() - fresh, tail, keep, fresh);
    boolean prompt = Arrays.equals(tail, WORDS);
    shown = prompt ? now : null;
    return prompt;
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
