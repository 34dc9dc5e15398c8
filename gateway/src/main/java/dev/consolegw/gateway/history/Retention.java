package dev.consolegw.gateway.history;

import dev.consolegw.gateway.history.store.BudgetShare;
import dev.consolegw.gateway.history.store.HistoryMetadata;
import dev.consolegw.gateway.history.store.Index;
import dev.consolegw.gateway.history.store.Recovery;
import dev.consolegw.gateway.history.store.Segments;
import dev.consolegw.gateway.history.store.UnwrittenMetadata;
import dev.consolegw.gateway.history.tail.DiskWriter;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what is too old, and what is too much for all consoles together. Open histories do that
 * themselves when told; those that nobody has open are looked after here, and when nothing is left
 * of one, its directory goes.
 *
 * <p>{@link #sweep} runs on a disk thread, once at a time. It asks memory; the disk is listed once
 * an hour and changed when something is due.
 */
final class Retention {
  /** How often what is due is looked for. */
  static final Duration EVERY = Duration.ofSeconds(10);

  /** How often directories are looked for that nobody has open. */
  private static final Duration LIST_EVERY = Duration.ofHours(1);

  private static final Logger log = LoggerFactory.getLogger(Retention.class);

  private final Path directory;
  private final HistoryServices shared;
  private final Map<String, CompletableFuture<History>> open;
  private final Map<String, CompletableFuture<Void>> claims = new ConcurrentHashMap<>();
  private final Map<String, DiskWriter.Store> closed = new TreeMap<>();
  private final AtomicBoolean sweeping = new AtomicBoolean();
  private Instant listed = Instant.MIN;
  private boolean overBudget;
  private volatile long onDisk;

  Retention(Path directory, HistoryServices shared, Map<String, CompletableFuture<History>> open) {
    this.directory = directory;
    this.shared = shared;
    this.open = open;
  }

  /** Makes the entry for a history that is to be opened; waits while its files are deleted. */
  boolean enter(String name, CompletableFuture<History> mine) {
    while (true) {
      CompletableFuture<Void> claim;
      synchronized (claims) {
        claim = claims.get(name);
        if (claim == null) {
          return open.putIfAbsent(name, mine) == null;
        }
      }
      claim.join();
    }
  }

  private boolean claim(String name) {
    synchronized (claims) {
      return !open.containsKey(name) && claims.putIfAbsent(name, new CompletableFuture<>()) == null;
    }
  }

  private void release(String name) {
    CompletableFuture<Void> claim;
    synchronized (claims) {
      claim = claims.remove(name);
    }
    if (claim != null) {
      claim.complete(null);
    }
  }

  /** Bytes of all files at the last look. Any thread. */
  long onDisk() {
    return onDisk;
  }

  /** Looks for what is due, and has it deleted. Disk thread. */
  void sweep() {
    if (!sweeping.compareAndSet(false, true)) {
      return;
    }
    try {
      list();
      closed.keySet().removeAll(open.keySet());
      var opened =
          open.values().stream()
              .filter(each -> each.state() == Future.State.SUCCESS)
              .map(CompletableFuture::resultNow)
              .toList();
      long allowed = share(opened);
      long now = shared.clock().millis();
      opened.forEach(history -> history.writer().sweep(allowed, now));
      for (var store : List.copyOf(closed.values())) {
        store.segments().allow(allowed);
        if (store.segments().isDue(store.index(), now)) {
          sweepClosed(store, now);
        }
      }
    } catch (IOException broken) {
      log.warn("event=retention-failed cause=\"{}\"", broken.toString());
    } finally {
      sweeping.set(false);
    }
  }

  private long share(List<History> opened) {
    long budget = shared.limits().all().bytes();
    var sizes = new ArrayList<Segments.Size>();
    opened.forEach(history -> sizes.add(history.writer().size()));
    closed.values().forEach(store -> sizes.add(store.size()));
    long held = sizes.stream().mapToLong(Segments.Size::held).sum();
    onDisk = held + sizes.stream().mapToLong(Segments.Size::free).sum();
    if (held > budget != overBudget) {
      overBudget = !overBudget;
      if (overBudget) {
        log.warn(
            "event=recordings-over-budget held={} keep-all={} hint=\"recordings alone exceed"
                + " history.keep-all, so little else is kept; remove some or raise it\"",
            held,
            budget);
      } else {
        log.info("event=recordings-within-budget held={} keep-all={}", held, budget);
      }
    }
    return BudgetShare.level(sizes, budget);
  }

  /** Takes stock of what lies there closed. */
  private void list() throws IOException {
    var now = shared.clock().instant();
    boolean fresh = now.isBefore(listed.plus(LIST_EVERY)) && !now.isBefore(listed);
    if (!listed.equals(Instant.MIN) && fresh) {
      return;
    }
    listed = now;
    closed.clear();
    for (var name : names(directory)) {
      if (!open.containsKey(name)) {
        try {
          closed.put(name, store(name));
        } catch (IOException broken) {
          log.warn("event=history-unread console={} cause=\"{}\"", name, broken.toString());
        }
      }
    }
  }

  /** The directories of all histories. */
  static List<String> names(Path directory) throws IOException {
    try (var all = Files.newDirectoryStream(directory, Retention::isHistory)) {
      var names = new ArrayList<String>();
      all.forEach(each -> names.add(each.getFileName().toString()));
      return names;
    } catch (DirectoryIteratorException broken) {
      throw broken.getCause();
    }
  }

  private static boolean isHistory(Path directory) {
    return Files.exists(directory.resolve(Index.NAME))
        || Files.exists(directory.resolve(HistoryMetadata.NAME));
  }

  /** The files of a history as they lie there, unchanged. */
  DiskWriter.Store store(String name) throws IOException {
    var home = directory.resolve(name);
    var extents = Recovery.scan(home);
    var index = new Index(home);
    index.measure();
    var rule = HistoryMetadata.read(home).map(HistoryMetadata::rule).orElse(shared.limits().rule());
    var tail = shared.tails().tail(Recovery.endOf(extents));
    tail.seal();
    var segments = shared.segments(name, home, rule, extents);
    return new DiskWriter.Store(name, home, tail, segments, index, UnwrittenMetadata.none());
  }

  private void sweepClosed(DiskWriter.Store store, long now) {
    if (!claim(store.name())) {
      return;
    }
    try {
      store.segments().sweep(store.index(), now);
      shared.files().forgetAll(store.directory());
      if (store.segments().isEmpty()) {
        remove(store);
      }
    } catch (IOException broken) {
      log.warn("event=history-undeleted console={} cause=\"{}\"", store.name(), broken.toString());
    } finally {
      release(store.name());
    }
  }

  private void remove(DiskWriter.Store store) throws IOException {
    var home = store.directory();
    closed.remove(store.name());
    shared.highWater().raise(store.tail().end());
    store.segments().vanish();
    Files.deleteIfExists(home.resolve(Index.NAME));
    Files.deleteIfExists(home.resolve(HistoryMetadata.NAME));
    try {
      Files.deleteIfExists(home);
      log.info("event=history-removed console={}", store.name());
    } catch (DirectoryNotEmptyException strangers) {
      log.warn(
          "event=history-directory-kept directory={} hint=\"it holds files of somebody else\"",
          home);
    }
  }
}
