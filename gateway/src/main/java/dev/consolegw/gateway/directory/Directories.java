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

  /**
   * Everything that this person may open.
   *
   * @throws IOException when a source cannot answer now
   */
  public List<VisibleServer> visible(Identity identity) throws IOException {
    var visible = new ArrayList<VisibleServer>();
    for (var source : sources) {
      var servers = new LinkedHashMap<String, List<ConsoleEntry>>();
      for (var entry : source.candidates(identity)) {
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

  /**
   * What a name means to this person.
   *
   * @throws IOException when a source cannot answer now
   */
  public Resolution find(ConsoleName name, Identity identity) throws IOException {
    return switch (NameMatch.find(name, visible(identity))) {
      case Lookup.None<VisibleServer>() -> new Resolution.Nothing();
      case Lookup.Ambiguous<VisibleServer>(var servers) -> new Resolution.Ambiguous(servers);
      case Lookup.Found<VisibleServer>(var server) ->
          port(server.ports(), name.port())
              .<Resolution>map(entry -> new Resolution.Found(entry, server.grant()))
              .orElseGet(() -> new Resolution.NoSuchPort(server, noMorePorts(server)));
    };
  }

  private String noMorePorts(VisibleServer server) {
    return from(server.ports().getFirst().id()).map(Directory::noMorePorts).orElse("");
  }

  /**
   * Asks again for a right, on the server as it is now; see {@link Authorizer#renew}. While its
   * source does not answer, only that the right is gone can be known.
   */
  public Renewal renew(Grant old) {
    try {
      return authorizer.renew(old, today(old.console()));
    } catch (IOException silence) {
      return authorizer.renew(old) instanceof Renewal.Gone gone
          ? gone
          : new Renewal.Unknown(String.valueOf(silence.getMessage()));
    }
  }

  private ConsoleRef today(ConsoleRef known) throws IOException {
    for (var source : sources) {
      if (source.name().equals(known.directory())) {
        return source.today(known);
      }
    }
    return known;
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
  public Map<ConsoleId, Grant> former(
      ConsoleName name, Identity identity, List<StoredConsole> kept) {
    var former = new LinkedHashMap<ConsoleId, Grant>();
    kept.stream()
        .filter(one -> name.port().isEmpty() || name.port().get().equals(one.id().port()))
        .forEach(one ->
            former(one)
                .filter(server -> NameMatch.of(name, server).isPresent())
                .flatMap(server -> authorizer.grant(identity, server))
                .filter(grant -> grant.right().includes(Right.MANAGE))
                .ifPresent(grant -> former.put(one.id(), grant)));
    return former;
  }

  private Optional<ConsoleRef> former(StoredConsole stored) {
    return from(stored.id()).flatMap(source -> source.former(stored));
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
  public DialTarget line(ConsoleId id) throws DialException {
    return source(id).line(id);
  }

  /**
   * What the source itself has kept of a console's output; see {@link Directory#printed}.
   *
   * @throws DialException with a sentence for a person
   */
  public String printed(ConsoleId id, int lines) throws DialException {
    return source(id).printed(id, lines);
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
    return sources.stream().filter(source -> source.name().equals(id.directory())).findFirst();
  }
}
