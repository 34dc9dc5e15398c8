package dev.consolegw.gateway.console.roster;

import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Right;
import dev.consolegw.config.Settings.Sharing;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Role;
import dev.consolegw.gateway.session.SessionEnd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who is at one console, and who of them writes: the holder of the seat and, where the terms allow
 * it, those who have joined. Each person's right and terms decide.
 *
 * <p>Any thread. The lock is held over memory only, and nobody is told anything with it.
 *
 * @param <P> who is at the console
 */
public final class Roster<P extends Participant> {
  private static final Bar MAY_NOT =
      new Bar("you may not write here", "you may only watch this console; do so with +ro");
  private static final Bar ALL_WATCH =
      new Bar("nobody writes on this console", "nobody writes on this console; watch it with +ro");
  private static final Bar NO_JOINING =
      new Bar(
          "one person at a time writes on this console, so +join is no use",
          "one person at a time writes on this console; leave +join out");
  private static final Bar ALONE =
      new Bar(
          "you write alone here, so come without +ro", "you write alone here, so come without +ro");

  // Each is replaced by another when somebody comes or goes: a console without anybody has none.
  private volatile List<P> present = List.of();
  private volatile List<P> joined = List.of();
  private List<P> dismissed = List.of();
  private final Seat<P> seat;
  private final AdmissionPolicy<P> policy;
  private @Nullable P retired;
  private volatile boolean closed;

  /** Why somebody may not write; see {@link SeatReply.Barred}. */
  private record Bar(String why, String refusal) {
    <P extends Participant> SeatReply<P> reply() {
      return new SeatReply.Barred<>(why, refusal);
    }
  }

  /** What came of asking to be let in. */
  public sealed interface Entry<P extends Participant> {
    /**
     * It is in.
     *
     * @param reply whether it writes; null for somebody who did not ask
     * @param instead whose sessions have to end for it
     * @param crowdedOut who has to make room for it; null for nobody
     */
    record In<P extends Participant>(
        @Nullable SeatReply<P> reply, List<P> instead, @Nullable P crowdedOut) implements Entry<P> {
      public Optional<SeatReply<P>> asked() {
        return Optional.ofNullable(reply);
      }

      public Optional<P> madeRoom() {
        return Optional.ofNullable(crowdedOut);
      }
    }

    /** It is not. */
    record Out<P extends Participant>(SessionEnd why) implements Entry<P> {}
  }

  /**
   * What changes when somebody leaves or writes no more.
   *
   * @param wrote whether it was one of the writers
   * @param heir who has the seat now that had not before; of those who joined, the first
   * @param isLast whether it wrote last, and now nobody does
   */
  public record Change<P extends Participant>(boolean wrote, @Nullable P heir, boolean isLast) {}

  /**
   * @param silentSeat how long a client may answer nothing before others may take its place
   * @param mostPerPerson sessions of one person that may be here at a time
   */
  public Roster(Duration silentSeat, int mostPerPerson) {
    this.seat = new Seat<>(silentSeat);
    this.policy = new AdmissionPolicy<>(this, seat, mostPerPerson);
  }

  private synchronized <T> T locked(Supplier<T> what) {
    return what.get();
  }

  private static <T> List<T> with(List<T> all, T one) {
    return Stream.concat(all.stream(), Stream.of(one)).toList();
  }

  private static <T> List<T> without(List<T> all, T one) {
    return all.stream().filter(each -> !each.equals(one)).toList();
  }

  /** Everybody who is here now, who came first at first. */
  public List<P> present() {
    return present;
  }

  public @Nullable P holder() {
    return seat.holder();
  }

  /** Those whose keys are sent, the seat's holder first. */
  public List<P> writers() {
    var holder = seat.holder();
    var beside = joined;
    if (beside.isEmpty()) {
      return holder == null ? List.of() : List.of(holder);
    }
    var writers = new ArrayList<>(beside);
    if (holder != null) {
      writers.addFirst(holder);
    }
    return writers;
  }

  public Role role(P viewer) {
    if (viewer.equals(seat.holder())) {
      return viewer.options().shell() ? Role.SHELL : Role.WRITE;
    }
    return joined.contains(viewer) ? Role.JOIN : Role.WATCH;
  }

  /** Lets somebody in, and to the seat if it is to be had. */
  public Entry<P> admit(P viewer) {
    return locked(() -> closed ? new Entry.Out<>(SessionEnd.STOPPING) : admitOpen(viewer));
  }

  private Entry<P> admitOpen(P viewer) {
    return switch (policy.verdict(viewer)) {
      case AdmissionPolicy.Verdict.Refused<P>(SessionEnd why) -> new Entry.Out<>(why);
      case AdmissionPolicy.Verdict.Welcome<P>(List<P> instead, P crowdedOut) -> {
        var options = viewer.options();
        if (options.readOnly()) {
          instead.forEach(this::dismiss);
          yield enter(viewer, new Entry.In<>(null, instead, crowdedOut));
        }
        var barred = options.join() ? whyNotJoin(viewer.grant()) : whyNot(viewer.grant());
        if (barred == null) {
          instead.forEach(this::dismiss);
        }
        SeatReply<P> reply = barred == null ? seated(viewer, options.force()) : barred.reply();
        var refusal = options.pty() ? null : refusal(reply);
        if (refusal == null) {
          yield enter(viewer, new Entry.In<>(reply, instead, crowdedOut));
        }
        yield new Entry.Out<>(refusal);
      }
    };
  }

  private Entry<P> enter(P viewer, Entry.In<P> entry) {
    entry.madeRoom().ifPresent(this::dismiss);
    present = with(present, viewer);
    return entry;
  }

