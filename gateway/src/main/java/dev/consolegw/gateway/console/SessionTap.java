package dev.consolegw.gateway.console;

import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.session.SessionEnd;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/**
 * Writes down what one session does; what the guest prints is in the history anyway. Any thread;
 * nothing here blocks.
 */
public interface SessionTap {
  /** Writes nothing down. */
  SessionTap NONE = new SessionTap() {};

  /**
   * Bytes are about to be sent to the guest.
   *
   * @param bytes the caller's; neither position nor limit may change
   */
  default void typed(ByteBuffer bytes) {}

  /** The terminal has this size. */
  default void sized(ConsoleInput.WindowChange size) {}

  /** The session has ended. The last call, unless {@link #discard} is. */
  default void ended(SessionEnd why) {}

  /** The person was not let in after all. */
  default void discard() {}

  /** Completes when the session has to end because it can no longer be recorded. */
  default CompletableFuture<SessionEnd> failed() {
    return new CompletableFuture<>();
  }
}
