package dev.consolegw.gateway.directory.vspc;

import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.config.ShellSettings;
import dev.consolegw.config.value.ByteSize;
import dev.consolegw.gateway.directory.ConsoleEntry;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.directory.ServerStatus;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A serial port that has been connected.
 *
 * @param name of its VM, as it was said last
 * @param seen when it was last connected; of one that is, when it came
 * @param clientPort the TCP port for its clients; {@link #NO_PORT} for none
 */
record KnownVm(
    ConsoleId id,
    String project,
    String name,
    String uuid,
    boolean connected,
    Instant seen,
    int clientPort) {
  static final int NO_PORT = 0;

  private static final ServerStatus CONNECTED = new ServerStatus("connected", "");
  private static final ServerStatus DOWN = new ServerStatus("down", "");

  KnownVm left(Instant now) {
    return new KnownVm(id, project, name, uuid, false, now, clientPort);
  }

  KnownVm named(String other) {
    return new KnownVm(id, project, other, uuid, connected, seen, clientPort);
  }

  KnownVm at(int port) {
    return new KnownVm(id, project, name, uuid, connected, seen, port);
  }

  /** The UUID, or what stands for it. */
  String server() {
    return uuid.isEmpty() ? id.server() : uuid;
  }

  /**
   * As policies see it.
   *
   * @param labels what a cloud says of it
   */
  ConsoleRef ref(Map<String, String> labels) {
    return new ConsoleRef(VspcDirectory.NAME, project, server(), name, labels);
  }

  ConsoleEntry entry(ConsoleRef server, ByteSize keep, Optional<ShellSettings.Shell> shell) {
    return new ConsoleEntry(
        id,
        server,
        Optional.empty(),
        true, // what it prints cannot be had later
        keep,
        Optional.empty(),
        connected ? CONNECTED : DOWN,
        Optional.empty(),
        notes(),
        shell);
  }

  private Map<String, String> notes() {
    return clientPort == NO_PORT
        ? Map.of("project", project, "name", name, "uuid", uuid)
        : Map.of(
            "project",
            project,
            "name",
            name,
            "uuid",
            uuid,
            VspcDirectory.CLIENT_PORT,
            String.valueOf(clientPort));
  }
}
