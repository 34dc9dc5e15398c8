package dev.consolegw.gateway;

import dev.consolegw.config.value.Spelling;
import dev.consolegw.gateway.backend.Backend;
import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.OutputSink;
import dev.consolegw.gateway.backend.Protocol;
import dev.consolegw.gateway.connection.BackendDialer;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.directory.Directories;
import dev.consolegw.gateway.net.Deadline;
import dev.consolegw.gateway.ops.metrics.Metrics;
import dev.consolegw.gateway.transport.Endpoint;
import dev.consolegw.gateway.transport.Transport;
import dev.consolegw.gateway.wire.Wires;
import java.time.Duration;

/** Dials consoles where their directories say that they are, and counts how it went. Any thread. */
final class ConsoleDialer implements BackendDialer {
  private final Directories directories;
  private final Wires wires;
  private final Metrics metrics;

  ConsoleDialer(Directories directories, Wires wires, Metrics metrics) {
    this.directories = directories;
    this.wires = wires;
    this.metrics = metrics;
  }

  @Override
  public Backend dial(ConsoleId id, OutputSink sink, Duration budget) throws DialException {
    long since = System.nanoTime();
    var deadline = Deadline.in(budget);
    var wire = "unknown";
    var result = "fault";
    try {
      var target = directories.target(id);
      wire = wire(target.address());
      var backend = wires.open(target, sink, deadline.left());
      result = "ok";
      return backend;
    } catch (DialException failure) {
      result = Spelling.kebab(failure.reason().kind().name());
      throw failure;
    } finally {
      metrics.dialled(wire, result, Duration.ofNanos(System.nanoTime() - since));
    }
  }

  private static String wire(ConsoleAddress address) {
    return switch (address.protocol()) {
      case Protocol.Raw() -> raw(address.transport());
      case Protocol.WebSocket _ -> "websocket";
      case Protocol.Odorobo _ -> "odorobo";
      case Protocol.Vspc() -> "vspc";
    };
  }

  private static String raw(Transport transport) {
    return switch (transport.to()) {
      case Endpoint.Tcp _ -> transport.tls().isPresent() ? "tls" : "tcp";
      case Endpoint.Unix _, Endpoint.UnixAbstract _ -> "unix";
      case Endpoint.Inbound _ -> "vspc";
    };
  }
}
