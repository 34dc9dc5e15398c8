package dev.consolegw.gateway.export;

import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.config.state.DirectoryName;
import dev.consolegw.config.state.StateFolder;
import dev.consolegw.gateway.directory.ConsoleEntry;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.mirror.OutputMirror;
import dev.consolegw.gateway.terminal.Printable;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All log systems that are sent what consoles print. Each reads the histories, which are the only
 * buffer, at its own pace: one that is slow, away or wrong delays no console, no viewer and no
 * other. Any thread.
 */
public final class Exports implements OutputMirror, Closeable {
  /** How long the end of the gateway waits for all of them. */
  static final Duration FAREWELL = Duration.ofSeconds(5);

  /** No name of an export ends so that it would be the name of another's file. */
  private static final String SUFFIX = ".cursors";

  private static final Logger log = LoggerFactory.getLogger(Exports.class);

  private final Path folder;
  private final Services services;
  private final Map<ConsoleId, ExportedConsole> consoles = new ConcurrentHashMap<>();
  private final ReentrantLock following = new ReentrantLock();
  private volatile List<Export> exports = List.of(); // set while nobody begins to be followed
  private volatile Predicate<String> isKept = _ -> true;

  /**
   * What it works with.
   *
   * @param clock the time of day
   * @param ages no clock that is set
   * @param timer its tasks are short
   */
  public record Services(InstantSource clock, InstantSource ages, ScheduledExecutorService timer) {}

  /**
   * Makes the folder where it is kept how far each is, and begins to send. Waits for the disk.
   *
   * @throws IOException when that cannot be
   */
  public Exports(Path folder, List<ExportPlan> plans, Services services) throws IOException {
    this.folder = StateFolder.make(folder);
    this.services = services;
    forgetOthers(plans);
    exports = begun(plans);
  }

  /** One that comes back after it was removed is a new one. */
  private void forgetOthers(List<ExportPlan> plans) throws IOException {
    var kept = plans.stream().map(plan -> file(plan.name())).collect(Collectors.toSet());
    try (var files = Files.list(folder)) {
      for (var file : files.filter(it -> it.toString().endsWith(SUFFIX)).toList()) {
        if (!kept.contains(file)) {
          Files.delete(file);
        }
      }
    }
  }

  private Path file(String export) {
    return folder.resolve(DirectoryName.of(export) + SUFFIX);
  }

  private List<Export> begun(List<ExportPlan> plans) throws IOException {
    var begun = new ArrayList<Export>();
    for (var plan : plans) {
      begun.add(begin(plan));
    }
    return List.copyOf(begun);
  }

  private Export begin(ExportPlan plan) throws IOException {
    var read = CursorFile.open(file(plan.name()), plan.wanted(), services.clock());
    var export =
        new Export(
            plan,
            plan.target(services.timer()),
            read,
            new Export.Services(
                services.clock(),
                services.ages(),
                services.timer(),
                this::cursors,
                this::done,
                key -> isKept.test(DirectoryName.of(key))));
    export.start();
    return export;
  }

  /** The cursors of one. */
  private Stream<ExportCursor> cursors(Export export) {
    return consoles.values().stream()
        .flatMap(console -> console.cursors().stream())
        .filter(cursor -> cursor.export() == export);
  }

  @Override
  public Copy begin(ConsoleEntry console, HistoryReader history) {
    following.lock();
    try {
      return consoles.compute(
          console.id(),
          (id, known) -> {
            if (known != null) {
              known.begin(console.server(), history);
              return known;
            }
            var begun = new ExportedConsole(id, console.server(), history, this::done);
            follow(begun);
            return begun;
          });
    } finally {
      following.unlock();
    }
  }

  private void follow(ExportedConsole console) {
    var cursors = exports.stream().map(export -> export.follow(console)).toList();
    console.readBy(cursors);
    cursors.forEach(ExportCursor::more);
  }

  /** Nothing of it is left to send. */
  private void done(ExportedConsole console) {
    var _ =
        consoles.computeIfPresent(
            console.id(),
            (_, known) -> {
              if (known != console || !known.isDone()) {
                return known;
              }
              known.cursors().forEach(cursor -> cursor.export().leave(cursor));
              known.release();
              return null;
            });
  }

