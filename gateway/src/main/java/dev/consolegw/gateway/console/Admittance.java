package dev.consolegw.gateway.console;

import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Right;
import dev.consolegw.config.Settings.Sharing;
import java.util.List;

/**
 * Whether somebody is let in beside those who are there. Who would write on exclusive terms is
 * alone, as long as the session lasts; one's own sessions that only look do not count. Guarded by
 * its {@link Crew}'s lock.
 */
final class Admittance {
  private final List<Viewer> present;
  private final Seat seat;

  /** What comes of it. */
  sealed interface Verdict {
    /** Come in; these sessions end for it. */
    record Welcome(List<Viewer> instead) implements Verdict {}

    /** Not now. */
    record Refused(Ending why) implements Verdict {}
  }

  Admittance(List<Viewer> present, Seat seat) {
    this.present = present;
    this.seat = seat;
  }

  Verdict verdict(Viewer newcomer) {
    var inTheWay = present.stream().filter(other -> exclude(newcomer, other)).toList();
    var staying = inTheWay.stream().filter(other -> !givesWay(other, newcomer)).findFirst();
    if (staying.isPresent()) {
      return new Verdict.Refused(closed(staying.get(), newcomer.grant()));
    }
    int others = present.size() - inTheWay.size();
    if (others >= newcomer.grant().terms().viewers()) {
      return new Verdict.Refused(
          Ending.now(
              ExitCode.TRY_AGAIN,
              "%d people look at this console already, more are not let in; try again later"
                  .formatted(others)));
    }
    return new Verdict.Welcome(inTheWay);
  }

  /** What somebody is told because of who stays. */
  static Ending closed(Viewer staying, Grant newcomer) {
    var why =
        isAlone(staying)
            ? staying.title() + " has this console alone; try again later"
            : "you are let in when nobody else is here, and %s is; try again later"
                .formatted(staying.title());
    return Ending.now(
        ExitCode.TRY_AGAIN,
        newcomer.right().includes(Right.MANAGE) ? why + ", or insist with +force" : why);
  }

  private static boolean exclude(Viewer one, Viewer other) {
    boolean ownLook =
        one.grant().samePerson(other.grant()) && !(wouldWrite(one) && wouldWrite(other));
    return (isAlone(one) || isAlone(other)) && !ownLook;
  }

  /** Whether nobody else may be here. */
  static boolean isAlone(Viewer viewer) {
    return viewer.grant().terms().sharing() == Sharing.EXCLUSIVE && wouldWrite(viewer);
  }

  private static boolean wouldWrite(Viewer viewer) {
    return !viewer.wishes().readOnly() && viewer.grant().right().includes(Right.WRITE);
  }

  private boolean givesWay(Viewer other, Viewer to) {
    boolean force = to.wishes().force();
    return wouldWrite(to)
        ? seat.givesWay(other, to.grant(), force)
        : Seat.mayInsist(to.grant(), force);
  }
}
