package dev.consolegw.gateway.directory.nova;

import dev.consolegw.authz.openstack.client.CloudException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When each project is read again: while somebody uses it every {@link #EVERY}, while somebody
 * waits for one of its servers every {@link #EAGER}, and never more than {@link #PER_TICK} projects
 * a {@link #TICK}. Thread-safe.
 */
final class ListingSchedule {
  /** How old the list of a project in use may become. */
  static final Duration EVERY = Duration.ofSeconds(10);

  /** The same while a dial of one of its servers was not possible a short while ago. */
  static final Duration EAGER = Duration.ofSeconds(3);

  /** Whoever has so few projects finds in them what was made a moment ago. */
  static final int FEW = 20;

  static final Duration TICK = Duration.ofSeconds(1);

  /** Readings that begin in one tick, at most. */
  static final int PER_TICK = 20;

  /** A project is in use for so long after somebody has asked for it. */
  static final Duration IN_USE = Duration.ofMinutes(10);

  /** Somebody waits for so long after a dial. */
  static final Duration WAITING = Duration.ofMinutes(1);

  /** A list is good for so long while Nova does not answer. */
  static final Duration LASTS = Duration.ofMinutes(10);

  /** Troubles are counted again so often. */
  static final Duration SUM_EVERY = Duration.ofMinutes(1);

  private static final Logger log = LoggerFactory.getLogger(ListingSchedule.class);

  private final InstantSource clock;
  private final Map<ProjectListing, Instant> inUse = new ConcurrentHashMap<>();
  private final Map<ProjectListing, Instant> eager = new ConcurrentHashMap<>();
  private final Map<ProjectListing, String> troubles = new ConcurrentHashMap<>();

  /** How many projects were last said to have a trouble, by its words. */
  private final Map<String, Long> told = new ConcurrentHashMap<>();

  private Instant summed = Instant.EPOCH; // only the timer's thread

  ListingSchedule(InstantSource clock) {
    this.clock = clock;
  }

  /** Somebody uses it, or the configuration does. */
  void use(ProjectListing listing) {
    inUse.put(listing, clock.instant().plus(IN_USE));
  }

  /** Somebody wants to know soon what becomes of one of its servers. */
  void hurry(ProjectListing listing) {
    inUse.merge(listing, clock.instant().plus(IN_USE), ListingSchedule::later);
    eager.put(listing, clock.instant().plus(WAITING));
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /** Begins what is due; does not block. */
  void run() {
    var now = clock.instant();
    sum(now);
    inUse.values().removeIf(until -> until.isBefore(now));
    eager.values().removeIf(until -> until.isBefore(now));
    inUse.keySet().stream()
        .filter(listing -> !listing.isYoungerThan(age(listing)))
        .sorted(Comparator.comparing(ProjectListing::lastRead))
        .limit(PER_TICK)
        .forEach(listing -> {
          var reading = listing.begin(age(listing));
          if (reading != null) {
            var _ = reading.whenComplete((_, failure) -> note(listing, failure));
          }
        });
  }

  /**
   * Reads those whose lists are too old, and returns those that are known. A project that does not
   * let us in has nothing to show. Blocks, for {@link ProjectListing#PATIENCE} at most.
   *
   * @throws IOException when one of them cannot be known now: a name might mean its servers, too
   */
  List<ProjectListing> read(Collection<ProjectListing> wanted) throws IOException {
    var age = wanted.size() <= FEW ? EAGER : EVERY;
    wanted.forEach(listing -> {
      var _ = listing.begin(age);
    });
    var known = new ArrayList<ProjectListing>();
    for (var listing : wanted) {
      try {
        listing.ensure(age);
        note(listing, null);
        known.add(listing);
      } catch (CloudException failure) {
        note(listing, failure);
        switch (failure.kind()) {
          case UNAUTHORIZED, FORBIDDEN, NOT_FOUND -> {}
          case UNREACHABLE, SIGN_IN_REFUSED, CONFLICT, TOO_MANY, BROKEN -> {
            if (!listing.isYoungerThan(LASTS)) {
              throw failure;
            }
            known.add(listing);
          }
        }
      }
    }
    return known;
  }

  /** Logs a trouble once, however many projects have it; {@link #sum} counts the others. */
  private void note(ProjectListing listing, @Nullable Throwable failure) {
    if (failure == null) {
      troubles.remove(listing);
      return;
    }
    var words =
        failure instanceof CloudException refusal
            ? refusal.cause()
            : String.valueOf(failure.getMessage());
    troubles.put(listing, words);
    if (told.putIfAbsent(words, 1L) == null) {
      log.warn(
          "event=servers-unlisted project={} cause=\"{}\"",
          listing.project().id(),
          words.replace('"', '\''));
    }
  }

  /** Says how many projects have a trouble, when it is not as many as it was. */
  private void sum(Instant now) {
    if (now.isBefore(summed.plus(SUM_EVERY))) {
      return;
    }
    summed = now;
    var counts =
        troubles.values().stream()
            .collect(Collectors.groupingBy(words -> words, Collectors.counting()));
    told.replaceAll((words, before) -> {
      long count = counts.getOrDefault(words, 0L);
      if (count != before) {
        log.warn(
            "event=servers-unlisted-in-all projects={} cause=\"{}\"",
            count,
            words.replace('"', '\''));
      }
      return count;
    });
    told.values().removeIf(count -> count == 0);
  }

  private Duration age(ProjectListing listing) {
    return eager.containsKey(listing) ? EAGER : EVERY;
  }
}