  /**
   * Takes new settings: those that are the same go on, and those that are new begin with what is
   * printed from now on. Waits for the disk, and for those that end.
   */
  public synchronized void settings(List<ExportPlan> wanted) {
    var before = exports;
    var same =
        before.stream()
            .filter(export -> wanted.stream().anyMatch(plan -> plan.isAs(export.plan())))
            .toList();
    end(before.stream().filter(export -> !same.contains(export)).toList());
    try {
      forgetOthers(wanted);
    } catch (IOException failure) {
      log.error("event=export-not-forgotten", failure);
    }
    var now = new ArrayList<>(same);
    for (var plan : wanted) {
      if (same.stream().noneMatch(export -> export.plan().name().equals(plan.name()))) {
        try {
          now.add(begin(plan));
        } catch (IOException failure) {
          log.error(
              "event=export-not-begun export={} cause={}",
              Printable.of(plan.name()).asValue(),
              Printable.of(String.valueOf(failure.getMessage())).asValue());
        }
      }
    }
    follow(before, List.copyOf(now));
  }

  private void follow(List<Export> before, List<Export> now) {
    following.lock();
    try {
      exports = now;
      for (var console : consoles.values()) {
        var kept = console.cursors().stream().filter(cursor -> now.contains(cursor.export()));
        var anew =
            now.stream()
                .filter(export -> !before.contains(export))
                .map(export -> export.follow(console))
                .toList();
        console.readBy(Stream.concat(kept, anew.stream()).toList());
        anew.forEach(ExportCursor::more);
        done(console);
      }
    } finally {
      following.unlock();
    }
  }

  /**
   * Forgets consoles of which nothing is kept any more, from now on, when there is time for that.
   *
   * @param kept whether there is a history, by its name in the folder of all; waits for the disk
   */
  void tidy(Predicate<String> kept) {
    isKept = kept;
  }

  /** Whether there is none. */
  boolean isEmpty() {
    return exports.isEmpty();
  }

  /**
   * Whether somebody may want more of a console that is not open.
   *
   * @param notes what its directory has noted of it
   */
  boolean mayOwe(ConsoleId id, Map<String, String> notes) {
    var server = server(id, notes);
    return !consoles.containsKey(id)
        && exports.stream().anyMatch(it -> it.mayOwe(id.toString(), server));
  }

  /**
   * Follows a console that is not open, if it is none that is followed, until all of it is sent.
   *
   * @param notes what its directory has noted of it
   * @param history what is on disk of it
   * @param release called once, when that is needed no more
   */
  void catchUp(ConsoleId id, Map<String, String> notes, HistoryReader history, Runnable release) {
    var console = ExportedConsole.left(id, server(id, notes), history, release);
    following.lock();
    try {
      if (consoles.putIfAbsent(id, console) != null) {
        console.release();
        return;
      }
      follow(console);
    } finally {
      following.unlock();
    }
    done(console);
  }

  /** How many consoles are known here. */
  int followed() {
    return consoles.size();
  }

  /** As it was when something of it was sent last; else as its directory has noted it. */
  private ConsoleRef server(ConsoleId id, Map<String, String> notes) {
    var noted = exports.stream().flatMap(export -> export.noted(id.toString()).stream()).findAny();
    int slash = id.server().indexOf('/');
    var project =
        noted
            .map(CursorFile.Cursor::project)
            .orElse(notes.getOrDefault("project", id.server().substring(0, Math.max(0, slash))));
    var name =
        noted
            .map(CursorFile.Cursor::server)
            .orElse(notes.getOrDefault("name", id.server().substring(slash + 1)));
    return new ConsoleRef(id.directory(), project, id.server(), name, Map.of());
  }

  /** What each has been sent, by its name in the settings. */
  public Map<String, Long> sentLines() {
    return each(Export::sentLines);
  }

  /** What each has refused for good. */
  public Map<String, Long> refusedLines() {
    return each(export -> export.trouble().refusedLines());
  }

  /** How often each did not take what it was sent. */
  public Map<String, Long> failures() {
    return each(export -> export.trouble().failures());
  }

  /** Bytes of output that each has not been sent yet; a look at every console. */
  public Map<String, Long> behind() {
    return each(export -> cursors(export).mapToLong(ExportCursor::behind).sum());
  }

  private Map<String, Long> each(ToLongFunction<Export> number) {
    return exports.stream()
        .collect(Collectors.toMap(export -> export.plan().name(), number::applyAsLong));
  }

  /** Sends what is left, {@link #FAREWELL} at most: the rest follows after the next start. */
  @Override
  public void close() {
    consoles.values().forEach(ExportedConsole::more);
    end(exports);
  }

  private static void end(List<Export> those) {
    those.forEach(Export::finish);
    long until = System.nanoTime() + FAREWELL.toNanos();
    try {
      for (var export : those) {
        export.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
