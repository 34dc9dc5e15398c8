package dev.consolegw.gateway.console.roster;

import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Right;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The right to be the writer: whose keys are sent. Rights decide who may take it from whom. Guarded
 * by its {@link Roster}'s lock; {@link #holder} may be read by any thread.
 *
 * @param <P> who is at the console
 */
final class Seat<P extends Participant> {
  private final Duration silentAfter;
  private volatile @Nullable P holder;

  Seat(Duration silentAfter) {
    this.silentAfter = silentAfter;
  }

  @Nullable P holder() {
    return holder;
  }

  /**
   * Asks for the seat, for somebody who may write.
   *
   * @param insist whether to take it from somebody who is there and awake, as MANAGE may
   */
  SeatReply<P> ask(P viewer, boolean insist) {
    var current = holder;
    if (current == null || current.equals(viewer) || givesWay(current, viewer, insist)) {
      holder = viewer;
      return new SeatReply.Taken<>(viewer.equals(current) ? null : current);
    }
    return new SeatReply.Occupied<>(current);
  }

  /**
   * Whether a session must give way to this one, even if it is of the same person and came to
   * displace nobody.
   */
  boolean givesWay(P current, P to, boolean insist) {
    boolean waits = to.options().displacesNobody() && !insist;
    return waits ? isSilent(current) : givesWay(current, to.grant(), insist);
  }

  /**
   * Whether a session must give way to this person. Their own does, but for commands in the guest:
   * to end these takes more than a look at the console.
   */
  boolean givesWay(P current, Grant to, boolean insist) {
    boolean own = to.samePerson(current.grant()) && (insist || !current.options().shell());
    return own || isSilent(current) || mayInsist(to, insist);
  }

  /** Whether its client has answered nothing for so long that anybody may take its place. */
  boolean isSilent(P viewer) {
    return viewer.silentFor().compareTo(silentAfter) >= 0;
  }

  static boolean mayInsist(Grant grant, boolean insist) {
    return insist && grant.right().includes(Right.MANAGE);
  }

  /** Gives the seat up; true when it was this viewer's. */
  boolean leave(P viewer) {
    if (!viewer.equals(holder)) {
      return false;
    }
    holder = null;
    return true;
  }
}
