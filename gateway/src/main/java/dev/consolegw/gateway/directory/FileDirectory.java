package dev.consolegw.gateway.directory;

import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.authz.Identity;
import dev.consolegw.config.Settings;
import dev.consolegw.config.value.Pace;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.DialTarget;
import dev.consolegw.gateway.backend.Reason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The consoles that the configuration file lists. Immutable: a reload makes a new one. */
public final class FileDirectory implements Directory, RemembersRemoved {
  /** The one port of a server that does not name its ports. */
  static final String ONLY_PORT = "0";

  private final Map<ConsoleId, DialTarget> targets = new LinkedHashMap<>();
  private final List<ConsoleEntry> entries;

  private FileDirectory(Settings settings, Problems problems) {
    this.entries =
        settings.consoles().entrySet().stream()
            .flatMap(console ->
                server(console.getKey(), console.getValue(), settings, problems).stream())
            .toList();
  }

  /** Reads every address; mistakes go to {@code problems}, and what has one is left out. */
  public static FileDirectory of(Settings settings, Problems problems) {
    return new FileDirectory(settings, problems);
  }

  private List<ConsoleEntry> server(
      String key, Settings.Console console, Settings settings, Problems problems) {
    int slash = key.indexOf('/');
    var ref =
        new ConsoleRef(name(), key.substring(0, slash), key, key.substring(slash + 1), Map.of());
    var capture = console.capture().orElse(settings.history().capture());
    var keep = console.keep().orElse(settings.history().keep());
    return targets(console, problems).entrySet().stream()
        .map(port -> {
          var id = new ConsoleId(name(), key, port.getKey());
          targets.put(id, port.getValue());
          return new ConsoleEntry(
              id,
              ref,
              pace(console, port.getKey()),
              capture == Settings.Capture.ALWAYS,
              keep,
              console.keepFor(),
              ServerStatus.UNKNOWN,
              Optional.empty(),
              Map.of());
        })
        .toList();
  }

  private static Optional<Pace> pace(Settings.Console console, String port) {
    return Optional.ofNullable(console.ports().get(port))
        .flatMap(Settings.Port::pace)
        .or(console::pace);
  }

  private static Map<String, DialTarget> targets(Settings.Console console, Problems problems) {
    var targets = new LinkedHashMap<String, DialTarget>();
    console
        .address()
        .ifPresent(address ->
            PortSettings.of(console, address, problems)
                .ifPresent(target -> targets.put(ONLY_PORT, target)));
    console
        .ports()
        .forEach((label, port) ->
            PortSettings.of(port, problems).ifPresent(it -> targets.put(label, it)));
    return targets;
  }

  @Override
  public String name() {
    return "file";
  }

  @Override
  public List<ConsoleEntry> candidates(Identity identity) {
    return entries;
  }

  @Override
  public List<ConsoleEntry> captured() {
    return entries.stream().filter(ConsoleEntry::captured).toList();
  }

  /** A console's key is its project and name. */
  @Override
  public Optional<ConsoleRef> removed(StoredConsole stored) {
    var id = stored.id();
    int slash = id.server().indexOf('/');
    if (slash < 0 || targets.containsKey(id)) {
      return Optional.empty();
    }
    var project = id.server().substring(0, slash);
    var name = id.server().substring(slash + 1);
    return Optional.of(new ConsoleRef(name(), project, id.server(), name, Map.of()));
  }

  @Override
  public DialTarget target(ConsoleId id) throws DialException {
    var target = targets.get(id);
    if (target == null) {
      throw new DialException(
          Reason.of(Reason.Kind.NOT_FOUND, "this console is no longer in the configuration"));
    }
    return target;
  }
}
