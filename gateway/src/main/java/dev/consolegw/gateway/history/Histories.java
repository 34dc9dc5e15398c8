package dev.consolegw.gateway.history;

import dev.consolegw.config.state.DirectoryName;
import dev.consolegw.config.state.StateFile;
import dev.consolegw.config.state.StateFolder;
import dev.consolegw.config.value.ByteSize;
import dev.consolegw.gateway.fault.Timer;
import dev.consolegw.gateway.history.store.DiskThreads;
import dev.consolegw.gateway.history.store.HistoryMetadata;
import dev.consolegw.gateway.history.store.OpenFiles;
import dev.consolegw.gateway.history.store.Recovery;
import dev.consolegw.gateway.history.store.UnwrittenMetadata;
import dev.consolegw.gateway.history.tail.DiskWriter;
import dev.consolegw.gateway.history.tail.TailServices;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the histories of a gateway; owns the disk threads, the open files and the timer that they
 * share. Safe for any thread, but {@link #open} and {@link #close} wait for the disk.
 */
public final class Histories implements Closeable {
  /** How long a close waits for a disk that does not answer. */
  static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

  private static final Duration OPENED_WITHIN = Duration.ofMinutes(1);

  private static final Logger log = LoggerFactory.getLogger(Histories.class);

  private final Path directory;
  private final FileChannel lock;
  private final Runnable stopTimer;
  private final HistoryServices shared;
  private final DiskThreads.Timer timer;
  private final Retention retention;
  private final Map<String, CompletableFuture<History>> open = new ConcurrentHashMap<>();

  /**
   * Takes possession of a directory, which is made with mode 0700.
   *
   * @throws IOException when that cannot be, or when another process has it
   */
  public Histories(Path directory, InstantSource clock, HistoryLimits limits) throws IOException {
    this(directory, clock, limits, newTimer());
  }

  private Histories(
      Path directory, InstantSource clock, HistoryLimits limits, ScheduledThreadPoolExecutor timer)
      throws IOException {
    this(
        directory,
        clock,
        limits,
        (delay, task) -> schedule(timer, delay, task),
        timer::shutdownNow);
  }

  /** With a timer of somebody else. */
  Histories(
      Path directory,
      InstantSource clock,
      HistoryLimits limits,
      DiskThreads.Timer in,
      Runnable stopTimer)
      throws IOException {
    this.directory = StateFolder.make(directory);
    this.lock = lock(directory);
    this.stopTimer = stopTimer;
    this.shared =
        new HistoryServices(
            directory,
            limits,
            new TailServices(
                clock,
                limits.tail(),
                new DiskThreads(limits.diskThreads(), limits.spareThreads(), in),
                in,
                new OpenFiles(limits.openFiles())));
    this.timer = in;
    this.retention = new Retention(directory, shared, open);
  }

  private static FileChannel lock(Path directory) throws IOException {
    // No console's directory begins with a dot.
    var channel = new StateFile(directory.resolve(".lock")).open(OpenFiles.APPEND);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException mine) {
      // Falls through to the same answer.
    }
    channel.close();
    throw new IOException("another gateway uses " + directory + "; stop it or change 'state'");
  }

  private static ScheduledThreadPoolExecutor newTimer() {
    return new Timer("history-timer", new ThreadPoolExecutor.DiscardPolicy());
  }

  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for a timer, and its tasks log
  private static void schedule(ScheduledThreadPoolExecutor timer, Duration delay, Runnable task) {
    timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Begins to delete what is too old, and what is too much for all together. Whoever pins must have
   * pinned by now.
   *
   * @param opened when those histories are open that are opened first anyway, so that nobody looks
   *     through them twice; nobody waits longer for that than a minute
   */
  public void startRetention(CompletableFuture<Void> opened) {
    var _ =
        opened
            .copy()
            .completeOnTimeout(null, OPENED_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
            .thenRun(this::startRetention);
  }

  /** The same at once; looks every ten seconds from now on. */
  private void startRetention() {
    shared.threads().execute(retention::sweep);
    timer.in(Retention.EVERY, this::startRetention);
  }

  /**
   * Keeps so much from now on, of consoles that say nothing else and of all together. What is due
   * by it goes within ten seconds; of an open history, once it was told, too.
   */
  public void keep(ByteSize bytes, Optional<Duration> time, ByteSize all) {
    shared.keep(bytes, time, all);
  }

  Retention retention() {
    return retention;
  }

  /** Opens a history of which so much is kept, as long as of others. */
  public History open(String key, ByteSize bytes) throws IOException {
    return open(key, bytes, Optional.empty(), Map.of());
  }

  /**
   * Opens a history, new or known; waits for the disk, so not on a thread that must not. A disk
   * that is full, read-only or broken keeps no history from opening: output is then kept in memory
   * until the disk is well again. Of what has never printed nothing is on disk.
   *
   * @param key of the console, any text; it becomes the name of a directory
   * @param bytes on disk, after which the oldest are deleted
   * @param time after which output is deleted, if that is not as for all
   * @param notes to be found again in {@link #known} when the console is gone
   * @throws IOException when this history is open, or could not be closed yet
   */
  public History open(
      String key, ByteSize bytes, Optional<Duration> time, Map<String, String> notes)
      throws IOException {
    var rule = shared.rule(bytes, time);
    var name = DirectoryName.of(key);
    var mine = new CompletableFuture<History>();
    if (!retention.enter(name, mine)) {
      throw new IOException("the history of " + name + " is open already, or still being closed");
    }
    try {
      var about = new HistoryMetadata(key, rule, notes);
      var home = directory.resolve(name);
      var store =
          shared.runMark().isPlaced() && Files.notExists(home, LinkOption.NOFOLLOW_LINKS)
              ? withoutFiles(name, home, about)
              : recovered(name, home, about);
      var history = new History(store.parts, rule, shared, told -> closed(name, mine, told));
      if (store.failure != null) {
        history.writer().unsecured(store.failure);
      }
      mine.complete(history);
      return history;
    } finally {
      if (!mine.isDone()) {
        open.remove(name, mine);
        mine.cancel(false); // nobody who closes all waits for it
      }
    }
  }

  private record Opened(DiskWriter.Store parts, @Nullable IOException failure) {}

  private Opened withoutFiles(String name, Path home, HistoryMetadata about) {
    var nothing = Recovery.nothing(home, shared.highWater().firstOffset());
    var segments = shared.segments(name, home, about.rule(), nothing.extents());
    var tail = shared.tails().newTail(nothing.end());
    var unwritten = UnwrittenMetadata.of(about);
    return new Opened(
        new DiskWriter.Store(name, home, tail, segments, nothing.index(), unwritten), null);
  }

  private Opened recovered(String name, Path home, HistoryMetadata about) {
    var found =
        Recovery.recover(home, shared.clock(), shared.highWater().firstOffset())
            .and(() -> about.write(home));
    var tail = shared.tails().tail(found.end());
    if (found.closedAt() >= 0) {
      tail.down(found.closedAt());
    }
    var segments = shared.segments(name, home, about.rule(), found.extents());
    var failure = found.failure();
    var unwritten = failure == null ? UnwrittenMetadata.none() : UnwrittenMetadata.of(about);
    return new Opened(
        new DiskWriter.Store(name, home, tail, segments, found.index(), unwritten), failure);
  }

  private void closed(String name, CompletableFuture<History> mine, boolean told) {
    if (!told) {
      shared.runMark().keep();
    }
    open.remove(name, mine);
  }

  /**
   * The keys of all histories on disk with what was noted, also of consoles that are gone. Waits
   * for the disk, so not on a thread that must not.
   */
  public Map<String, Map<String, String>> known() throws IOException {
    var known = new TreeMap<String, Map<String, String>>();
    for (var name : Retention.names(directory)) {
      var about = HistoryMetadata.read(directory.resolve(name));
      var notes = about.map(HistoryMetadata::notes).orElse(Map.of());
      about
          .map(HistoryMetadata::key)
          .or(() -> DirectoryName.unescape(name))
          .ifPresent(key -> known.put(key, notes));
    }
    return known;
  }

  /**
   * Whether a history is on disk. Waits for it, so not on a thread that must not.
   *
   * @param name of its directory, made of its key by {@link DirectoryName}
   */
  public boolean isKept(String name) {
    return Files.isDirectory(directory.resolve(name));
  }

  /**
   * Opens what is on disk of a history, only to be read: of a console that is gone. Any number may
   * do that at once. Waits for the disk, so not on a thread that must not.
   *
   * @return nothing if nothing is on disk
   */
  public Optional<HistoryReader.Opened> lookAt(String key) throws IOException {
    var name = DirectoryName.of(key);
    if (!Files.isDirectory(directory.resolve(name))) {
      return Optional.empty();
    }
    var store = retention.store(name);
    return Optional.of(new StoredOutput(store, shared, new DiskWriter(store, shared.tails())));
  }

  /**
   * Keeps a span of a history from being deleted, whether it is open, closed or unknown.
   *
   * @param to after the last byte that is held
   */
  public Pin pin(String key, long from, long to) {
    var pin = shared.pins().add(DirectoryName.of(key), from);
    pin.extend(to);
    return pin;
  }

  /** Waits for a close; not on a disk thread. */
  static void await(CompletableFuture<Void> closed, String late) throws IOException {
    try {
      closed.get(CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException stalled) {
      throw new IOException(late, stalled);
    } catch (ExecutionException bug) {
      throw new IOException("cannot close the history", bug);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * What all histories are together.
   *
   * @param unwritten bytes in memory that the disk does not have yet
   * @param lost bytes that the disk will never have, since the gateway started
   * @param onDisk bytes of files, as they were at most ten seconds ago; 0 until all are known
   * @param troubled consoles of which the disk does not take what they print
   * @param answers whether the disk answers, be it with failures
   */
  public record Totals(long unwritten, long lost, long onDisk, int troubled, boolean answers) {}

  /** What they are now; of memory alone. Any thread. */
  public Totals totals() {
    var tails = shared.tails();
    return new Totals(
        tails.totals().unwritten().get(),
        tails.totals().lost().get(),
        retention.onDisk(),
        tails.trouble().count(),
        tails.trouble().isAnswered());
  }

  /** How many segment files are open. */
  int openFiles() {
    return shared.files().count();
  }

  /** Bytes of memory that all tails have. */
  long memory() {
    return shared.tails().totals().chunks().get();
  }

  /** Closes one when it is open; of one that could not be opened there is nothing to close. */
  private static CompletableFuture<Void> startClose(CompletableFuture<History> opening) {
    return opening
        .<Optional<History>>handle((history, _) -> Optional.ofNullable(history))
        .thenCompose(history ->
            history
                .map(History::startClose)
                .orElseGet(() -> CompletableFuture.completedFuture(null)));
  }

  /**
   * Closes all histories and waits for the disk, at most 10 s. What could not be written by then is
   * lost, and marked when its history is opened again.
   */
  @Override
  public void close() throws IOException {
    var all = open.values().stream().map(Histories::startClose).toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(all).get(CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
      shared.runMark().remove();
    } catch (TimeoutException stalled) {
      log.warn("event=disk-given-up histories={}", open.size());
    } catch (ExecutionException bug) {
      throw new IOException("cannot close the histories", bug);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } finally {
      shared.threads().close();
      stopTimer.run();
      shared.files().forgetAll();
      lock.close();
    }
  }
}
