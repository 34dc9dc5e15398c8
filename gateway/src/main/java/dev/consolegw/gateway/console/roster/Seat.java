package dev.consolegw.gateway.console.roster;

import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Right;
import dev.consolegw.gateway.console.viewer.LocalViewer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The right to be the writer: whose keys are sent. Rights decide who may take it from whom. Guarded
 * by its {@link Roster}'s lock; {@link #holder} may be read by any thread.
 */
final class Seat {
  private final Duration silentAfter;
  private volatile @Nullable LocalViewer holder;

  Seat(Duration silentAfter) {
    this.silentAfter = silentAfter;
  }

  @Nullable LocalViewer holder() {
    return holder;
  }

  /**
   * Asks for the seat, for somebody who may write.
   *
   * @param insist whether to take it from somebody who is there and awake, as MANAGE may
   */
  SeatReply ask(LocalViewer viewer, boolean insist) {
    var current = holder;
    if (current == null || current == viewer || givesWay(current, viewer.grant(), insist)) {
      holder = viewer;
      return new SeatReply.Taken(current == viewer ? null : current);
    }
    return new SeatReply.Occupied(current);
  }

  /** Whether a session must give way to this person. */
  boolean givesWay(LocalViewer current, Grant to, boolean insist) {
    return to.samePerson(current.grant()) || isSilent(current) || mayInsist(to, insist);
  }

  /** Whether its client has answered nothing for so long that anybody may take its place. */
  boolean isSilent(LocalViewer viewer) {
    return viewer.silentFor().compareTo(silentAfter) >= 0;
  }

  static boolean mayInsist(Grant grant, boolean insist) {
    return insist && grant.right().includes(Right.MANAGE);
  }

  /** Gives the seat up; true when it was this viewer's. */
  boolean leave(LocalViewer viewer) {
    if (holder != viewer) {
      return false;
    }
    holder = null;
    return true;
  }
}
