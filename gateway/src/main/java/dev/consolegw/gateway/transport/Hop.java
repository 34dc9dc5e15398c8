package dev.consolegw.gateway.transport;

import java.nio.file.Path;

/**
 * An SSH server that connects us to what only it can reach. Two with the same values are one, and
 * share a connection.
 *
 * @param user who signs in there
 * @param server where it listens; its name is looked for in {@code knownHosts} as it stands here
 * @param knownHosts the host keys that are trusted, as OpenSSH writes them; read at every dial
 * @param key what we sign in with
 */
public record Hop(String user, Endpoint.Tcp server, Path knownHosts, Key key) {

  /** A private key, or who has it. */
  public sealed interface Key {

    /**
     * A private key, with its certificate in {@code FILE-cert.pub} when that is there.
     *
     * @param file read at every dial
     */
    record File(Path file) implements Key {}

    /**
     * The keys of an agent, each of which is tried.
     *
     * @param socket the agent's UNIX socket
     */
    record Agent(Path socket) implements Key {}
  }

  /** As it is written in an address: {@code ssh://console@hypervisor:22}. */
  @Override
  public String toString() {
    return "ssh://" + user + "@" + server.authority();
  }
}