  /** It is not here any more, and its session will end. */
  private void dismiss(P viewer) {
    present = without(present, viewer);
    dismissed = with(dismissed, viewer);
    if (stop(viewer).isLast()) {
      retired = viewer;
    }
  }

  /** Somebody without a terminal who cannot write is sent away: a script must know. */
  private @Nullable SessionEnd refusal(SeatReply<P> reply) {
    return switch (reply) {
      case SeatReply.Taken<P> _, SeatReply.Joined<P> _ -> null;
      case SeatReply.Occupied<P>(var by) ->
          SessionEnd.now(
              ExitCode.TRY_AGAIN,
              isBusy(by, " on this console") + "; try again later, or watch with +ro");
      case SeatReply.Barred<P>(String _, String refusal) ->
          SessionEnd.now(ExitCode.NOT_ALLOWED, refusal);
    };
  }

  private static @Nullable Bar whyNot(Grant grant) {
    if (!grant.right().includes(Right.WRITE)) {
      return MAY_NOT;
    }
    return grant.terms().sharing() == Sharing.WATCH ? ALL_WATCH : null;
  }

  private static @Nullable Bar whyNotJoin(Grant grant) {
    var why = whyNot(grant);
    return why == null && grant.terms().sharing() != Sharing.JOIN ? NO_JOINING : why;
  }

  private static @Nullable Bar whyNotNow(Participant viewer) {
    var why = whyNot(viewer.grant());
    boolean besideOthers =
        viewer.options().readOnly() && viewer.grant().terms().sharing() == Sharing.EXCLUSIVE;
    return why == null && besideOthers ? ALONE : why;
  }

  /** For somebody who may write. */
  private SeatReply<P> seated(P viewer, boolean insist) {
    var beside = joins(viewer) && !Seat.mayInsist(viewer.grant(), insist) ? seat.holder() : null;
    if (beside != null && !beside.equals(viewer) && !seat.isSilent(beside)) {
      if (!joined.contains(viewer)) {
        joined = with(joined, viewer);
      }
      return new SeatReply.Joined<>(beside);
    }
    var reply = seat.ask(viewer, insist);
    if (reply instanceof SeatReply.Taken<P>(var from)) {
      retired = null;
      joined = without(joined, viewer);
      if (from != null && joins(from)) {
        joined = with(joined, from);
      }
    }
    return reply;
  }

  private static boolean joins(Participant viewer) {
    return viewer.options().join() && viewer.grant().terms().sharing() == Sharing.JOIN;
  }

  /** Asks for the seat, by force where the right to MANAGE allows. Empty for who has left. */
  public Optional<SeatReply<P>> take(P viewer) {
    return locked(() -> {
      if (!present.contains(viewer)) {
        return Optional.empty(); // nobody would ever take the seat back from it
      }
      var barred = whyNotNow(viewer);
      return Optional.of(barred == null ? seated(viewer, true) : barred.reply());
    });
  }

  /** Writes no more, but stays. */
  public Change<P> give(P viewer) {
    return locked(() -> {
      var change = stop(viewer);
      if (change.isLast()) {
        retired = viewer;
      }
      return change;
    });
  }

  /** Leaves. Empty for who had left. */
  public Optional<Change<P>> leave(P viewer) {
    return locked(() -> {
      if (present.contains(viewer)) {
        present = without(present, viewer);
      } else if (dismissed.contains(viewer)) {
        dismissed = without(dismissed, viewer);
      } else {
        return Optional.empty();
      }
      boolean hadRetired = viewer.equals(retired);
      if (hadRetired) {
        retired = null;
      }
      return Optional.of(hadRetired ? new Change<>(false, null, true) : stop(viewer));
    });
  }

  private Change<P> stop(P viewer) {
    if (joined.contains(viewer)) {
      joined = without(joined, viewer);
      return new Change<>(true, null, seat.holder() == null);
    }
    if (!seat.leave(viewer)) {
      return new Change<>(false, null, false);
    }
    var heir = joined.isEmpty() ? null : joined.getFirst();
    if (heir != null) {
      joined = without(joined, heir);
      var _ = seat.ask(heir, false);
    }
    return new Change<>(true, heir, heir == null);
  }

  /** Why somebody may not type past the seat; empty when they may. */
  public Optional<SessionEnd> objection(Grant grant, boolean join) {
    var barred = whyNot(grant);
    if (barred != null) {
      return Optional.of(SessionEnd.now(ExitCode.NOT_ALLOWED, barred.refusal()));
    }
    boolean beside = join && grant.terms().sharing() == Sharing.JOIN;
    return Optional.ofNullable(seat.holder())
        .filter(holder -> !beside && !seat.givesWay(holder, grant, true))
        .map(holder ->
            SessionEnd.now(
                ExitCode.TRY_AGAIN, isBusy(holder, " on this console") + "; try again later"));
  }

  /** What the holder of the seat does, as others are told. */
  public static String isBusy(Participant holder, String where) {
    return holder.title()
        + (holder.options().shell() ? " runs commands in the guest" : " is writing" + where);
  }

  /** Why somebody may not even look; empty when they may. */
  public Optional<SessionEnd> closedTo(Grant grant, boolean insist) {
    if (closed) {
      return closed();
    }
    return present.stream()
        .filter(one -> AdmissionPolicy.isAlone(one) && !one.grant().samePerson(grant))
        .filter(_ -> !Seat.mayInsist(grant, insist))
        .findFirst()
        .map(one -> AdmissionPolicy.closed(one, grant));
  }

  /** Why nobody is let in, once nobody is. */
  public Optional<SessionEnd> closed() {
    return closed ? Optional.of(SessionEnd.STOPPING) : Optional.empty();
  }

  /** Lets nobody in any more. Returns who is here. */
  public List<P> close() {
    return locked(() -> {
      closed = true;
      return List.copyOf(present);
    });
  }
}
