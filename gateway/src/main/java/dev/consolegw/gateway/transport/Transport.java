package dev.consolegw.gateway.transport;

import java.util.Optional;

/**
 * How a stream of bytes to a far side comes about; what is said on it is the protocol's matter.
 *
 * @param to what to connect to
 * @param tls present when TLS is spoken there. Only over TCP: a certificate bears a host's name
 */
public record Transport(Endpoint to, Optional<TlsTrust> tls) {
  public Transport {
    if (tls.isPresent()) {
      switch (to) {
        case Endpoint.Tcp _ -> {}
        case Endpoint.Unix _, Endpoint.UnixAbstract _ ->
            throw new IllegalArgumentException("TLS is spoken over tcp only");
      }
    }
  }

  /** The stream as it is. */
  public static Transport plain(Endpoint to) {
    return new Transport(to, Optional.empty());
  }

  /** For people: {@code 10.0.0.5:4001}, {@code unix:/path}. */
  public String server() {
    return switch (to) {
      case Endpoint.Tcp tcp -> tcp.authority();
      case Endpoint.Unix _, Endpoint.UnixAbstract _ -> to.toString();
    };
  }
}
