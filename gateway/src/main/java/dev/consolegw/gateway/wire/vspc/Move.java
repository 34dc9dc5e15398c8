package dev.consolegw.gateway.wire.vspc;

import java.nio.ByteBuffer;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A move that is under way. Guarded by its {@link MovingLine}'s lock. */
final class Move {
  private final Moves.Ticket ticket;
  private final EarlyOutput printed;
  private @Nullable VspcLink target;
  private Future<?> expiry;

  /**
   * @param printed keeps what the target prints before its VM has arrived
   * @param expiry when it has taken too long
   */
  Move(Moves.Ticket ticket, EarlyOutput printed, Future<?> expiry) {
    this.ticket = ticket;
    this.printed = printed;
    this.expiry = expiry;
  }

  Moves.Ticket ticket() {
    return ticket;
  }

  /** Where it goes; null while nobody has come for it. */
  @Nullable VspcLink target() {
    return target;
  }

  /** Another one, or none any more. */
  void goTo(@Nullable VspcLink next) {
    target = next;
  }

  /** From now on it has other time. */
  void expireBy(Future<?> next) {
    expiry.cancel(false);
    expiry = next;
  }

  /** What its target prints; false when that is too much. */
  boolean print(ByteBuffer bytes) {
    return printed.add(bytes);
  }

  /** It is over. Returns what its target has printed. */
  ByteBuffer end() {
    expiry.cancel(false);
    return printed.take();
  }
}
