package dev.consolegw.gateway.ssh.limits;

import dev.consolegw.config.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * Who may stand at the door. Of the places for strangers a fifth is kept for networks that somebody
 * has signed in from lately, and these have more places each; the others are turned away at random
 * from three tenths on, ever more often, so that no crowd shuts the door on everybody else. Any
 * thread; only memory is touched with the lock.
 */
final class Places {
  /** A known network has so many times the places of another. */
  static final int KNOWN_ROOM = 5;

  /** One place in so many is kept for known networks. */
  static final int KEPT = 5;

  /** Strangers are turned away at random when this part of their places is taken. */
  static final double EARLY = 0.3;

  private final Settings.Ssh limits;
  private final Penalties penalties;
  private final DoubleSupplier chance;
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

  /** Takes a place, or says why there is none. */
  synchronized Admission admit(Network from) {
    boolean known = penalties.isKnown(from);
    var penalty = penalties.left(from);
    if (penalty.isPresent() && !known) {
      return new Admission.Refused(
          "penalty",
          "too many connections from %s have failed to sign in; try again in %s"
              .formatted(from, inWords(penalty.get())));
    }
    var full = full(from, known);
    if (full.isPresent()) {
      return full.get();
    }
    perNetwork.merge(from, 1, Integer::sum);
    strangers++;
    unknown += known ? 0 : 1;
    return new Admission.Admitted(new Place(from, known), penalty.isPresent());
  }

  private Optional<Admission.Refused> full(Network from, boolean known) {
    if (strangers + inside >= limits.connections()) {
      return refused("connections", "too many connections are open; try again later");
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
    return Optional.of(new Admission.Refused(cause, sentence));
  }

  private long room(boolean known) {
    return known ? (long) KNOWN_ROOM * limits.strangersPerAddress() : limits.strangersPerAddress();
  }

  /** Never below the start, always when all is taken, and in between in proportion. */
  private boolean isDropped() {
    int most = limits.strangers() - limits.strangers() / KEPT;
    int start = (int) Math.ceil(limits.strangers() * EARLY);
    return unknown >= most
        || (unknown > start && chance.getAsDouble() < (double) (unknown - start) / (most - start));
  }

  private static String inWords(Duration left) {
    long seconds = Math.max(1, left.plusMillis(999).toSeconds());
    return seconds < 120 ? seconds + " s" : (seconds + 59) / 60 + " minutes";
  }

  /** Whoever has this place has signed in, and is a stranger no more. */
  synchronized void signedIn(Place place) {
    if (place.free || place.signedIn) {
      return;
    }
    leaveDoor(place);
    place.signedIn = true;
    inside++;
    penalties.signedIn(place.network);
  }

  /**
   * Gives a place back.
   *
   * @return whether its connection had signed in
   */
  synchronized boolean leave(Place place) {
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
    return place.signedIn;
  }

  private void leaveDoor(Place place) {
    perNetwork.computeIfPresent(place.network, (_, count) -> count == 1 ? null : count - 1);
    strangers--;
    unknown -= place.known ? 0 : 1;
  }
}
