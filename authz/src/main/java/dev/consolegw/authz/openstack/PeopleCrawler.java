package dev.consolegw.authz.openstack;

import dev.consolegw.authz.name.ConsoleName;
import dev.consolegw.authz.openstack.ReadQueue.PendingRead;
import dev.consolegw.authz.openstack.client.CloudException;
import dev.consolegw.config.OpenStackSettings;
import java.io.Closeable;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the people of a cloud, round after round, on one thread of its own: everybody and all
 * projects, then the roles on each project, then the keys of each person with a right. The first
 * round goes as fast as configured, the others at one call a second. A key that nobody knows starts
 * a {@link UnknownKeyLookup} in between.
 */
final class PeopleCrawler implements Closeable {
  /** Between two looks for unknown keys, however many strangers knock. */
  static final Duration LOOK_PAUSE = Duration.ofSeconds(15);

  private static final String FAULT = "a fault of the gateway's own";

  private static final Logger log = LoggerFactory.getLogger(PeopleCrawler.class);

  /** After a round that failed. */
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);

  /** Names that one look is told of. */
  private static final int MAX_ASKED = 64;

  private final PeopleIndex index;
  private final PeopleReader reader;
  private final ReadQueue queue;
  private final PeopleIndexFile file;
  private volatile Pace pace;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();

  private volatile ServerProjects projects = _ -> Set.of();

  /** Held while the file is written. */
  private final ReentrantLock saving = new ReentrantLock();

  private volatile long readAt = System.nanoTime(); // when the cloud answered last, or the start

  // Guarded by this.
  private final Set<ConsoleName> asked = new HashSet<>();
  private boolean missed;
  private boolean closed;

  // Only the crawl's own thread. Times are System.nanoTime(): a clock that is set must not hurry
  // us.
  private long lookAt = System.nanoTime();
  private long nextCall = System.nanoTime();
  private String trouble = "";
  private int troubles;

  /** How fast. */
  record Pace(int callsPerSecond, Duration refresh) {
    static Pace of(OpenStackSettings settings) {
      return new Pace(settings.callsPerSecond(), settings.refresh());
    }

    Duration first() {
      return Duration.ofSeconds(1).dividedBy(callsPerSecond);
    }

    Duration later() {
      return Duration.ofSeconds(1);
    }
  }

  PeopleCrawler(
      PeopleIndex index, PeopleReader reader, ReadQueue queue, PeopleIndexFile file, Pace pace) {
    this.index = index;
    this.reader = reader;
    this.queue = queue;
    this.file = file;
    this.pace = pace;
  }

  /**
   * Starts reading.
   *
   * @param known tell where a look is to begin
   */
  void start(ServerProjects known) {
    projects = known;
    var _ = Thread.ofPlatform().daemon().name("cloud-people").start(this::run);
  }

  /** Completes when one round is through, now or in an earlier run. */
  CompletableFuture<Void> ready() {
    return ready;
  }

  /** How long ago the cloud has last shown something of its people; since the start, if never. */
  Duration age() {
    return Duration.ofNanos(System.nanoTime() - readAt);
  }

  /** As fast as this from now on; the round that is due next begins when it was to. */
  void pace(Pace other) {
    pace = other;
  }

  /** Asks for a look; returns at once. */
  synchronized void missed(Optional<ConsoleName> name) {
    missed = true;
    if (asked.size() < MAX_ASKED) {
      name.ifPresent(asked::add);
    }
    notifyAll();
  }

  /** Asks no more, and writes no more: what is being written is waited for. */
  @Override
  public void close() {
    saving.lock();
    try {
      synchronized (this) {
        closed = true;
        notifyAll();
      }
    } finally {
      saving.unlock();
    }
  }

  private void run() {
    if (file.load(index)) {
      ready.complete(null);
    }
    while (!isClosed()) {
      long next = after(pace.refresh());
      boolean whole = tried(() -> round(ready.isDone() ? pace.later() : pace.first()));
      if (whole) {
        done();
      }
      idle(whole ? next : after(AFTER_FAILURE));
    }
  }

  /** Who has seen that it is ready, and ends it, finds it written. */
  private void done() {
    saving.lock();
    try {
      if (!isClosed()) {
        ready.complete(null);
        file.save(index);
      }
    } finally {
      saving.unlock();
    }
  }

  private void round(Duration between) throws CloudException {
    var newcomers = index.newcomers();
    step(between.multipliedBy(PeopleReader.LISTS), reader::lists);
    steps(between, queue.roles(Set.of()));
    steps(between, queue.keys(Set.of()));
    index.met(newcomers);
  }

  /** Reads one after another. What the cloud does not show us keeps us from none of the others. */
  private void steps(Duration between, List<PendingRead> all) throws CloudException {
    int refused = 0;
    for (PendingRead pending : all) {
      try {
        step(between, pending.reading());
      } catch (CloudException failure) {
        refused++;
        if (failure.kind() != CloudException.Kind.FORBIDDEN || refused == all.size()) {
          throw failure;
        }
        log.debug("event=people-not-shown fact=\"{}\"", pending.fact(), failure);
      }
    }
    if (refused > 0) {
      log.warn("event=people-partly-unread refused={} of={}", refused, all.size());
    }
  }

  /** Reads when it is time; the next is due so much later. */
  private void step(Duration between, PendingRead.Reading reading) throws CloudException {
    lookIfMissed();
    await(nextCall, false);
    nextCall = after(between);
    if (isClosed()) {
      throw CloudException.silent("closing");
    }
    reading.read();
    readAt = System.nanoTime();
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
    Set<ConsoleName> names;
    synchronized (this) {
      if (!isLookDue()) {
        return;
      }
      missed = false;
      names = Set.copyOf(asked);
      asked.clear();
    }
    lookAt = after(LOOK_PAUSE);
    new UnknownKeyLookup(index, reader, queue, this::next).run(names, projects);
  }

  /** Waits for a call of a look; false when closed. */
  private boolean next() {
    await(nextCall, false);
    nextCall = after(pace.first());
    return !isClosed();
  }

  private boolean tried(PendingRead.Reading reading) {
    try {
      reading.read();
      if (!trouble.isEmpty()) {
        log.info("event=people-read-again failed={}", troubles);
        trouble = "";
        troubles = 0;
      }
      return true;
    } catch (CloudException failure) {
      troubles++;
      if (!isClosed() && !failure.cause().equals(trouble)) { // once, and not every ten seconds
        log.warn(
            "event=people-unread cause=\"{}\"",
            String.valueOf(failure.getMessage()).replace('"', '\''));
        trouble = failure.cause();
      }
      return false;
    } catch (RuntimeException bug) { // and the crawl goes on
      if (!FAULT.equals(trouble)) {
        log.error("event=people-unread cause=\"{}\"", FAULT, bug);
        trouble = FAULT;
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
