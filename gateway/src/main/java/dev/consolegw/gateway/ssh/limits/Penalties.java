package dev.consolegw.gateway.ssh.limits;

import dev.consolegw.config.Settings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is remembered of networks: which of them fail to sign in, again and again, and which have
 * signed in lately. Of each kind {@link #REMEMBERED} at most, the oldest are forgotten first; since
 * nobody gets among those who signed in without doing so, no number of strangers pushes them out.
 * Any thread.
 */
final class Penalties {
  /** Failed connections count together for so long. */
  static final Duration WITHIN = Duration.ofMinutes(1);

  /** So many looks of a network are no failures, within {@link #WITHIN} of the first of them. */
  static final int LOOKS = 60;

  /** A sign-in speaks for its network for so long, counted from the end of its connection. */
  static final Duration KNOWN_FOR = Duration.ofHours(1);

  /** Networks of each kind. */
  static final int REMEMBERED = 16_384;

  private final Settings.Penalties settings;
  private final InstantSource clock;
  private final Map<Network, Deque<Instant>> failing = new Recent<>();
  private final Map<Network, Looks> looking = new Recent<>();
  private final Map<Network, Instant> penalisedUntil = new Recent<>();
  private final Map<Network, Instant> signedIn = new Recent<>();
  private final Map<Network, Integer> inside = new HashMap<>();

  Penalties(Settings.Penalties settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /** Forgets what was not written for longest. */
  private static final class Recent<V> extends LinkedHashMap<Network, V> {
    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Network, V> eldest) {
      return size() > REMEMBERED;
    }
  }

  /** So many since then. */
  private record Looks(Instant begun, int count) {}

  /**
   * A connection ended soon and without a word, as those do that look whether we listen.
   *
   * @return whether that is all right; else it is to count as {@link #failed}
   */
  synchronized boolean looked(Network from) {
    var now = clock.instant();
    var before = looking.remove(from);
    if (before == null || before.begun().plus(WITHIN).compareTo(now) <= 0) {
      before = new Looks(now, 0);
    }
    if (before.count() < LOOKS) {
      looking.put(from, new Looks(before.begun(), before.count() + 1));
      return true;
    }
    looking.put(from, before);
    return false;
  }

  /**
   * A connection ended without a sign-in.
   *
   * @return whether a penalty begins with it
   */
  synchronized boolean failed(Network from) {
    var now = clock.instant();
    if (isExempt(from) || left(from).isPresent()) {
      return false;
    }
    var times = failing.remove(from);
    times = times == null ? new ArrayDeque<>() : times;
    times.add(now);
    while (times.getFirst().plus(WITHIN).compareTo(now) <= 0) {
      times.removeFirst();
    }
    if (times.size() < settings.after()) {
      failing.put(from, times);
      return false;
    }
    penalisedUntil.put(from, now.plus(settings.lasting()));
    return true;
  }

  private boolean isExempt(Network network) {
    return settings.exempt().stream().anyMatch(one -> one.value().contains(network.first()));
  }

  /** What is left of a network's penalty; empty when it has none. */
  synchronized Optional<Duration> left(Network network) {
    var until = penalisedUntil.get(network);
    if (until == null) {
      return Optional.empty();
    }
    var left = Duration.between(clock.instant(), until);
    if (left.isPositive()) {
      return Optional.of(left);
    }
    penalisedUntil.remove(network);
    return Optional.empty();
  }

  /** Whether somebody of it is here, or was within {@link #KNOWN_FOR}. */
  synchronized boolean isKnown(Network network) {
    if (inside.containsKey(network)) {
      return true;
    }
    var last = signedIn.get(network);
    return last != null && last.plus(KNOWN_FOR).isAfter(clock.instant());
  }

  /** Somebody signed in; {@link #left(Network)} and {@link #gone} are for others. */
  synchronized void signedIn(Network from) {
    inside.merge(from, 1, Integer::sum);
  }

  /** The connection of somebody who had signed in is closed. */
  synchronized void gone(Network from) {
    inside.computeIfPresent(from, (_, count) -> count == 1 ? null : count - 1);
    signedIn.remove(from);
    signedIn.put(from, clock.instant());
  }
}
