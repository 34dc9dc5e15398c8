package dev.consolegw.gateway.mirror;

import dev.consolegw.config.MirrorSettings;
import dev.consolegw.config.state.StateFolder;
import dev.consolegw.gateway.directory.ConsoleEntry;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.history.HistoryReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The copies of all consoles' output. They are read from the histories, which are the only buffer,
 * and written on two threads of their own: a disk that is full or hangs delays no console and no
 * history. Any thread.
 */
public final class Mirrors implements OutputMirror, Closeable {
  /** Platform threads that write. */
  private static final int THREADS = 2;

  /** How often is looked which files are idle, and whether a write hangs. */
  static final Duration ROUND = Duration.ofSeconds(5);

  /** How often is looked whose histories are gone. */
  static final Duration TIDY = Duration.ofHours(1);

  /** How long the end of the gateway waits for files. */
  static final Duration FAREWELL = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(Mirrors.class);

  private final Path folder;
  private final ScheduledExecutorService timer;
  private final MirrorNames names = new MirrorNames();
  private final MirrorFiles files = new MirrorFiles();
  private final MirrorTrouble trouble;
  private final Map<ConsoleId, ConsoleMirror> mirrors = new ConcurrentHashMap<>();
  private final Map<ConsoleMirror, Long> running = new ConcurrentHashMap<>();
  private final AtomicBoolean sweeping = new AtomicBoolean();
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          ROUND.toSeconds(),
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(), // of a console it has one turn
          Thread.ofPlatform().daemon().name("mirror-disk-", 0).factory(),
          new ThreadPoolExecutor.DiscardPolicy());

  private volatile Optional<MirrorSettings> settings;

  /**
   * Makes the folder where it is kept how far each copy is.
   *
   * @param clock for what is told
   * @param timer runs short things later
   */
  public Mirrors(
      Path folder,
      Optional<MirrorSettings> settings,
      InstantSource clock,
      ScheduledExecutorService timer)
      throws IOException {
    this.folder = StateFolder.make(folder);
    this.settings = settings;
    this.timer = timer;
    this.trouble = new MirrorTrouble(clock);
    threads.allowCoreThreadTimeOut(true);
    long every = ROUND.toMillis();
    var _ = timer.scheduleWithFixedDelay(this::round, every, every, TimeUnit.MILLISECONDS);
  }

  /**
   * Forgets, now and every hour, how far the copies of histories are that are gone.
   *
   * @param kept whether there is a history, by its name in the folder of all; waits for the disk
   */
  public void tidy(Predicate<String> kept) {
    threads.execute(() -> {
      try {
        tidyNow(kept);
      } catch (IOException failure) {
        log.warn("event=mirror-untidied cause=\"{}\"", describe(failure));
      }
    });
    in(TIDY, () -> tidy(kept));
  }

  private void tidyNow(Predicate<String> kept) throws IOException {
    try (var places = Files.newDirectoryStream(folder)) {
      for (var place : places) {
        if (!kept.test(place.getFileName().toString())) {
          Files.deleteIfExists(place);
        }
      }
    } catch (DirectoryIteratorException broken) {
      throw broken.getCause();
    }
  }

  @Override
  public Copy begin(ConsoleEntry console, HistoryReader history) {
    var mirror =
        mirrors.compute(
            console.id(),
            (_, known) -> {
              if (known == null) {
                return new ConsoleMirror(this, console, history);
              }
              known.begin(console, history);
              return known;
            });
    if (settings.isPresent()) {
      mirror.soon();
    }
    return mirror;
  }

  /**
   * Takes new settings, and opens every file anew: others may have been renamed. Where there were
   * no copies before, what was printed so far is not copied.
   */
  public void settings(Optional<MirrorSettings> anew) {
    if (settings.isEmpty() && anew.isPresent()) {
      mirrors.values().forEach(ConsoleMirror::beginHere);
    }
    settings = anew;
    files.closeSoon();
    sweep();
    if (anew.isPresent()) {
      mirrors.values().forEach(ConsoleMirror::soon);
    }
  }

  Optional<MirrorSettings> settings() {
    return settings;
  }

  Path folder() {
    return folder;
  }

  MirrorNames names() {
    return names;
  }

  MirrorFiles files() {
    return files;
  }

  MirrorTrouble trouble() {
    return trouble;
  }

  void in(Duration delay, Runnable task) {
    try {
      var _ = timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      log.debug("event=mirror-after-end");
    }
  }

  /** Gives a copy its turn. */
  void execute(ConsoleMirror mirror) {
    threads.execute(() -> {
      running.put(mirror, System.nanoTime());
      try {
        mirror.run();
      } finally {
        running.remove(mirror);
      }
    });
  }

  /** Nothing is known any more of a console that is gone. */
  void forgetIfOver(ConsoleMirror mirror) {
    var _ =
        mirrors.computeIfPresent(
            mirror.id(),
            (_, known) -> {
              if (known != mirror || !mirror.isOver()) {
                return known;
              }
              names.release(mirror.key());
              trouble.ends(mirror.key());
              return null;
            });
  }

  private void round() {
    long limit = System.nanoTime() - ROUND.toNanos();
    running.forEach((mirror, since) -> {
      if (since < limit) {
        trouble.begins(mirror.key(), "the disk does not answer");
      }
    });
    if (files.count() > 0) {
      sweep();
    }
  }

  private void sweep() {
    if (!sweeping.compareAndSet(false, true)) {
      return;
    }
    threads.execute(() -> {
      sweeping.set(false);
      try {
        files.sweep();
      } catch (IOException failure) {
        log.warn("event=mirror-unclosed cause=\"{}\"", describe(failure));
      }
    });
  }

  /** What is wrong with a file, in our words where Java has none. */
  static String describe(IOException failure) {
    var why =
        switch (failure) {
          case AccessDeniedException denied -> "no permission for " + denied.getFile();
          case FileSystemException strange when strange.getReason() != null ->
              strange.getFile() + ": " + strange.getReason();
          default -> String.valueOf(failure.getMessage());
        };
    return why.replace('"', '\'').replace('\n', ' ');
  }

  /**
   * Copies what is left, and waits for that, {@link #FAREWELL} at most: the rest follows after the
   * next start.
   */
  @Override
  public void close() {
    var all = mirrors.values().stream().map(ConsoleMirror::drain).toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(all)
        .completeOnTimeout(null, FAREWELL.toMillis(), TimeUnit.MILLISECONDS)
        .join();
    files.closeSoon();
    sweep();
    threads.shutdown();
  }
}
