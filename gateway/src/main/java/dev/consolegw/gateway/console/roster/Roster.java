package dev.consolegw.gateway.console.roster;

import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Right;
import dev.consolegw.config.Settings.Sharing;
import dev.consolegw.gateway.console.viewer.LocalViewer;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Role;
import dev.consolegw.gateway.session.SessionEnd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who is at one console, and who of them writes: the holder of the seat and, where the terms allow
 * it, those who have joined. Each person's right and terms decide.
 *
 * <p>Any thread. The lock is held over memory only, and nobody is told anything with it.
 */
public final class Roster {
  private static final SeatReply.Barred MAY_NOT =
      new SeatReply.Barred(
          "you may not write here", "you may only watch this console; do so with +ro");
  private static final SeatReply.Barred ALL_WATCH =
      new SeatReply.Barred(
          "nobody writes on this console", "nobody writes on this console; watch it with +ro");
  private static final SeatReply.Barred NO_JOINING =
      new SeatReply.Barred(
          "one person at a time writes on this console, so +join is no use",
          "one person at a time writes on this console; leave +join out");
  private static final SeatReply.Barred ALONE =
      new SeatReply.Barred(
          "you write alone here, so come without +ro", "you write alone here, so come without +ro");
  private static final SessionEnd CLOSED =
      SessionEnd.now(ExitCode.TRY_AGAIN, "the gateway is stopping; try again in a minute");

  private final ReentrantLock lock = new ReentrantLock();
  private final List<LocalViewer> present = new CopyOnWriteArrayList<>();
  private final List<LocalViewer> joined = new CopyOnWriteArrayList<>();
  private final List<LocalViewer> dismissed = new ArrayList<>();
  private final Seat seat;
  private final AdmissionPolicy policy;
  private @Nullable LocalViewer retired;
  private volatile boolean closed;

  /** What came of asking to be let in. */
  public sealed interface Entry {
    /**
     * It is in.
     *
     * @param reply whether it writes; null for somebody who did not ask
     * @param instead whose sessions have to end for it
     */
    record In(@Nullable SeatReply reply, List<LocalViewer> instead) implements Entry {
      public Optional<SeatReply> asked() {
        return Optional.ofNullable(reply);
      }
    }

    /** It is not. */
    record Out(SessionEnd why) implements Entry {}
  }

  /**
   * What changes when somebody leaves or writes no more.
   *
   * @param wrote whether it was one of the writers
   * @param heir who has the seat now that had not before; of those who joined, the first
   * @param isLast whether it wrote last, and now nobody does
   */
  public record Change(boolean wrote, @Nullable LocalViewer heir, boolean isLast) {
    static final Change NONE = new Change(false, null, false);
  }

  /**
   * @param silentSeat how long a client may answer nothing before others may take its place
   */
  public Roster(Duration silentSeat) {
    this.seat = new Seat(silentSeat);
    this.policy = new AdmissionPolicy(present, seat);
  }

  private <T> T locked(Supplier<T> what) {
    lock.lock();
    try {
      return what.get();
    } finally {
      lock.unlock();
    }
  }

  /** Everybody here; may change at any time. */
  public List<LocalViewer> present() {
    return present;
  }

  public @Nullable LocalViewer holder() {
    return seat.holder();
  }

  /** Those whose keys are sent, the seat's holder first. */
  public List<LocalViewer> writers() {
    var holder = seat.holder();
    if (joined.isEmpty()) {
      return holder == null ? List.of() : List.of(holder);
    }
    var writers = new ArrayList<>(joined);
    if (holder != null) {
      writers.addFirst(holder);
    }
    return writers;
  }

  public Role role(LocalViewer viewer) {
    if (seat.holder() == viewer) {
      return Role.WRITE;
    }
    return joined.contains(viewer) ? Role.JOIN : Role.WATCH;
  }

  /** Lets somebody in, and to the seat if it is to be had. */
  public Entry admit(LocalViewer viewer) {
    return locked(() -> closed ? new Entry.Out(CLOSED) : admitOpen(viewer));
  }

  private Entry admitOpen(LocalViewer viewer) {
    return switch (policy.verdict(viewer)) {
      case AdmissionPolicy.Verdict.Refused(SessionEnd why) -> new Entry.Out(why);
      case AdmissionPolicy.Verdict.Welcome(List<LocalViewer> instead) -> {
        var wishes = viewer.wishes();
        if (wishes.readOnly()) {
          instead.forEach(this::dismiss);
          present.add(viewer);
          yield new Entry.In(null, instead);
        }
        var barred = wishes.join() ? whyNotJoin(viewer.grant()) : whyNot(viewer.grant());
        if (barred == null) {
          instead.forEach(this::dismiss);
        }
        SeatReply reply = barred == null ? seated(viewer, wishes.force()) : barred;
        var refusal = wishes.pty() ? null : refusal(reply);
        if (refusal == null) {
          present.add(viewer);
          yield new Entry.In(reply, instead);
        }
        yield new Entry.Out(refusal);
      }
    };
  }

