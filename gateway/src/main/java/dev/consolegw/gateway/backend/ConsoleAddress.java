package dev.consolegw.gateway.backend;

import dev.consolegw.gateway.transport.Endpoint;
import dev.consolegw.gateway.transport.Hop;
import dev.consolegw.gateway.transport.Transport;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where one serial port is to be dialled, and what is spoken there. Asked for anew at every dial:
 * tokens expire, VMs move, sockets are made again. Made of text by {@link Addresses}; {@code
 * toString} gives such text, without anything secret.
 */
public record ConsoleAddress(Protocol protocol, Transport transport) {
  private static final String AUTHORIZATION = "Authorization";
  private static final Pattern TICKET = Pattern.compile("[A-Za-z0-9._~+/=-]{1,16384}");

  /** A raw TCP port: {@code tcp://host:port}. An IPv6 address stands here without brackets. */
  public static ConsoleAddress tcp(String host, int port) {
    return raw(new Endpoint.Tcp(host, port));
  }

  /** A UNIX socket in the file system: {@code unix:/run/vms/web1/console.sock}. */
  public static ConsoleAddress unix(Path path) {
    return raw(new Endpoint.Unix(path));
  }

  /** A VM that calls us, by the key that it is known under. */
  public static ConsoleAddress vspc(String caller) {
    return new ConsoleAddress(new Protocol.Vspc(), Transport.plain(new Endpoint.Inbound(caller)));
  }

  /** Bytes and nothing else. */
  static ConsoleAddress raw(Endpoint to) {
    return new ConsoleAddress(new Protocol.Raw(), Transport.plain(to));
  }

  /** The same address, as it is seen from the last of these hops. */
  public ConsoleAddress through(List<Hop> hops) {
    return new ConsoleAddress(protocol, transport.through(hops));
  }

  /**
   * The same address, shown to whom it leads with a ticket (RFC 6750).
   *
   * @throws IllegalArgumentException when this is no ticket, or a wire that has no place for one;
   *     with a sentence that does not hold it
   */
  public ConsoleAddress bearing(String ticket) {
    if (!TICKET.matcher(ticket).matches()) {
      throw new IllegalArgumentException(
          "this is no ticket: letters, digits and -._~+/= are, 16384 of them at most");
    }
    var value = "Bearer " + ticket;
    return switch (protocol) {
      case Protocol.WebSocket it -> new ConsoleAddress(it.with(AUTHORIZATION, value), transport);
      case Protocol.Odorobo it -> new ConsoleAddress(it.with(AUTHORIZATION, value), transport);
      case Protocol.Raw(), Protocol.Vspc() ->
          throw new IllegalArgumentException(
              "ticket-file is for ws://, wss://, odorobo:// and odorobos://");
    };
  }

  /** Through hops, their way follows: {@code unix:/path via ssh://user@host:22}. */
  @Override
  public String toString() {
    return transport.via().isEmpty() ? direct() : direct() + " via " + transport.way();
  }

  private String direct() {
    boolean tls = transport.tls().isPresent();
    return switch (protocol) {
      case Protocol.Raw() -> tls ? "tls://" + transport.server() : transport.to().toString();
      case Protocol.WebSocket it -> (tls ? "wss://" : "ws://") + webServer() + it;
      case Protocol.Odorobo it when it.isPlain() ->
          (tls ? "odorobos://" : "odorobo://") + transport.server() + "/" + it.vm();
      case Protocol.Odorobo it -> (tls ? "wss://" : "ws://") + webServer() + it;
      case Protocol.Vspc() -> "vspc:" + transport.server();
    };
  }

  /** Without the port where it is the scheme's own. */
  private String webServer() {
    int usual = transport.tls().isPresent() ? 443 : 80;
    return transport.to() instanceof Endpoint.Tcp tcp && tcp.port() == usual
        ? tcp.bracketed()
        : transport.server();
  }
}
