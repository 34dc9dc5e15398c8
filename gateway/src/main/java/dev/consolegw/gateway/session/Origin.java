package dev.consolegw.gateway.session;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * Where a session comes from.
 *
 * @param address of the client, without the port
 * @param port of the client; 0 where it has none, or nobody knows
 * @param connection the number of the connection that carries it, unique while the gateway runs
 * @param outer the number of the connection that this one is inside of, if it is
 * @param reached our address at which the client has arrived, where that is known
 */
public record Origin(
    String address,
    int port,
    String connection,
    Optional<String> outer,
    Optional<SocketAddress> reached) {

  /** Of a client at the other end of a socket. */
  public static Origin of(
      SocketAddress client,
      String connection,
      Optional<String> outer,
      Optional<SocketAddress> reached) {
    return client instanceof InetSocketAddress at && at.getAddress() != null
        ? new Origin(at.getAddress().getHostAddress(), at.getPort(), connection, outer, reached)
        : new Origin("-", 0, connection, outer, reached);
  }

  /** Keys and values for the log. */
  @Override
  public String toString() {
    return "connection=" + connection + outer.map(it -> " outer=" + it).orElse("");
  }
}
