package dev.consolegw.gateway.transport;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a stream of bytes to a far side comes about; what is said on it is the protocol's matter.
 *
 * @param to what to connect to
 * @param tls present when TLS is spoken there. Only over TCP: a certificate bears a host's name
 * @param via the SSH servers through which it is connected, the nearest first; none for a direct
 *     connection
 */
public record Transport(Endpoint to, Optional<TlsTrust> tls, List<Hop> via) {
  /** The most hops of one way. */
  public static final int MOST_HOPS = 8;

  public Transport {
    via = List.copyOf(via);
    if (via.size() > MOST_HOPS) {
      throw new IllegalArgumentException("a way has at most " + MOST_HOPS + " hops");
    }
    if (!via.isEmpty() && to instanceof Endpoint.UnixAbstract) {
      throw new IllegalArgumentException(
          "SSH cannot reach an abstract socket behind a hop; use unix:/path or tcp there");
    }
    if (tls.isPresent()) {
      switch (to) {
        case Endpoint.Tcp _ -> {}
        case Endpoint.Unix _, Endpoint.UnixAbstract _, Endpoint.Inbound _ ->
            throw new IllegalArgumentException("TLS is spoken over tcp only");
      }
    }
  }

  /** A direct connection. */
  public Transport(Endpoint to, Optional<TlsTrust> tls) {
    this(to, tls, List.of());
  }

  /** The same end point and the same TLS, through these hops. */
  public Transport through(List<Hop> hops) {
    return new Transport(to, tls, hops);
  }

  /** The hops for people and logs: {@code ssh://a@b:22, ssh://c@d:22}; empty without any. */
  public String way() {
    return via.stream().map(Hop::toString).collect(Collectors.joining(", "));
  }

  /** The stream as it is. */
  public static Transport plain(Endpoint to) {
    return new Transport(to, Optional.empty());
  }

  /** For people: {@code 10.0.0.5:4001}, {@code unix:/path}. */
  public String server() {
    return switch (to) {
      case Endpoint.Tcp tcp -> tcp.authority();
      case Endpoint.Unix _, Endpoint.UnixAbstract _, Endpoint.Inbound _ -> to.toString();
    };
  }
}
