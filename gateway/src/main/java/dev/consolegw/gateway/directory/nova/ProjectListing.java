package dev.consolegw.gateway.directory.nova;

import dev.consolegw.authz.openstack.CloudProject;
import dev.consolegw.authz.openstack.client.CloudException;
import dev.consolegw.authz.openstack.client.ComputeApi;
import dev.consolegw.authz.openstack.client.ComputeApi.Server;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The servers of one project as Nova last told: all of them at first and from time to time, else
 * those that changed. One reading at a time, shared by all who need it. Thread-safe.
 */
final class ProjectListing {
  /** How long somebody waits for a reading. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /** After so long everything is read again, whatever a list of changes may have missed. */
  static final Duration WHOLE_EVERY = Duration.ofMinutes(10);

  /** Changes are asked for from so long before the last reading: clocks differ, writes are late. */
  static final Duration OVERLAP = Duration.ofMinutes(1);

  /** A reading that failed is not tried again for so long. */
  static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

  private final CloudProject project;
  private final ComputeApi nova;
  private final Surroundings surroundings;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile Map<String, Server> servers = Map.of();

  // Guarded by the lock.
  private Instant read = Instant.EPOCH;
  private Instant readWhole = Instant.EPOCH;
  private Instant failed = Instant.EPOCH;
  private @Nullable CloudException failure;
  private @Nullable CompletableFuture<Void> reading;

  /** Told of each server that differs from before; by the thread that reads. */
  interface Listener {
    /**
     * Gets one server.
     *
     * @param before null when it is new
     * @param after null when it has left
     */
    void changed(ProjectListing where, @Nullable Server before, @Nullable Server after);
  }

  /**
   * What all projects share.
   *
   * @param clock for ages
   * @param date as Nova has it, more or less
   * @param places for readings under way
   */
  record Surroundings(
      InstantSource clock,
      InstantSource date,
      Executor tasks,
      Semaphore places,
      Listener listener) {}

  ProjectListing(CloudProject project, ComputeApi nova, Surroundings surroundings) {
    this.project = project;
    this.nova = nova;
    this.surroundings = surroundings;
  }

  CloudProject project() {
    return project;
  }

  ComputeApi nova() {
    return nova;
  }

  List<Server> servers() {
    return List.copyOf(servers.values());
  }

  Optional<Server> server(String id) {
    return Optional.ofNullable(servers.get(id));
  }

  /** When the last reading that worked began; long ago when there was none. */
  Instant lastRead() {
    lock.lock();
    try {
      return read;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the last reading that worked began not longer ago. */
  boolean isYoungerThan(Duration age) {
    lock.lock();
    try {
      return isYounger(age);
    } finally {
      lock.unlock();
    }
  }

  private boolean isYounger(Duration age) {
    return read.isAfter(Instant.EPOCH)
        && Duration.between(read, surroundings.clock().instant()).compareTo(age) <= 0;
  }

  /**
   * Returns when it is not older than this. Blocks, for {@link #PATIENCE} at most.
   *
   * @throws CloudException when it cannot be read now; what was known stays known
   */
  void ensure(Duration age) throws CloudException {
    var begun = begin(age);
    if (begun == null) {
      return;
    }
    try {
      begun.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException broken) {
      throw broken.getCause() instanceof CloudException cause
          ? cause.again()
          : CloudException.silent("the gateway failed; its log says how");
    } catch (TimeoutException _) {
      throw CloudException.silent("Nova does not answer in time");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw CloudException.silent("interrupted");
    }
  }

  /** The reading that is under way or begins now; null when none is needed. Does not block. */
  @Nullable CompletableFuture<Void> begin(Duration age) {
    CompletableFuture<Void> mine;
    lock.lock();
    try {
      if (reading != null) {
        return reading;
      }
      if (isYounger(age)) {
        return null;
      }
      var trouble = failure;
      if (trouble != null && failed.plus(AFTER_FAILURE).isAfter(surroundings.clock().instant())) {
        return CompletableFuture.failedFuture(trouble);
      }
      mine = new CompletableFuture<>();
      reading = mine;
    } finally {
      lock.unlock();
    }
    surroundings.tasks().execute(() -> read(mine));
    return mine;
  }

  private void read(CompletableFuture<Void> mine) {
    surroundings.places().acquireUninterruptibly();
    var began = surroundings.clock().instant();
    try {
      boolean whole = isWholeDue(began);
      take(whole ? nova.servers() : nova.servers(changesSince(began)), whole);
      settle(began, whole, null);
      mine.complete(null);
    } catch (CloudException trouble) {
      settle(began, false, trouble);
      mine.completeExceptionally(trouble);
    } finally {
      surroundings.places().release();
      if (!mine.isDone()) { // a bug must not leave the others waiting
        settle(began, false, CloudException.silent("the gateway failed; its log says how"));
        mine.cancel(false);
      }
    }
  }

  /** Nova's clock is not ours: what has passed since the last reading is counted from its date. */
  private Instant changesSince(Instant now) {
    var passed = Duration.between(lastRead(), now);
    return surroundings.date().instant().minus(passed).minus(OVERLAP);
  }

  private boolean isWholeDue(Instant now) {
    lock.lock();
    try {
      return !readWhole.plus(WHOLE_EVERY).isAfter(now);
    } finally {
      lock.unlock();
    }
  }

  private void settle(Instant began, boolean whole, @Nullable CloudException trouble) {
    lock.lock();
    try {
      reading = null;
      failure = trouble;
      if (trouble != null) {
        failed = surroundings.clock().instant();
        return;
      }
      read = began;
      if (whole) {
        readWhole = began;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Nova has said that a server is not there any more. */
  void drop(String id) {
    var left = new HashMap<>(servers);
    var old = left.remove(id);
    if (old != null) {
      servers = Map.copyOf(left);
      surroundings.listener().changed(this, old, null);
    }
  }

  /** Only one thread reads at a time. */
  private void take(List<Server> told, boolean whole) {
    var before = servers;
    var after = new HashMap<String, Server>(whole ? Map.of() : before);
    for (var server : told) {
      if (ServerCondition.of(server) instanceof ServerCondition.Deleted) {
        after.remove(server.id());
      } else {
        after.put(server.id(), server);
      }
    }
    servers = Map.copyOf(after);
    for (var server : after.values()) {
      var old = before.get(server.id());
      if (!server.equals(old)) {
        surroundings.listener().changed(this, old, server);
      }
    }
    for (var old : before.values()) {
      if (!after.containsKey(old.id())) {
        surroundings.listener().changed(this, old, null);
      }
    }
  }
}
