package dev.consolegw.gateway.directory.nova;

import dev.consolegw.authz.openstack.client.CloudException;
import dev.consolegw.authz.openstack.client.ComputeApi;
import dev.consolegw.authz.openstack.client.ComputeApi.Server;
import dev.consolegw.gateway.backend.Addresses;
import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.DialTarget;
import dev.consolegw.gateway.backend.Protocol;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.transport.Hop;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks Nova where to dial a server's console: a new address for each dial, for a restarted server
 * has another port and addresses end. Thread-safe; blocks.
 */
final class NovaConsoles {
  /** What Nova's proxy wants to be asked for, alone: it does not trim lists. */
  private static final String SUBPROTOCOL = "binary";

  /** Nova itself waits a minute for a host that is away; we do not. */
  static final Duration ASKING = Duration.ofSeconds(10);

  static final Reason DELETED = Reason.of(Reason.Kind.GONE, "the server was deleted");

  private final Optional<Path> authorities;
  private final List<Hop> way;
  private final CallRate rate;

  NovaConsoles(Optional<Path> authorities, List<Hop> way, CallRate rate) {
    this.authorities = authorities;
    this.way = way;
    this.rate = rate;
  }

  /**
   * Where to dial a server now.
   *
   * @throws DialException GONE when Nova does not know the server any more
   */
  DialTarget target(ComputeApi nova, Server server) throws DialException {
    return switch (ServerCondition.of(server)) {
      case ServerCondition.Deleted() -> throw new DialException(DELETED);
      case ServerCondition.Closed(var why) -> throw new DialException(why);
      case ServerCondition.Open(var cut, var _) -> {
        if (!rate.take(server.id())) {
          throw new DialException(
              Reason.of(
                  Reason.Kind.UNREACHABLE,
                  "Nova was asked for this console %d times within a minute, and is let rest"
                      .formatted(CallRate.MOST)));
        }
        yield DialTarget.of(address(websocket(url(nova, server)), cut));
      }
    };
  }

  /**
   * @param unproven why Nova's proxy, which welcomes everybody, says nothing more
   */
  private ConsoleAddress address(URI uri, Reason unproven) throws DialException {
    try {
      var extras = new Addresses.Extras(Map.of(), SUBPROTOCOL, authorities);
      var address = Addresses.parse(uri.toString(), extras);
      if (address.protocol() instanceof Protocol.WebSocket websocket) {
        return new ConsoleAddress(websocket.proven(unproven), address.transport().through(way));
      }
      throw new IllegalArgumentException("it is no websocket");
    } catch (IllegalArgumentException mistake) {
      throw new DialException(
          Reason.of(Reason.Kind.PROTOCOL, "Nova's address of the console: " + mistake.getMessage()),
          mistake);
    }
  }

  private static URI url(ComputeApi nova, Server server) throws DialException {
    try {
      return nova.consoleUrl(server.id(), ASKING).uri();
    } catch (CloudException failure) {
      throw new DialException(reason(failure, nova, server), failure);
    }
  }

  private static Reason reason(CloudException failure, ComputeApi nova, Server server) {
    return switch (failure.kind()) {
      case NOT_FOUND, CONFLICT -> today(nova, server);
      case SIGN_IN_REFUSED, UNAUTHORIZED, FORBIDDEN ->
          Reason.of(
              Reason.Kind.REFUSED,
              "the gateway may not open this console; tell its operator: " + failure.getMessage());
      case UNREACHABLE ->
          Reason.of(
              Reason.Kind.UNREACHABLE,
              "Nova gives no address for the console, its host may be down: "
                  + failure.getMessage());
      case TOO_MANY, BROKEN ->
          Reason.of(
              Reason.Kind.UNREACHABLE,
              "Nova gives no address for the console: " + failure.getMessage());
    };
  }

  /**
   * How the server is now says why: what is known of it may be some seconds old. While it is built
   * anew, as by a hard reboot, Nova knows no console of it, in the words for a server it does not
   * know.
   */
  private static Reason today(ComputeApi nova, Server server) {
    try {
      return ServerCondition.conflict(nova.server(server.id()));
    } catch (CloudException failure) {
      return failure.kind() == CloudException.Kind.NOT_FOUND
          ? DELETED
          : ServerCondition.conflict(server);
    }
  }

  /** Some configurations say http; a websocket it is. */
  private static URI websocket(URI uri) {
    return uri.getScheme().startsWith("http")
        ? URI.create("ws" + uri.toString().substring("http".length()))
        : uri;
  }

  void forget(String server) {
    rate.forget(server);
  }
}
