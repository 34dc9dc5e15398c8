package dev.consolegw.gateway.directory;

import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.authz.Identity;
import dev.consolegw.authz.name.ConsoleName;
import dev.consolegw.authz.name.NameMatch;
import dev.consolegw.config.PasswordFile;
import dev.consolegw.config.Settings;
import dev.consolegw.config.ShellSettings;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.DialTarget;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.directory.address.PortSettings;
import dev.consolegw.gateway.transport.Hop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The consoles that the configuration file lists, as it was read last. Thread-safe; a reading waits
 * for nobody.
 */
public final class FileDirectory implements Directory, RemembersRemoved {
  /** Of a console that the file does not list any more. */
  static final String TAKEN_OUT = "this console was taken out of the gateway's configuration";

  private static final String NAME = "file";

  /** The one port of a server that does not name its ports. */
  static final String ONLY_PORT = "0";

  private volatile Listing now;
  private volatile Consumer<DirectoryEvent> listener = _ -> {};

  /** A console, and where to dial it. */
  private record Listed(ConsoleEntry entry, DialTarget target, Optional<Path> ticketFile) {
    List<Hop> way() {
      return target.address().transport().via();
    }
  }

  /** All consoles of one reading, in the order of the file. Immutable. */
  public static final class Listing {
    private final Map<ConsoleId, Listed> consoles;
    private final List<ConsoleEntry> entries;

    /** A server of the file has no UUID: it is meant by its name, or not at all. */
    private final Map<String, List<ConsoleEntry>> byName;

    private Listing(Map<ConsoleId, Listed> consoles) {
      this.consoles = Collections.unmodifiableMap(new LinkedHashMap<>(consoles));
      this.entries = consoles.values().stream().map(Listed::entry).toList();
      this.byName =
          entries.stream()
              .collect(
                  Collectors.groupingBy(
                      entry -> entry.server().name(), Collectors.toUnmodifiableList()));
    }
  }

  /** How many consoles a new listing has brought, taken, and made others of. */
  public record Changes(int added, int removed, int changed) {}

  /** One that begins with these. */
  public FileDirectory(Listing first) {
    this.now = first;
  }

  /** Reads every address; mistakes go to {@code problems}, and what has one is left out. */
  public static FileDirectory of(Settings settings, Problems problems) {
    return new FileDirectory(read(settings, problems));
  }

  /** The same, for {@link #replace}. */
  public static Listing read(Settings settings, Problems problems) {
    var all = new LinkedHashMap<ConsoleId, Listed>();
    var projects = new HashMap<String, String>(); // the same text for all of one
    settings
        .consoles()
        .forEach((key, console) -> {
          var project = projects.computeIfAbsent(key.substring(0, key.indexOf('/')), name -> name);
          var one = new Reading(settings, key, project, console);
          one.targets(problems)
              .forEach((port, target) -> {
                var entry = one.entry(port);
                all.put(entry.id(), new Listed(entry, target, one.ticketFile(port)));
              });
        });
    return new Listing(all);
  }

  /**
   * From now on these are the consoles. Whoever listens is told of those that are gone, new, or
   * others than before; a connection that is there stays, and the next dial goes to the new
   * address, but what is reached through other hops than before is dialled anew.
   */
  public Changes replace(Listing anew) {
    var before = now;
    now = anew;
    int added = 0;
    int changed = 0;
    var gone = new ArrayList<>(before.consoles.keySet());
    gone.removeAll(anew.consoles.keySet());
    gone.forEach(id -> listener.accept(new DirectoryEvent.Gone(id, TAKEN_OUT)));
    for (var one : anew.consoles.entrySet()) {
      var old = before.consoles.get(one.getKey());
      if (!one.getValue().equals(old)) {
        added += old == null ? 1 : 0;
        changed += old == null ? 0 : 1;
        boolean moved = old != null && !old.way().equals(one.getValue().way());
        var entry = one.getValue().entry();
        listener.accept(
            moved ? new DirectoryEvent.Moved(entry) : new DirectoryEvent.Changed(entry));
      }
    }
    return new Changes(added, gone.size(), changed);
  }

