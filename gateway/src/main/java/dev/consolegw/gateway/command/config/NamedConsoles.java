package dev.consolegw.gateway.command.config;

import dev.consolegw.config.ShellSettings.Shell;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.gateway.directory.ConsoleEntry;
import dev.consolegw.gateway.directory.VisibleServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What consoles are called in the configuration of a client. Whoever names a server may want to be
 * taken for another host, or to write a line of that configuration: so a name that is not plain is
 * not used, nor one that two could mean.
 */
final class NamedConsoles {
  /** No address, no pattern, and nothing that ends a line, a word or a text. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}");

  private static final Pattern LETTER = Pattern.compile("[A-Za-z_-]");
  private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.@-]{0,99}");

  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  /** What tells more than one console from another in the same server. */
  private record Port(VisibleServer server, ConsoleEntry entry) {
    boolean isFirst() {
      return entry.equals(server.ports().getFirst());
    }
  }

  /**
   * A console.
   *
   * @param aliases what it may be called, the best first; one at least
   * @param host what the gateway is asked for
   * @param account of its guest, where one is set up for whoever asks
   * @param entry itself
   * @param server what it is of
   */
  record Named(
      List<String> aliases,
      String host,
      Optional<String> account,
      ConsoleEntry entry,
      VisibleServer server) {
    /** Whether it is the one of its server that is meant where none is named. */
    boolean isFirst() {
      return entry.equals(server.ports().getFirst());
    }
  }

  private final Map<String, Integer> spellings = new HashMap<>();
  private final Map<String, Integer> claims = new HashMap<>();
  private final List<Named> named = new ArrayList<>();
  private int leftOut;

  /**
   * Names all that can be.
   *
   * @param reserved names that none of them may have, in lower case
   * @param suffix what is behind every name
   */
  static NamedConsoles of(List<VisibleServer> servers, Set<String> reserved, String suffix) {
    var consoles = new NamedConsoles();
    servers.forEach(consoles::count);
    var ports = servers.stream().flatMap(it -> it.ports().stream().map(port -> new Port(it, port)));
    var all = ports.toList();
    all.forEach(port ->
        candidates(port, suffix)
            .forEach(name -> consoles.claims.merge(key(name), 1, Integer::sum)));
    all.forEach(port -> consoles.name(port, reserved, suffix));
    return consoles;
  }

  List<Named> all() {
    return List.copyOf(named);
  }

  /** How many have no name by which a client could ask for them. */
  int leftOut() {
    return leftOut;
  }

  private void count(VisibleServer server) {
    var projects = new HashSet<String>();
    Stream.concat(Stream.of(server.project()), server.projectAliases().stream())
        .forEach(project -> projects.add(key(project)));
    projects.forEach(it -> spellings.merge(key(server.name()) + '\n' + it, 1, Integer::sum));
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private void name(Port port, Set<String> reserved, String suffix) {
    var host = host(port);
    var aliases =
        candidates(port, suffix)
            .filter(name -> isPlain(name) && !reserved.contains(key(name)))
            .filter(name -> claims.getOrDefault(key(name), 0) == 1)
            .toList();
    if (host.isEmpty() || aliases.isEmpty()) {
      leftOut++;
      return;
    }
    var account = account(port);
    named.add(new Named(aliases, host.get(), account, port.entry(), port.server()));
  }

  private static boolean isPlain(String name) {
    return PLAIN.matcher(name).matches() && LETTER.matcher(name).find() && !name.endsWith(".");
  }

  /** The name alone, with its project, and what no other server has; with the port if need be. */
  private static Stream<String> candidates(Port port, String suffix) {
    var server = port.server();
    var name = server.name() + (port.isFirst() ? "" : '-' + port.entry().id().port());
    return Stream.of(name, name + '.' + server.project(), server.id() + ending(port))
        .map(each -> each + suffix)
        .distinct();
  }

  private static String ending(Port port) {
    return port.isFirst() ? "" : '-' + port.entry().id().port();
  }

  /** What means this console and no other, for a client that writes all in lower case. */
  private Optional<String> host(Port port) {
    var server = port.server();
    boolean isPlain = PLAIN.matcher(server.name()).matches() && !isUuid(server.name());
    boolean isKnown = PLAIN.matcher(server.project()).matches();
    var spelling = key(server.name()) + '\n' + key(server.project());
    var ending = port.isFirst() ? "" : "+port=" + port.entry().id().port();
    if (isPlain && isKnown && spellings.getOrDefault(spelling, 0) == 1) {
      return Optional.of(server.name() + "+project=" + server.project() + ending);
    }
    return isUuid(server.id()) ? Optional.of(server.id() + ending) : Optional.empty();
  }

  private static boolean isUuid(String text) {
    return UUID.matcher(text).matches();
  }

  /** Only one that the person may be with what is kept here. */
  private static Optional<String> account(Port port) {
    return port.entry()
        .shell()
        .flatMap(Shell::user)
        .map(Located::value)
        .filter(port.server().grant().shell().accounts()::contains)
        .filter(account -> ACCOUNT.matcher(account).matches());
  }
}
