package dev.consolegw.gateway.console.local;

import dev.consolegw.gateway.connection.ConnectionState;
import dev.consolegw.gateway.console.Console;
import dev.consolegw.gateway.console.ConsoleServices;
import dev.consolegw.gateway.console.Consoles;
import dev.consolegw.gateway.console.memory.SeenOffsetFiles;
import dev.consolegw.gateway.console.memory.StaleLoginFiles;
import dev.consolegw.gateway.directory.ConsoleEntry;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.directory.DirectoryEvent;
import dev.consolegw.gateway.directory.StoredConsole;
import dev.consolegw.gateway.fault.Uncaught;
import dev.consolegw.gateway.history.Histories;
import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Role;
import dev.consolegw.gateway.session.SessionEnd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All consoles of this gateway. A console is made when somebody first asks for it, and stays.
 *
 * <p>Any thread. {@link #open}, {@link #kept} and {@link #left} wait for files, which {@code
 * histories-…} read, and so are not for threads that must not wait.
 */
public final class LocalConsoles implements Consoles {
  /** How long clients have to read what is left when the gateway stops. */
  static final Duration FAREWELL = Duration.ofSeconds(5);

  /** How often it is written down what those have seen who stay. */
  private static final Duration REMEMBER = Duration.ofSeconds(30);

  /** After so long grants are asked for once more: who was being let in has arrived. */
  static final Duration ONCE_MORE = Duration.ofSeconds(30);

  private static final Logger log = LoggerFactory.getLogger(LocalConsoles.class);

  private final ConcurrentMap<ConsoleId, CompletableFuture<LocalConsole>> consoles =
      new ConcurrentHashMap<>();
  private final Histories histories;
  private final SeenOffsetFiles seen;
  private final StaleLoginFiles writers;
  private final Executor disk;
  private final ConsoleServices services;
  private final CaptureQueue captures;

  /**
   * @param disk opens histories, with more threads than {@link CaptureQueue#AT_ONCE}; no virtual
   *     ones, they must not wait for files
   */
  public LocalConsoles(
      Histories histories,
      SeenOffsetFiles seen,
      StaleLoginFiles writers,
      Executor disk,
      ConsoleServices services) {
    this.histories = histories;
    this.seen = seen;
    this.writers = writers;
    this.disk = disk;
    this.services = services;
    this.captures = new CaptureQueue(this::openToCapture, services.timer());
  }

  @Override
  public LocalConsole open(ConsoleEntry entry) throws IOException {
    var opening = consoles.computeIfAbsent(entry.id(), _ -> opening(entry));
    try {
      var console = opening.join();
      console.know(entry);
      return console;
    } catch (CompletionException failure) {
      Uncaught.pass(failure);
      consoles.remove(entry.id(), opening);
      throw new IOException("the history of " + entry.id() + " cannot be opened", failure);
    }
  }

  @Override
  public List<StoredConsole> kept() throws IOException {
    return onDisk(() ->
        histories.known().entrySet().stream()
            .flatMap(one ->
                ConsoleId.parse(one.getKey())
                    .map(id -> new StoredConsole(id, one.getValue()))
                    .stream())
            .toList());
  }

  @Override
  public Optional<HistoryReader.Opened> left(ConsoleId gone) throws IOException {
    return onDisk(() -> histories.lookAt(gone.toString()));
  }

  private <T> T onDisk(Callable<T> what) throws IOException {
    var task = new FutureTask<>(what);
    disk.execute(task);
    try {
      return task.get();
    } catch (ExecutionException failure) {
      Uncaught.pass(failure);
      throw new IOException("the histories cannot be read", failure.getCause());
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped while the histories were read", stop);
    }
  }