  /** The ways through hops that consoles are reached by. */
  public Set<List<Hop>> ways() {
    return now.consoles.values().stream()
        .map(Listed::way)
        .filter(way -> !way.isEmpty())
        .collect(Collectors.toSet());
  }

  /** The last of these hops is there again: whoever waits for a console behind it may dial. */
  public void reachable(List<Hop> way) {
    for (var one : now.consoles.values()) {
      var theirs = one.way();
      if (theirs.size() >= way.size() && theirs.subList(0, way.size()).equals(way)) {
        listener.accept(new DirectoryEvent.Changed(one.entry()));
      }
    }
  }

  /** What the file says of one server. */
  private record Reading(Settings settings, String key, String project, Settings.Console console) {
    ConsoleEntry entry(String port) {
      int slash = key.indexOf('/');
      var ref = new ConsoleRef(NAME, project, key, key.substring(slash + 1), Map.of());
      var capture = console.capture().orElse(settings.history().capture());
      return new ConsoleEntry(
          new ConsoleId(NAME, key, port),
          ref,
          Optional.ofNullable(console.ports().get(port))
              .flatMap(Settings.Port::pace)
              .or(console::pace),
          capture == Settings.Capture.ALWAYS,
          console.keep().orElse(settings.history().keep()),
          console.keepFor().or(() -> settings.history().keepFor()),
          ServerStatus.UNKNOWN,
          Optional.empty(),
          Map.of(),
          console.shell().map(ShellSettings.Shell::withoutPlaces));
    }

    Optional<Path> ticketFile(String port) {
      return Optional.ofNullable(console.ports().get(port))
          .map(Settings.Port::ticketFile)
          .orElse(console.ticketFile())
          .map(Located::value);
    }

    Map<String, DialTarget> targets(Problems problems) {
      var targets = new LinkedHashMap<String, DialTarget>();
      console
          .address()
          .ifPresent(address ->
              PortSettings.of(settings, console, address, problems)
                  .ifPresent(target -> targets.put(ONLY_PORT, target)));
      console
          .ports()
          .forEach((label, port) ->
              PortSettings.of(settings, console, port, problems)
                  .ifPresent(it -> targets.put(label, it)));
      return targets;
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<ConsoleEntry> candidates(Identity identity) {
    return now.entries;
  }

  @Override
  public List<ConsoleEntry> candidates(ConsoleName name, Identity identity) {
    return now.byName.getOrDefault(name.server(), List.of()).stream()
        .filter(entry -> NameMatch.of(name, entry.server()).isPresent())
        .toList();
  }

  @Override
  public List<ConsoleEntry> captured() {
    return now.consoles.values().stream()
        .map(Listed::entry)
        .filter(ConsoleEntry::captured)
        .toList();
  }

  @Override
  public void listen(Consumer<DirectoryEvent> told) {
    listener = told;
  }

  /** A console's key is its project and name. */
  @Override
  public Optional<ConsoleRef> removed(StoredConsole stored) {
    var id = stored.id();
    int slash = id.server().indexOf('/');
    if (slash < 0 || now.consoles.containsKey(id)) {
      return Optional.empty();
    }
    var project = id.server().substring(0, slash);
    var name = id.server().substring(slash + 1);
    return Optional.of(new ConsoleRef(NAME, project, id.server(), name, Map.of()));
  }

  @Override
  public DialTarget target(ConsoleId id) throws DialException {
    var listed = now.consoles.get(id);
    if (listed == null) {
      throw new DialException(
          Reason.of(Reason.Kind.NOT_FOUND, "this console is no longer in the configuration"));
    }
    var file = listed.ticketFile();
    return file.isEmpty() ? listed.target() : bearing(listed.target(), file.get());
  }

  /** Read whenever it is dialled: a ticket ends, and somebody writes the next one. */
  private static DialTarget bearing(DialTarget target, Path file) throws DialException {
    try {
      var ticket = PasswordFile.read(file, PasswordFile.Content.TICKET);
      return new DialTarget(target.address().bearing(ticket.value()), target.qmp());
    } catch (IOException | IllegalArgumentException mistake) {
      var why = "ticket-file %s: %s".formatted(file, mistake.getMessage());
      throw new DialException(Reason.of(Reason.Kind.REFUSED, why), mistake);
    }
  }
}
