package dev.consolegw.gateway.ssh.limits;

import dev.consolegw.config.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * Who may stand at the door, and who waits for it. Of the places for strangers a fifth is kept for
 * networks that somebody has signed in from lately, and these have more places each; the others are
 * turned away at random from three tenths on, ever more often, so that no crowd shuts the door on
 * everybody else. Whoever is turned away may wait, and gets the place of one that leaves. Any
 * thread; only memory is touched with the lock, and those who waited are told without it.
 */
final class Places {
  /** A known network has so many times the places of another. */
  static final int KNOWN_ROOM = 5;

  /** One place in so many is kept for known networks. */
  static final int KEPT = 5;

  /** So many times the places for strangers may wait for one, in all. */
  static final int WAITING = 2;

  /** Strangers are turned away at random when this part of their places is taken. */
  static final double EARLY = 0.3;

  private final Settings.Ssh limits;
  private final Penalties penalties;
  private final DoubleSupplier chance;
  private final WaitingLine waiting;
  private final Map<Network, Integer> perNetwork = new HashMap<>();
  private int strangers;
  private int unknown;
  private int inside;

  /**
   * Makes all places, free.
   *
   * @param chance 0 to below 1, another at each call
   */
  Places(Settings.Ssh limits, Penalties penalties, DoubleSupplier chance) {
    this.limits = limits;
    this.penalties = penalties;
    this.chance = chance;
    this.waiting = new WaitingLine(WAITING * limits.strangers());
  }

  /** What is taken by one connection until it is given back. */
  static final class Place {
    private final Network network;
    private final boolean known;
    private boolean signedIn;
    private boolean free;

    private Place(Network network, boolean known) {
      this.network = network;
      this.known = known;
    }

    Network network() {
      return network;
    }

    /** Whether its network was known when it came. */
    boolean isKnown() {
      return known;
    }
  }

  /** How many there are. */
  synchronized ConnectionLimits.Counts counts() {
    return new ConnectionLimits.Counts(strangers, inside, waiting.size());
  }

  /** Takes a place, or says why there is none. */
  synchronized Admission admit(Network from) {
    boolean known = penalties.isKnown(from);
    var penalty = penalties.left(from);
    if (penalty.isPresent() && !known) {
      return new Admission.Refused(
          "penalty",
          "too many connections from %s have failed to sign in; try again in %s"
              .formatted(from, inWords(penalty.get())),
          false);
    }
    var full = full(from, known);
    if (full.isPresent()) {
      return full.get();
    }
    return take(from, known);
  }

  private Admission.Admitted take(Network from, boolean known) {
    perNetwork.merge(from, 1, Integer::sum);
    strangers++;
    unknown += known ? 0 : 1;
    return new Admission.Admitted(new Place(from, known), penalties.left(from).isPresent());
  }

  /**
   * Waits for a place of who leaves; one who is known, or may soon be, needs no second attempt.
   *
   * @return false when too many wait
   */
  boolean await(WaitingLine.Waiter waiter) {
    List<Runnable> told;
    synchronized (this) {
      int others = (KNOWN_ROOM - 1) * limits.strangersPerAddress();
      if (isFull() || !waiting.enter(waiter, others)) {
        return false;
      }
      told = turns(false); // a place may have become free since it was turned away
    }
    told.forEach(Runnable::run);
    return true;
  }

  /** Whether it was still waiting; it is not any more. */
  synchronized boolean giveUp(WaitingLine.Waiter waiter) {
    return waiting.leave(waiter);
  }

  /**
   * Gives free places to those who wait.
   *
   * @param left whether somebody has just left one: then there is one for a stranger, however many
   *     there are
   */
  private List<Runnable> turns(boolean left) {
    var told = new ArrayList<Runnable>();
    while (true) {
      boolean anybody = left && told.isEmpty();
      var next = waiting.next(from -> mayEnter(from, anybody));
      if (next.isEmpty()) {
        return told;
      }
      var waiter = next.get();
      var admitted = take(waiter.from(), penalties.isKnown(waiter.from()));
      told.add(() -> waiter.turn().accept(admitted));
    }
  }

  private boolean mayEnter(Network from, boolean anybody) {
    boolean known = penalties.isKnown(from);
    if (strangers >= limits.strangers() || perNetwork.getOrDefault(from, 0) >= room(known)) {
      return false;
    }
    boolean welcome = penalties.left(from).isEmpty() && unknown < (anybody ? most() : start());
    return known || welcome;
  }

  private boolean isFull() {
    return strangers + inside + waiting.size() >= limits.connections();
  }

  private Optional<Admission.Refused> full(Network from, boolean known) {
    if (isFull()) {
      var sentence = "too many connections are open; try again later";
      return Optional.of(new Admission.Refused("connections", sentence, false));
    }
    if (perNetwork.getOrDefault(from, 0) >= room(known)) {
      return refused(
          "strangers-per-address",
          "too many connections from %s are signing in; try again in a moment".formatted(from));
    }
    if (strangers >= limits.strangers() || (!known && isDropped())) {
      return refused("strangers", "too many connections are signing in; try again in a moment");
    }
    return Optional.empty();
  }

  private static Optional<Admission.Refused> refused(String cause, String sentence) {
    return Optional.of(new Admission.Refused(cause, sentence, true));
  }

  private long room(boolean known) {
    return known ? (long) KNOWN_ROOM * limits.strangersPerAddress() : limits.strangersPerAddress();
  }

  /** Never below the start, always when all is taken, and in between in proportion. */
  private boolean isDropped() {
    double part = (double) (unknown - start()) / (most() - start());
    return unknown >= most() || (unknown > start() && chance.getAsDouble() < part);
  }

  /** So many strangers of unknown networks there are at most. */
  private int most() {
    return limits.strangers() - limits.strangers() / KEPT;
  }

  private int start() {
    return (int) Math.ceil(limits.strangers() * EARLY);
  }

  private static String inWords(Duration left) {
    long seconds = Math.max(1, left.plusMillis(999).toSeconds());
    return seconds < 120 ? seconds + " s" : (seconds + 59) / 60 + " minutes";
  }

  /** Whoever has this place has signed in, and is a stranger no more. */
  void signedIn(Place place) {
    List<Runnable> told;
    synchronized (this) {
      if (place.free || place.signedIn) {
        return;
      }
      leaveDoor(place);
      place.signedIn = true;
      inside++;
      penalties.signedIn(place.network);
      told = turns(true);
    }
    told.forEach(Runnable::run);
  }

  /**
   * Takes a place for a connection inside of one that has signed in, {@link #leaveInner} gives it
   * back.
   *
   * @return false when there are as many connections as there may be
   */
  synchronized boolean admitInner() {
    if (strangers + inside >= limits.connections()) {
      return false;
    }
    inside++;
    return true;
  }

  /** One that {@link #admitInner} has let in is gone. */
  synchronized void leaveInner() {
    inside--;
  }

  /**
   * Gives a place back.
   *
   * @return whether its connection had signed in
   */
  boolean leave(Place place) {
    List<Runnable> told;
    synchronized (this) {
      if (place.free) {
        return place.signedIn;
      }
      place.free = true;
      if (place.signedIn) {
        inside--;
        penalties.gone(place.network);
      } else {
        leaveDoor(place);
      }
      told = turns(!place.signedIn);
    }
    told.forEach(Runnable::run);
    return place.signedIn;
  }

  private void leaveDoor(Place place) {
    perNetwork.computeIfPresent(place.network, (_, count) -> count == 1 ? null : count - 1);
    strangers--;
    unknown -= place.known ? 0 : 1;
  }
}
