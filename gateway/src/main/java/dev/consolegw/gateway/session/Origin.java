package dev.consolegw.gateway.session;

import java.net.SocketAddress;
import java.util.Optional;

/**
 * Where a session comes from.
 *
 * @param address of the client, without the port
 * @param connection the number of the connection that carries it, unique while the gateway runs
 * @param outer the number of the connection that this one is inside of, if it is
 * @param reached our address at which the client has arrived, where that is known
 */
public record Origin(
    String address, String connection, Optional<String> outer, Optional<SocketAddress> reached) {

  /** Keys and values for the log. */
  @Override
  public String toString() {
    return "connection=" + connection + outer.map(it -> " outer=" + it).orElse("");
  }
}
