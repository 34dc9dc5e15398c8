package dev.consolegw.authz.openstack;

import dev.consolegw.authz.openstack.client.CloudException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads facts again when they are too old: each once, whoever needs it and however many do. A
 * failure counts for some seconds, too. Thread-safe; blocks.
 */
final class FactCache {
  private static final Duration FAILURE = Duration.ofSeconds(5);

  /** Facts whose age is known; beyond it the old ones are dropped. */
  private static final int MAX_KNOWN = 50_000;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private volatile Duration age;
  private final InstantSource clock;
  private final Map<String, Reading> readings = new ConcurrentHashMap<>();

  /** Reads one fact. */
  @FunctionalInterface
  interface Reader {
    void read() throws CloudException;
  }

  /** A reading that began at a time. One is equal to itself alone. */
  private static final class Reading {
    private final Instant began;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    Reading(Instant began) {
      this.began = began;
    }
  }

  FactCache(Duration age, InstantSource clock) {
    this.age = age;
    this.clock = clock;
  }

  /** From now on facts are read again at this age. */
  void age(Duration other) {
    age = other;
  }

  /** Returns when the fact was read, not longer ago than its age. */
  void ensure(String fact, Reader reader) throws CloudException {
    var now = clock.instant();
    var mine = new Reading(now);
    var current = readings.compute(fact, (_, old) -> old == null || isOver(old, now) ? mine : old);
    if (current == mine) {
      prune(now);
      read(mine, reader);
    } else {
      join(current);
    }
  }

  /** Whether a fact was read, not longer ago than its age; does not block. */
  boolean isFresh(String fact) {
    var reading = readings.get(fact);
    return reading != null
        && reading.done.isDone()
        && !reading.done.isCompletedExceptionally()
        && !isOver(reading, clock.instant());
  }

  private boolean isOver(Reading reading, Instant now) {
    var limit = reading.done.isCompletedExceptionally() ? FAILURE : age;
    return reading.done.isDone() && !now.isBefore(reading.began.plus(limit));
  }

  private static void read(Reading mine, Reader reader) throws CloudException {
    try {
      reader.read();
      mine.done.complete(null);
    } catch (CloudException failure) {
      mine.done.completeExceptionally(failure);
      throw failure;
    } finally {
      mine.done.cancel(false); // a bug must not leave the others waiting
    }
  }

  private static void join(Reading other) throws CloudException {
    try {
      other.done.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof CloudException cause) {
        throw cause.again();
      }
      throw new IllegalStateException("no other failure is ever set", failure);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw CloudException.silent("interrupted");
    } catch (TimeoutException | CancellationException _) {
      throw CloudException.silent("the cloud does not answer: no answer in time");
    }
  }

  /** When the fact was last read with success. */
  Optional<Instant> read(String fact) {
    return Optional.ofNullable(readings.get(fact))
        .filter(it -> it.done.isDone() && !it.done.isCompletedExceptionally())
        .map(it -> it.began);
  }

  private void prune(Instant now) {
    if (readings.size() > MAX_KNOWN) {
      readings.values().removeIf(it -> isOver(it, now));
    }
  }
}
