package dev.consolegw.gateway.net.websocket;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What to ask which server for.
 *
 * @param host a name or an address, without brackets
 * @param tls whether to speak TLS, with the server's name checked
 * @param ca certificates to trust instead of the system's
 * @param resource path and query; may hold a token
 * @param headers may hold credentials
 * @param subprotocol empty for none
 */
public record UpgradeRequest(
    String host,
    int port,
    boolean tls,
    Optional<Path> ca,
    String resource,
    Map<String, String> headers,
    String subprotocol) {

  /** Host and port, for people. */
  String server() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /** RFC 9112, section 3.2: without the port where it is the scheme's own. */
  String hostHeader() {
    boolean usual = port == (tls ? 443 : 80);
    return usual ? server().substring(0, server().lastIndexOf(':')) : server();
  }

  /** Nothing secret. */
  @Override
  public String toString() {
    return (tls ? "wss://" : "ws://") + server();
  }
}
