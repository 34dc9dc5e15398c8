package dev.consolegw.gateway.console;

import org.jspecify.annotations.Nullable;

/** What came of asking to write. */
sealed interface Answer {
  /** The seat is yours. */
  record Taken(@Nullable Viewer from) implements Answer {}

  /** You write beside the holder of the seat. */
  record Joined(Viewer beside) implements Answer {}

  /** Somebody else has the seat, and keeps it. */
  record Occupied(Viewer by) implements Answer {}

  /**
   * Your right or your terms do not let you write.
   *
   * @param why half a sentence, for somebody who goes on watching
   * @param refusal a sentence, for somebody who is sent away
   */
  record Barred(String why, String refusal) implements Answer {}
}
