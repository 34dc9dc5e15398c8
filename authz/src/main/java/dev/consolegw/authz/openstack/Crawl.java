package dev.consolegw.authz.openstack;

import dev.consolegw.authz.openstack.client.CloudException;
import java.io.Closeable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the people of a cloud, round after round, on one thread of its own: everybody and all
 * projects, then the roles on each project, then the keys of each person with a right. The first
 * round goes as fast as configured, the others at one call a second. A key that nobody knows starts
 * a bounded look at the people most likely to own it, in between.
 */
final class Crawl implements Closeable {
  /** Between two looks for unknown keys, however many strangers knock. */
  static final Duration LOOK_PAUSE = Duration.ofSeconds(15);

  /** Calls of one such look. */
  static final int LOOK_CALLS = 200;

  private static final Logger log = LoggerFactory.getLogger(Crawl.class);

  /** After a round that failed. */
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);

  private static final int MAX_HINTS = 16;

  private final Census census;
  private final Inquiry inquiry;
  private final RoleRights rights;
  private final CensusFile file;
  private final Pace pace;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final Thread thread =
      Thread.ofPlatform().daemon().name("cloud-people").unstarted(this::run);

  // Guarded by this.
  private final Set<String> hints = new HashSet<>();
  private boolean missed;
  private boolean closed;

  // Only the crawl's own thread. Times are System.nanoTime(): a clock that is set must not hurry
  // us.
  private long lookAt = System.nanoTime();
  private long nextCall = System.nanoTime();
  private String trouble = "";

  /** How fast. */
  record Pace(int callsPerSecond, Duration refresh) {
    Duration first() {
      return Duration.ofSeconds(1).dividedBy(callsPerSecond);
    }

    Duration later() {
      return Duration.ofSeconds(1);
    }
  }

  /** One call or two, and when it was made last. */
  private record Errand(Instant last, Reading reading) {
    interface Reading {
      void read() throws CloudException;
    }
  }

  Crawl(Census census, Inquiry inquiry, RoleRights rights, CensusFile file, Pace pace) {
    this.census = census;
    this.inquiry = inquiry;
    this.rights = rights;
    this.file = file;
    this.pace = pace;
  }

  void start() {
    thread.start();
  }

  /** Completes when one round is through, now or in an earlier run. */
  CompletableFuture<Void> ready() {
    return ready;
  }

  /** Asks for a look; returns at once. */
  synchronized void missed(Optional<String> project) {
    missed = true;
    if (hints.size() < MAX_HINTS) {
      project.ifPresent(hints::add);
    }
    notifyAll();
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
  }

  private void run() {
    if (file.load(census)) {
      ready.complete(null);
    }
    while (!isClosed()) {
      long next = after(pace.refresh());
      boolean whole = tried(() -> round(ready.isDone() ? pace.later() : pace.first()));
      if (whole) {
        ready.complete(null);
        file.save(census);
      }
      idle(whole ? next : after(AFTER_FAILURE));
    }
  }

  private void round(Duration between) throws CloudException {
    step(between, inquiry::lists);
    for (Errand errand : oldestFirst(roles(Set.of()))) {
      step(between, errand.reading());
    }
    for (Errand errand : oldestFirst(keys(Set.of()))) {
      step(between, errand.reading());
    }
  }

  private void step(Duration between, Errand.Reading reading) throws CloudException {
    lookIfMissed();
    await(nextCall, false);
    nextCall = after(between);
    if (isClosed()) {
      throw CloudException.silent("closing");
    }
    reading.read();
  }

  private void idle(long until) {
    while (!isClosed() && until - System.nanoTime() > 0) {
      if (isLookDue()) {
        tried(this::lookIfMissed);
      }
      await(until, true);
    }
  }

  /** A look, when one was asked for and the last is long enough ago. */
  private void lookIfMissed() throws CloudException {
    Set<String> wanted;
    synchronized (this) {
      if (!isLookDue()) {
        return;
      }
      missed = false;
      wanted = Set.copyOf(hints);
      hints.clear();
    }
    lookAt = after(LOOK_PAUSE);
    look(wanted);
  }

  /** Who is in the projects that were named first, then whoever was not read for longest. */
  private void look(Set<String> hinted) throws CloudException {
    inquiry.lists();
    Set<String> near = new HashSet<>();
    census.projects.values().stream()
        .filter(it -> hinted.contains(it.name()) || hinted.contains(it.id()))
        .forEach(it -> near.add(it.id()));
    int left = LOOK_CALLS;
    left -= visit(near.isEmpty() ? List.of() : roles(near), left);
    left -= visit(near.isEmpty() ? List.of() : keys(near), left);
    left -= visit(oldestFirst(roles(Set.of())), left / 2);
    visit(oldestFirst(keys(Set.of())), left);
  }

  private int visit(List<Errand> errands, int most) throws CloudException {
    int count = 0;
    for (Errand errand : errands) {
      if (count == most || isClosed()) {
        return count;
      }
      count++;
      await(nextCall, false);
      nextCall = after(pace.first());
      errand.reading().read();
    }
    return count;
  }

  /** One for each project that is in use, or only for these. */
  private List<Errand> roles(Set<String> only) {
    return census.projects.keySet().stream()
        .filter(id -> only.isEmpty() || only.contains(id))
        .filter(census::isActive)
        .map(id -> {
          var last = census.roles.get(id);
          return new Errand(last == null ? Instant.EPOCH : last.read(), () -> inquiry.roles(id));
        })
        .toList();
  }

  /** One for each person with a right, or only for those with a right on one of these projects. */
  private List<Errand> keys(Set<String> projects) {
    return census.people(projects, rights).stream()
        .map(id -> {
          var last = census.keys.get(id);
          return new Errand(
              last == null ? Instant.EPOCH : last.read(), () -> inquiry.keys(id, Optional.empty()));
        })
        .toList();
  }

  private static List<Errand> oldestFirst(List<Errand> errands) {
    var sorted = new ArrayList<>(errands);
    sorted.sort(Comparator.comparing(Errand::last));
    return sorted;
  }

  private boolean tried(Errand.Reading reading) {
    try {
      reading.read();
      if (!trouble.isEmpty()) {
        log.info("cloud: people can be read again");
        trouble = "";
      }
      return true;
    } catch (CloudException failure) {
      var why = String.valueOf(failure.getMessage());
      if (!isClosed() && !why.equals(trouble)) { // once, and not every ten seconds
        log.warn("cloud: people cannot be read, those known stay known: {}", why);
        trouble = why;
      }
      return false;
    }
  }

  private synchronized boolean isLookDue() {
    return missed && lookAt - System.nanoTime() <= 0;
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** Waits until then, until closed, or (if asked to) until a look is due. */
  private synchronized void await(long until, boolean orLook) {
    try {
      while (!closed) {
        long end = orLook && missed && lookAt - until < 0 ? lookAt : until;
        long left = end - System.nanoTime();
        if (left <= 0) {
          return;
        }
        wait(left / 1_000_000, (int) (left % 1_000_000));
      }
    } catch (InterruptedException _) {
      closed = true;
    }
  }

  private static long after(Duration time) {
    return System.nanoTime() + time.toNanos();
  }
}