  /** It is not here any more, and its session will end. */
  private void dismiss(LocalViewer viewer) {
    present.remove(viewer);
    dismissed.add(viewer);
    if (stop(viewer).isLast()) {
      retired = viewer;
    }
  }

  /** Somebody without a terminal who cannot write is sent away: a script must know. */
  private static @Nullable SessionEnd refusal(SeatReply reply) {
    return switch (reply) {
      case SeatReply.Taken _, SeatReply.Joined _ -> null;
      case SeatReply.Occupied(LocalViewer by) ->
          SessionEnd.now(
              ExitCode.TRY_AGAIN,
              by.title() + " is writing on this console; try again later, or watch with +ro");
      case SeatReply.Barred(String _, String refusal) ->
          SessionEnd.now(ExitCode.NOT_ALLOWED, refusal);
    };
  }

  private static SeatReply.@Nullable Barred whyNot(Grant grant) {
    if (!grant.right().includes(Right.WRITE)) {
      return MAY_NOT;
    }
    return grant.terms().sharing() == Sharing.WATCH ? ALL_WATCH : null;
  }

  private static SeatReply.@Nullable Barred whyNotJoin(Grant grant) {
    var why = whyNot(grant);
    return why == null && grant.terms().sharing() != Sharing.JOIN ? NO_JOINING : why;
  }

  private static SeatReply.@Nullable Barred whyNotNow(LocalViewer viewer) {
    var why = whyNot(viewer.grant());
    boolean besideOthers =
        viewer.wishes().readOnly() && viewer.grant().terms().sharing() == Sharing.EXCLUSIVE;
    return why == null && besideOthers ? ALONE : why;
  }

  /** For somebody who may write. */
  private SeatReply seated(LocalViewer viewer, boolean insist) {
    var beside = joins(viewer) && !Seat.mayInsist(viewer.grant(), insist) ? seat.holder() : null;
    if (beside != null && beside != viewer && !seat.isSilent(beside)) {
      if (!joined.contains(viewer)) {
        joined.add(viewer);
      }
      return new SeatReply.Joined(beside);
    }
    var reply = seat.ask(viewer, insist);
    if (reply instanceof SeatReply.Taken(LocalViewer from)) {
      retired = null;
      joined.remove(viewer);
      if (from != null && joins(from)) {
        joined.add(from);
      }
    }
    return reply;
  }

  private static boolean joins(LocalViewer viewer) {
    return viewer.wishes().join() && viewer.grant().terms().sharing() == Sharing.JOIN;
  }

  /** Asks for the seat, by force where the right to MANAGE allows. Empty for who has left. */
  public Optional<SeatReply> take(LocalViewer viewer) {
    return locked(() -> {
      if (!present.contains(viewer)) {
        return Optional.empty(); // nobody would ever take the seat back from it
      }
      var barred = whyNotNow(viewer);
      return Optional.of(barred == null ? seated(viewer, true) : barred);
    });
  }

  /** Writes no more, but stays. */
  public Change give(LocalViewer viewer) {
    return locked(() -> {
      var change = stop(viewer);
      if (change.isLast()) {
        retired = viewer;
      }
      return change;
    });
  }

  /** Leaves. Empty for who had left. */
  public Optional<Change> leave(LocalViewer viewer) {
    return locked(() -> {
      if (!present.remove(viewer) && !dismissed.remove(viewer)) {
        return Optional.empty();
      }
      boolean hadRetired = retired == viewer;
      if (hadRetired) {
        retired = null;
      }
      return Optional.of(hadRetired ? new Change(false, null, true) : stop(viewer));
    });
  }

  private Change stop(LocalViewer viewer) {
    if (joined.remove(viewer)) {
      return new Change(true, null, seat.holder() == null);
    }
    if (!seat.leave(viewer)) {
      return Change.NONE;
    }
    var heir = joined.isEmpty() ? null : joined.removeFirst();
    if (heir != null) {
      var _ = seat.ask(heir, false);
    }
    return new Change(true, heir, heir == null);
  }

  /** Why somebody may not type past the seat; empty when they may. */
  public Optional<SessionEnd> objection(Grant grant, boolean join) {
    var barred = whyNot(grant);
    if (barred != null) {
      return Optional.ofNullable(refusal(barred));
    }
    boolean beside = join && grant.terms().sharing() == Sharing.JOIN;
    return Optional.ofNullable(seat.holder())
        .filter(holder -> !beside && !seat.givesWay(holder, grant, true))
        .map(holder ->
            SessionEnd.now(
                ExitCode.TRY_AGAIN,
                holder.title() + " is writing on this console; try again later"));
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
    return closed ? Optional.of(CLOSED) : Optional.empty();
  }

  /** Lets nobody in any more. Returns who is here. */
  public List<LocalViewer> close() {
    return locked(() -> {
      closed = true;
      return List.copyOf(present);
    });
  }
}
