package dev.consolegw.gateway.connection;

import dev.consolegw.gateway.backend.Backend;
import dev.consolegw.gateway.backend.Reason;
import java.time.Instant;
import java.util.concurrent.Future;

/**
 * What a console's one connection does.
 *
 * <pre>
 *   Idle ── first viewer, or captured ──▶ Connecting(n) ── open ok ──▶ Live(backend)
 *    ▲                                       ▲   │ fails                │ Closed
 *    │ nobody wants it any more              │   ▼                      ▼
 *    └────────────────────────────────────── └─ Waiting(n) ◀────────────┘
 *   Gone ◀── the gateway stops, or the VM is gone
 * </pre>
 */
public sealed interface ConnectionState {

  /** Nobody wants it. */
  record Idle() implements ConnectionState {}

  /**
   * A dial is under way, or waits for its turn.
   *
   * @param attempt how many dials in a row have failed before, plus one
   */
  record Connecting(DialAttempt dial, DialLimiter.Turn turn, int attempt)
      implements ConnectionState {}

  /**
   * The last dial or connection failed; the next dial is due later, or when the far side has called
   * where that is its habit.
   */
  record Waiting(Reason why, int attempt, Future<?> next) implements ConnectionState {}

  /** The connection stands. */
  record Live(DialAttempt dial, Backend backend, int attempt, Instant since)
      implements ConnectionState {}

  /** No more. */
  record Gone() implements ConnectionState {}

  /** In one word, for {@code status}. */
  default String word() {
    return switch (this) {
      case Idle _ -> "idle";
      case Connecting _ -> "connecting";
      case Waiting _ -> "waiting";
      case Live _ -> "live";
      case Gone _ -> "gone";
    };
  }
}
