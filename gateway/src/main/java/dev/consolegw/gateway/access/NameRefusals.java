package dev.consolegw.gateway.access;

import dev.consolegw.authz.name.ConsoleName;
import dev.consolegw.gateway.directory.VisibleServer;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.terminal.Printable;
import java.util.List;
import java.util.stream.Collectors;

/** What people are told about names that mean no console of theirs, or not one alone. No state. */
final class NameRefusals {
  /** Candidates that an ambiguous name lists. */
  static final int LISTED = 10;

  private NameRefusals() {}

  /** What is forbidden, and what does not exist. */
  static Refusal nothing(ConsoleName name) {
    return new Refusal(
        ExitCode.NO_CONSOLE,
        "no console "
            + Printable.of(name.server()).asValue()
            + " that you may open; `list` shows those you may");
  }

  /** The name means nothing, but a server is called just so. */
  static Refusal literally(ConsoleName name, String server) {
    var spelled = Printable.of(server).asValue();
    return new Refusal(
        ExitCode.NO_CONSOLE,
        "no console %s that you may open; the server called %s is opened with: open --name %s"
            .formatted(Printable.of(name.server()).asValue(), spelled, spelled));
  }

  /**
   * The server is theirs, and has no such port.
   *
   * @param why more about it; may be empty
   */
  static Refusal noPort(ConsoleName name, VisibleServer server, String why) {
    var ports =
        server.ports().stream()
            .map(entry -> Printable.of(entry.id().port()).asValue())
            .collect(Collectors.joining(", "));
    return new Refusal(
        ExitCode.NO_CONSOLE,
        "%s has no port %s; it has %s%s"
            .formatted(
                Printable.of(server.name()),
                Printable.of(name.port().orElse("")).asValue(),
                ports,
                why.isEmpty() ? "" : ", " + why));
  }

  /** Several servers have the name. */
  static Refusal ambiguous(ConsoleName name, List<VisibleServer> servers) {
    var lines =
        servers.stream()
            .limit(LISTED)
            .map(server ->
                "\n  %s/%s  %s"
                    .formatted(
                        Printable.of(server.project()),
                        Printable.of(server.name()),
                        Printable.of(server.id())))
            .collect(Collectors.joining());
    var more = servers.size() > LISTED ? "\n  and %d more".formatted(servers.size() - LISTED) : "";
    return new Refusal(
        ExitCode.NO_CONSOLE,
        Printable.of(name.server()).asValue()
            + " is the name of several servers; write PROJECT/NAME or the id:"
            + lines
            + more);
  }
}
