package dev.consolegw.gateway.access;

import dev.consolegw.authz.name.ConsoleName;
import dev.consolegw.gateway.directory.VisibleServer;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Names of consoles where clients expect the name of a host. These make no difference between upper
 * and lower case, and most clients write them in lower case before anybody else sees them; and they
 * may end with a dot.
 */
final class HostNames {
  private static final Pattern ADDRESS =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");

  private HostNames() {}

  /**
   * What a host may be called, the nearest first: as it stands; without the dot at its end; as the
   * number that OpenSSH takes for an address, as of {@code 12345678} it makes {@code 0.188.97.78}.
   */
  static List<String> readings(String host) {
    if (host.endsWith(".") && host.length() > 1) {
      return List.of(host, host.substring(0, host.length() - 1));
    }
    var address = ADDRESS.matcher(host);
    return address.matches() ? List.of(host, number(address)) : List.of(host);
  }

  private static String number(Matcher address) {
    long number = 0;
    for (int part = 1; part <= address.groupCount(); part++) {
      number = number * 256 + Integer.parseInt(address.group(part));
    }
    return String.valueOf(number);
  }

  /** Those among these servers whose name differs in nothing but case. */
  static List<VisibleServer> alike(ConsoleName asked, List<VisibleServer> visible) {
    return visible.stream()
        .filter(server -> server.name().equalsIgnoreCase(asked.server()))
        .filter(server -> asked.project().stream().allMatch(it -> isOf(it, server)))
        .toList();
  }

  private static boolean isOf(String project, VisibleServer server) {
    return Stream.concat(Stream.of(server.project()), server.projectAliases().stream())
        .anyMatch(project::equalsIgnoreCase);
  }

  /** The same name as this server, which is one of those alike, spells it. */
  static ConsoleName spelled(ConsoleName asked, VisibleServer server) {
    var spelled =
        new ConsoleName(
            asked.project().map(_ -> server.project()),
            server.name(),
            asked.port(),
            asked.options());
    return withPort(spelled, server);
  }

  /** The same name with its port as this server spells it, if it has one that is alike. */
  static ConsoleName withPort(ConsoleName asked, VisibleServer server) {
    var labels = server.ports().stream().map(entry -> entry.id().port()).toList();
    return new ConsoleName(
        asked.project(),
        asked.server(),
        asked
            .port()
            .map(port ->
                labels.contains(port)
                    ? port
                    : labels.stream().filter(port::equalsIgnoreCase).findFirst().orElse(port)),
        asked.options());
  }
}
