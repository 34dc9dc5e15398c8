package dev.consolegw.gateway.console;

import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Right;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The right to be the writer: whose keys are sent. Rights decide who may take it from whom. Guarded
 * by its console's lock; {@link #holder} may be read by any thread.
 */
final class Seat {
  private final Duration silentAfter;
  private volatile @Nullable Viewer holder;

  /** What came of asking for the seat. */
  sealed interface Answer {
    /** It is yours. */
    record Taken(@Nullable Viewer from) implements Answer {}

    /** Somebody else has it, and keeps it. */
    record Occupied(Viewer by) implements Answer {}

    /** You may only watch. */
    record NotAllowed() implements Answer {}
  }

  Seat(Duration silentAfter) {
    this.silentAfter = silentAfter;
  }

  @Nullable Viewer holder() {
    return holder;
  }

  /**
   * Asks for the seat.
   *
   * @param insist whether to take it from somebody who is there and awake, as MANAGE may
   */
  Answer ask(Viewer viewer, boolean insist) {
    if (!viewer.grant().right().includes(Right.WRITE)) {
      return new Answer.NotAllowed();
    }
    var current = holder;
    if (current == null || current == viewer || givesWay(current, viewer.grant(), insist)) {
      holder = viewer;
      return new Answer.Taken(current == viewer ? null : current);
    }
    return new Answer.Occupied(current);
  }

  /** Whether a holder must give way to this person. */
  boolean givesWay(Viewer current, Grant to, boolean insist) {
    return to.samePerson(current.grant())
        || current.silentFor().compareTo(silentAfter) >= 0
        || (insist && to.right().includes(Right.MANAGE));
  }

  /** Gives the seat up; true when it was this viewer's. */
  boolean leave(Viewer viewer) {
    if (holder != viewer) {
      return false;
    }
    holder = null;
    return true;
  }
}
