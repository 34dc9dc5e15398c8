package dev.consolegw.gateway.console.roster;

import org.jspecify.annotations.Nullable;

/**
 * What came of asking to write.
 *
 * @param <P> who is at the console
 */
public sealed interface SeatReply<P extends Participant> {
  /** The seat is yours. */
  record Taken<P extends Participant>(@Nullable P from) implements SeatReply<P> {}

  /** You write beside the holder of the seat. */
  record Joined<P extends Participant>(P beside) implements SeatReply<P> {}

  /** Somebody else has the seat, and keeps it. */
  record Occupied<P extends Participant>(P by) implements SeatReply<P> {}

  /**
   * Your right or your terms do not let you write.
   *
   * @param why half a sentence, for somebody who goes on watching
   * @param refusal a sentence, for somebody who is sent away
   */
  record Barred<P extends Participant>(String why, String refusal) implements SeatReply<P> {}
}
