package dev.consolegw.gateway.net.websocket;

import dev.consolegw.gateway.transport.Endpoint;
import dev.consolegw.gateway.transport.Transport;
import java.util.Map;

/**
 * What to ask which server for.
 *
 * @param to the server, with TLS or without
 * @param resource path and query, empty for the root; may hold a token
 * @param headers may hold credentials
 * @param subprotocol empty for none
 */
public record UpgradeRequest(
    Transport to, String resource, Map<String, String> headers, String subprotocol) {

  /** The request's target (RFC 9112, section 3.2.1), which is never empty. */
  String target() {
    return resource.startsWith("/") ? resource : "/" + resource;
  }

  /** RFC 9112, section 3.2: without the port where it is the scheme's own. */
  String hostHeader() {
    int usual = to.tls().isPresent() ? 443 : 80;
    return switch (to.to()) {
      case Endpoint.Tcp tcp -> tcp.port() == usual ? tcp.bracketed() : tcp.authority();
      case Endpoint.Unix _, Endpoint.UnixAbstract _, Endpoint.Inbound _ -> "localhost";
    };
  }

  /** Nothing secret. */
  @Override
  public String toString() {
    return (to.tls().isPresent() ? "wss://" : "ws://") + to.server();
  }
}
