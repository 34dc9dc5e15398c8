package dev.consolegw.gateway.console.roster;

import dev.consolegw.gateway.console.viewer.LocalViewer;
import org.jspecify.annotations.Nullable;

/** What came of asking to write. */
public sealed interface SeatReply {
  /** The seat is yours. */
  record Taken(@Nullable LocalViewer from) implements SeatReply {}

  /** You write beside the holder of the seat. */
  record Joined(LocalViewer beside) implements SeatReply {}

  /** Somebody else has the seat, and keeps it. */
  record Occupied(LocalViewer by) implements SeatReply {}

  /**
   * Your right or your terms do not let you write.
   *
   * @param why half a sentence, for somebody who goes on watching
   * @param refusal a sentence, for somebody who is sent away
   */
  record Barred(String why, String refusal) implements SeatReply {}
}
