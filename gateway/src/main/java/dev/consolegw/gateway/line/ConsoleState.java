package dev.consolegw.gateway.line;

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
public sealed interface ConsoleState {

  /** Nobody wants it. */
  record Idle() implements ConsoleState {}

  /**
   * A dial is under way, or waits for its turn.
   *
   * @param attempt how many dials in a row have failed before, plus one
   */
  record Connecting(Dial dial, DialRate.Turn turn, int attempt) implements ConsoleState {}

  /** The last dial or connection failed; the next dial is due later. */
  record Waiting(Reason why, int attempt, Future<?> next) implements ConsoleState {}

  /** The connection stands. */
  record Live(Dial dial, Backend backend, int attempt, Instant since) implements ConsoleState {}

  /** No more. */
  record Gone() implements ConsoleState {}

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