  private CompletableFuture<LocalConsole> opening(ConsoleEntry entry) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            var history =
                histories.open(entry.id().toString(), entry.keep(), entry.keepFor(), entry.notes());
            var diskThreads = history.reader().diskThreads();
            var seenHere = seen.of(entry.id(), diskThreads);
            var lastWriter = writers.of(entry.id(), diskThreads);
            return new LocalConsole(entry, history, seenHere, lastWriter, services);
          } catch (IOException failure) {
            throw new UncheckedIOException(failure);
          }
        },
        disk);
  }

  @Override
  public Optional<Console> ifOpen(ConsoleId id) {
    return opened(id).map(console -> console);
  }

  private Optional<LocalConsole> opened(ConsoleId id) {
    return Optional.ofNullable(consoles.get(id))
        .filter(opening -> opening.state() == Future.State.SUCCESS)
        .map(CompletableFuture::resultNow);
  }

  @Override
  public void recheckGrants() {
    askForGrants();
    var _ =
        services
            .timer()
            .schedule(
                () -> services.tasks().execute(this::askForGrants),
                ONCE_MORE.toMillis(),
                TimeUnit.MILLISECONDS);
  }

  private void askForGrants() {
    for (var id : consoles.keySet()) {
      opened(id).ifPresent(LocalConsole::recheckGrants);
    }
  }

  /** From now on, who stays for long is remembered, too. */
  public void start() {
    long every = REMEMBER.toSeconds();
    var _ = services.timer().scheduleWithFixedDelay(this::saveSeen, every, every, TimeUnit.SECONDS);
  }

  private void saveSeen() {
    for (var id : consoles.keySet()) {
      opened(id).ifPresent(LocalConsole::saveSeen);
    }
  }

  /** Tells everybody who looks at any of them. */
  public void tell(String line) {
    for (var id : consoles.keySet()) {
      opened(id).ifPresent(console -> console.all(line));
    }
  }

  /**
   * How many there are of a kind.
   *
   * @param states consoles by the word of their {@link ConnectionState}; {@code opening} while
   *     their history is opened
   * @param roles viewers
   */
  public record Census(Map<String, Integer> states, Map<Role, Integer> roles) {}

  /** Counts consoles and viewers; looks at memory alone, at each of them once. */
  public Census census() {
    var states = new HashMap<String, int[]>();
    var roles = new EnumMap<Role, Integer>(Role.class);
    for (var opening : consoles.values()) {
      var word = "opening";
      if (opening.state() == Future.State.SUCCESS) {
        var console = opening.resultNow();
        word = console.connection().state().word();
        for (var viewer : console.roster().present()) {
          roles.merge(viewer.role(), 1, Integer::sum);
        }
      }
      states.computeIfAbsent(word, _ -> new int[1])[0]++;
    }
    var counts = new HashMap<String, Integer>();
    states.forEach((word, count) -> counts.put(word, count[0]));
    return new Census(counts, roles);
  }

  /** Takes what a directory announces. Does not block. */
  public void hear(DirectoryEvent news) {
    switch (news) {
      case DirectoryEvent.Changed(var entry) -> changed(entry, LocalConsole::tryAgain);
      case DirectoryEvent.Moved(var entry) -> changed(entry, LocalConsole::dialAnew);
      case DirectoryEvent.Gone(var id, var why) -> {
        captures.remove(id); // before the look: what has left the queue is among the consoles
        var opening = consoles.get(id);
        if (opening != null) {
          var _ = opening.thenAcceptAsync(console -> forget(console, why), services.tasks());
        }
      }
    }
  }

  private void changed(ConsoleEntry entry, Consumer<LocalConsole> then) {
    if (!entry.captured()) {
      captures.remove(entry.id());
    }
    var opening = consoles.get(entry.id());
    if (opening == null) {
      if (entry.captured()) {
        captures.add(List.of(entry));
      }
      return;
    }
    var _ =
        opening.whenCompleteAsync(
            (console, failure) -> {
              if (failure == null) {
                console.know(entry);
                then.accept(console); // before it is connected, which is no news then
                if (entry.captured()) {
                  console.capture();
                } else {
                  console.lingerIfUnwatched();
                }
              } else {
                unopened(entry, opening, failure);
              }
            },
            services.tasks());
  }

  /** With the lock of the queue. */
  private CompletableFuture<?> openToCapture(ConsoleEntry entry) {
    boolean known = consoles.containsKey(entry.id());
    var opening = consoles.computeIfAbsent(entry.id(), _ -> opening(entry));
    return opening.handleAsync(
        (console, failure) -> {
          if (failure != null) {
            unopened(entry, opening, failure);
          } else {
            if (known) {
              console.know(entry);
            }
            if (console.entry().captured() && !captures.isClosed()) {
              console.capture();
            }
          }
          return null;
        },
        services.tasks());
  }

  /** One sentence for each; the others are none the worse for it. */
  private void unopened(
      ConsoleEntry entry, CompletableFuture<LocalConsole> opening, Throwable failure) {
    Uncaught.pass(failure);
    if (consoles.remove(entry.id(), opening)) {
      log.error(
          "event=history-unopened console={} cause=\"{}\" hint=\"{}\"",
          entry.id(),
          describe(failure),
          entry.captured() ? "tried again in a minute" : "tried again when somebody asks for it");
    }
    if (entry.captured()) {
      captures.addAgain(entry);
    }
  }

  private static String describe(Throwable failure) {
    var cause = failure;
    while (cause.getCause() != null
        && (cause instanceof CompletionException || cause instanceof UncheckedIOException)) {
      cause = cause.getCause();
    }
    return cause.toString().replace('"', '\'');
  }

  /** Ends it for everybody, and keeps nothing of it but what is on disk. */
  private void forget(LocalConsole console, String why) {
    var id = console.entry().id();
    log.info("event=console-gone console={}", id);
    var _ =
        console
            .close(SessionEnd.drained(ExitCode.NO_CONSOLE, why))
            .completeOnTimeout(null, FAREWELL.toMillis(), TimeUnit.MILLISECONDS)
            .thenRunAsync(() -> closeHistory(console), disk)
            .whenComplete((_, _) -> consoles.remove(id));
  }

  private static void closeHistory(LocalConsole console) {
    try {
      console.closeHistory();
    } catch (IOException failure) {
      log.warn("event=history-unclosed console={}", console.entry().id(), failure);
    }
  }

  /**
   * Connects these and keeps them connected. Returns at once: their histories are opened meanwhile,
   * a few at a time, and what somebody asks for before its turn is opened then.
   *
   * @return done when all have been opened, but for those that cannot be; never if closed before
   */
  public CompletableFuture<Void> capture(List<ConsoleEntry> entries) {
    captures.add(entries);
    return captures.emptied();
  }

  /** Ends all sessions and connections. Waits for the sessions, {@link #FAREWELL} at most. */
  public void close() {
    captures.close();
    var sessions =
        consoles.keySet().stream()
            .flatMap(id -> opened(id).stream())
            .map(console -> console.close(SessionEnd.STOPPING))
            .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(sessions)
        .completeOnTimeout(null, FAREWELL.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }
}
