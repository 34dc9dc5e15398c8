package dev.consolegw.gateway.directory;

import dev.consolegw.authz.Authorizer;
import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Identity;
import dev.consolegw.authz.Renewal;
import dev.consolegw.authz.Right;
import dev.consolegw.authz.name.ConsoleName;
import dev.consolegw.authz.name.Lookup;
import dev.consolegw.authz.name.NameMatch;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.DialTarget;
import dev.consolegw.gateway.backend.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * All sources of consoles together. Names are looked up only among what the person may open, so
 * that a forbidden console and one that does not exist cannot be told apart. Thread-safe; may block
 * as long as the slowest source.
 */
public final class Directories {
  private final List<Directory> sources;
  private final Authorizer authorizer;

  public Directories(List<Directory> sources, Authorizer authorizer) {
    this.sources = List.copyOf(sources);
    this.authorizer = authorizer;
  }

  /** Whose the credential of somebody who has signed in is now; nothing when it is nobody's. */
  public Optional<Identity> identify(Identity before) {
    return authorizer.identify(before.credential());
  }

  /**
   * What somebody might be allowed to open, of all sources one after the other; their rights are
   * yet to be looked up.
   */
  public final class Candidates {
    private final Identity identity;
    private final List<List<ConsoleEntry>> ofEach = new ArrayList<>();

    private Candidates(Identity identity) {
      this.identity = identity;
    }

    /** What they may open. Waits for nothing, but a thousand rights take a millisecond or more. */
    public List<VisibleServer> visible() {
      var visible = new ArrayList<VisibleServer>();
      for (var entries : ofEach) {
        var servers = new LinkedHashMap<String, List<ConsoleEntry>>();
        for (var entry : entries) {
          servers.computeIfAbsent(entry.id().server(), _ -> new ArrayList<>()).add(entry);
        }
        for (var ports : servers.values()) {
          authorizer
              .grant(identity, ports.getFirst().server())
              .ifPresent(grant -> visible.add(new VisibleServer(ports, grant)));
        }
      }
      return visible;
    }
  }

  /** What to ask a source for. */
  private interface Question {
    List<ConsoleEntry> of(Directory source) throws IOException;
  }

  private Candidates candidates(Identity identity, Question asked) throws IOException {
    var candidates = new Candidates(identity);
    for (var source : sources) {
      candidates.ofEach.add(asked.of(source));
    }
    return candidates;
  }

  /**
   * Everything that this person might be allowed to open.
   *
   * @throws IOException when a source cannot answer now
   */
  public Candidates candidates(Identity identity) throws IOException {
    return candidates(identity, source -> source.candidates(identity));
  }

  /**
   * What a name means to this person. Costs no more the more they may open.
   *
   * @throws IOException when a source cannot answer now
   */
  public Resolution find(ConsoleName name, Identity identity) throws IOException {
    var candidates = candidates(identity, source -> source.candidates(name, identity));
    return switch (NameMatch.find(name, candidates.visible())) {
      case Lookup.None<VisibleServer>() -> new Resolution.Nothing();
      case Lookup.Ambiguous<VisibleServer>(var servers) -> new Resolution.Ambiguous(servers);
      case Lookup.Found<VisibleServer>(var server) ->
          port(server.ports(), name.port())
              .<Resolution>map(entry -> new Resolution.Found(entry, server.grant()))
              .orElseGet(() -> new Resolution.NoSuchPort(server, noMorePorts(server)));
    };
  }

  /**
   * A console by what is its own for ever; nothing when this person may not open it.
   *
   * @throws IOException when its source cannot answer now
   */
  public Resolution find(ConsoleId id, Identity identity) throws IOException {
    var candidates =
        candidates(
            identity,
            source ->
                source.name().equals(id.directory())
                    ? source.candidates(identity).stream()
                        .filter(entry -> entry.id().equals(id))
                        .toList()
                    : List.of());
    return candidates.visible().stream()
        .findFirst()
        .<Resolution>map(it -> new Resolution.Found(it.ports().getFirst(), it.grant()))
        .orElseGet(Resolution.Nothing::new);
  }

  /**
   * Servers that this person may open and whose whole name is what they wrote, though it was read
   * as more than a name.
   *
   * @throws IOException when a source cannot answer now
   */
  public List<VisibleServer> literally(ConsoleName name, Identity identity) throws IOException {
    var names = name.literally().stream().map(ConsoleName::server).toList();
    return names.isEmpty()
        ? List.of()
        : candidates(
                identity,
                source ->
                    source.candidates(identity).stream()
                        .filter(entry -> names.contains(entry.server().name()))
                        .toList())
            .visible();
  }

