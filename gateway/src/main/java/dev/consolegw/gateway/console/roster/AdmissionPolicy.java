package dev.consolegw.gateway.console.roster;

import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Right;
import dev.consolegw.config.Settings.Sharing;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.SessionEnd;
import java.util.List;

/**
 * Whether somebody is let in beside those who are there. Who would write on exclusive terms is
 * alone, as long as the session lasts; one's own sessions that only look do not count. Guarded by
 * its {@link Roster}'s lock.
 *
 * @param <P> who is at the console
 */
final class AdmissionPolicy<P extends Participant> {
  private final List<P> present;
  private final Seat<P> seat;

  /** What comes of it. */
  sealed interface Verdict<P extends Participant> {
    /** Come in; these sessions end for it. */
    record Welcome<P extends Participant>(List<P> instead) implements Verdict<P> {}

    /** Not now. */
    record Refused<P extends Participant>(SessionEnd why) implements Verdict<P> {}
  }

  AdmissionPolicy(List<P> present, Seat<P> seat) {
    this.present = present;
    this.seat = seat;
  }

  Verdict<P> verdict(P newcomer) {
    var inTheWay = present.stream().filter(other -> exclude(newcomer, other)).toList();
    var staying = inTheWay.stream().filter(other -> !givesWay(other, newcomer)).findFirst();
    if (staying.isPresent()) {
      return new Verdict.Refused<>(closed(staying.get(), newcomer.grant()));
    }
    int others = present.size() - inTheWay.size();
    if (others >= newcomer.grant().terms().viewers()) {
      return new Verdict.Refused<>(
          SessionEnd.now(
              ExitCode.TRY_AGAIN,
              "%d people look at this console already, more are not let in; try again later"
                  .formatted(others)));
    }
    return new Verdict.Welcome<>(inTheWay);
  }

  /** What somebody is told because of who stays. */
  static SessionEnd closed(Participant staying, Grant newcomer) {
    var why =
        isAlone(staying)
            ? staying.title() + " has this console alone; try again later"
            : "you are let in when nobody else is here, and %s is; try again later"
                .formatted(staying.title());
    return SessionEnd.now(
        ExitCode.TRY_AGAIN,
        newcomer.right().includes(Right.MANAGE) ? why + ", or insist with +force" : why);
  }

  private static boolean exclude(Participant one, Participant other) {
    boolean ownLook =
        one.grant().samePerson(other.grant()) && !(wouldWrite(one) && wouldWrite(other));
    return (isAlone(one) || isAlone(other)) && !ownLook;
  }

  /** Whether nobody else may be here. */
  static boolean isAlone(Participant viewer) {
    return viewer.grant().terms().sharing() == Sharing.EXCLUSIVE && wouldWrite(viewer);
  }

  private static boolean wouldWrite(Participant viewer) {
    return !viewer.options().readOnly() && viewer.grant().right().includes(Right.WRITE);
  }

  private boolean givesWay(P other, P to) {
    boolean force = to.options().force();
    return wouldWrite(to)
        ? seat.givesWay(other, to.grant(), force)
        : Seat.mayInsist(to.grant(), force);
  }
}
