package dev.consolegw.gateway.console.roster;

import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Right;
import dev.consolegw.config.Settings.Sharing;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.SessionEnd;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether somebody is let in beside those who are there. Who would write on exclusive terms is
 * alone, as long as the session lasts; one's own sessions that only look do not count. Guarded by
 * its {@link Roster}'s lock.
 *
 * @param <P> who is at the console
 */
final class AdmissionPolicy<P extends Participant> {
  private final Roster<P> roster;
  private final Seat<P> seat;
  private final int mostPerPerson;

  /** What comes of it. */
  sealed interface Verdict<P extends Participant> {
    /**
     * Come in.
     *
     * @param instead whose sessions end for it
     * @param crowdedOut who has to make room for it, if it comes; null for nobody
     */
    record Welcome<P extends Participant>(List<P> instead, @Nullable P crowdedOut)
        implements Verdict<P> {}

    /** Not now. */
    record Refused<P extends Participant>(SessionEnd why) implements Verdict<P> {}
  }

  /**
   * @param roster knows who is here, and who of them writes
   * @param mostPerPerson sessions of one person that may be here
   */
  AdmissionPolicy(Roster<P> roster, Seat<P> seat, int mostPerPerson) {
    this.roster = roster;
    this.seat = seat;
    this.mostPerPerson = mostPerPerson;
  }

  Verdict<P> verdict(P newcomer) {
    var present = roster.present();
    var inTheWay = present.stream().filter(other -> exclude(newcomer, other)).toList();
    var staying = inTheWay.stream().filter(other -> !givesWay(other, newcomer)).findFirst();
    if (staying.isPresent()) {
      return new Verdict.Refused<>(closed(staying.get(), newcomer.grant()));
    }
    var others = present.stream().filter(other -> !inTheWay.contains(other)).toList();
    long own = others.stream().filter(it -> it.grant().samePerson(newcomer.grant())).count();
    if (own >= mostPerPerson) {
      return new Verdict.Refused<>(
          SessionEnd.now(
              ExitCode.TRY_AGAIN,
              "you look at this console %d times already; end one of these sessions, and try again"
                  .formatted(own)));
    }
    if (others.size() < newcomer.grant().terms().viewers()) {
      return new Verdict.Welcome<>(inTheWay, null);
    }
    var crowdedOut = makesRoom(newcomer, others);
    if (crowdedOut != null) {
      return new Verdict.Welcome<>(inTheWay, crowdedOut);
    }
    return new Verdict.Refused<>(
        SessionEnd.now(
            ExitCode.TRY_AGAIN,
            "%d people look at this console already, more are not let in; try again later"
                .formatted(others.size())));
  }

  /**
   * Who watches and came first, of those with less right than the newcomer; where there are none,
   * of all, but only for somebody who gets to write.
   */
  private @Nullable P makesRoom(P newcomer, List<P> others) {
    var right = newcomer.grant().right();
    if (!right.includes(Right.WRITE)) {
      return null;
    }
    var watchers = others.stream().filter(other -> !roster.role(other).writes()).toList();
    var lesser = watchers.stream().filter(other -> !other.grant().right().includes(right));
    var any = getsToWrite(newcomer) ? watchers.stream().findFirst() : Optional.<P>empty();
    return lesser.findFirst().or(() -> any).orElse(null);
  }

  private boolean getsToWrite(P newcomer) {
    var sharing = newcomer.grant().terms().sharing();
    var holder = seat.holder();
    return wouldWrite(newcomer)
        && sharing != Sharing.WATCH
        && (holder == null
            || (newcomer.options().join() && sharing == Sharing.JOIN)
            || seat.givesWay(holder, newcomer, newcomer.options().force()));
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
    return wouldWrite(to) ? seat.givesWay(other, to, force) : Seat.mayInsist(to.grant(), force);
  }
}