  private String noMorePorts(VisibleServer server) {
    return from(server.ports().getFirst().id())
        .flatMap(source -> able(source, LimitsPorts.class))
        .map(LimitsPorts::noMorePorts)
        .orElse("");
  }

  /**
   * Asks again for a right, on the server as it is now; see {@link Authorizer#renew}. While its
   * source does not answer, only that the right is gone can be known.
   */
  public Renewal renew(Grant old) {
    try {
      return authorizer.renew(old, refreshed(old.console()));
    } catch (IOException silence) {
      return authorizer.renew(old) instanceof Renewal.Gone gone
          ? gone
          : new Renewal.Unknown(String.valueOf(silence.getMessage()));
    }
  }

  private ConsoleRef refreshed(ConsoleRef known) throws IOException {
    var source = named(known.directory()).flatMap(it -> able(it, Refreshes.class));
    return source.isPresent() ? source.get().refreshed(known) : known;
  }

  /** The source as one that can do more than all of them, if it can. */
  private static <T> Optional<T> able(Directory source, Class<T> more) {
    return Optional.of(source).filter(more::isInstance).map(more::cast);
  }

  /** By label, else by number from 0; without either the first. */
  private static Optional<ConsoleEntry> port(List<ConsoleEntry> ports, Optional<String> wanted) {
    if (wanted.isEmpty()) {
      return ports.stream().findFirst();
    }
    var text = wanted.get();
    var labelled = ports.stream().filter(entry -> entry.id().port().equals(text)).findFirst();
    if (labelled.isPresent() || !text.matches("\\d{1,4}")) {
      return labelled;
    }
    return ports.stream().skip(Integer.parseInt(text)).findFirst();
  }

  /**
   * Those consoles that are gone, are meant by the name, and could be managed by this person; each
   * with the proof of that.
   *
   * @param kept consoles of which something is left
   */
  public Map<ConsoleId, Grant> removed(
      ConsoleName name, Identity identity, List<StoredConsole> kept) {
    var removed = new LinkedHashMap<ConsoleId, Grant>();
    kept.stream()
        .filter(one -> name.port().isEmpty() || name.port().get().equals(one.id().port()))
        .forEach(one ->
            removed(one)
                .filter(server -> NameMatch.of(name, server).isPresent())
                .flatMap(server -> authorizer.grant(identity, server))
                .filter(grant -> grant.right().includes(Right.MANAGE))
                .ifPresent(grant -> removed.put(one.id(), grant)));
    return removed;
  }

  private Optional<ConsoleRef> removed(StoredConsole stored) {
    return from(stored.id())
        .flatMap(source -> able(source, RemembersRemoved.class))
        .flatMap(source -> source.removed(stored));
  }

  /** Consoles to connect from the start. */
  public List<ConsoleEntry> captured() {
    return sources.stream().flatMap(source -> source.captured().stream()).toList();
  }

  /**
   * Where to dial a console now.
   *
   * @throws DialException when it is gone or has no address now
   */
  public DialTarget target(ConsoleId id) throws DialException {
    return source(id).target(id);
  }

  /**
   * The source of a console, as one that itself keeps what it prints.
   *
   * @throws DialException when it keeps nothing, with a sentence for a person
   */
  public KeepsOutput keeper(ConsoleId id) throws DialException {
    return able(source(id), KeepsOutput.class)
        .orElseThrow(() ->
            new DialException(
                Reason.of(
                    Reason.Kind.NOT_FOUND,
                    "nobody but the gateway keeps the output of this console")));
  }

  /** Asks all of them for news; see {@link Directory#listen}. */
  public void listen(Consumer<DirectoryEvent> listener) {
    sources.forEach(source -> source.listen(listener));
  }

  private Directory source(ConsoleId id) throws DialException {
    return from(id)
        .orElseThrow(() ->
            new DialException(
                Reason.of(Reason.Kind.NOT_FOUND, "nobody knows this console any more")));
  }

  private Optional<Directory> from(ConsoleId id) {
    return named(id.directory());
  }

  private Optional<Directory> named(String directory) {
    return sources.stream().filter(source -> source.name().equals(directory)).findFirst();
  }
}
