package dev.consolegw.gateway.transport;

import java.nio.file.Path;

/**
 * What a socket can be connected to. {@code toString} says it as addresses do, for people and for
 * logs.
 */
public sealed interface Endpoint {

  /**
   * A TCP port.
   *
   * @param host a name or an address, without brackets
   */
  record Tcp(String host, int port) implements Endpoint {

    /** Host and port, an IPv6 address in brackets: {@code [2001:db8::1]:4001}. */
    public String authority() {
      return bracketed() + ":" + port;
    }

    /** The host as it stands in a URI. */
    public String bracketed() {
      return host.contains(":") ? "[" + host + "]" : host;
    }

    @Override
    public String toString() {
      return "tcp://" + authority();
    }
  }

  /** A UNIX socket in the file system: {@code unix:/run/vms/web1/console.sock}. */
  record Unix(Path path) implements Endpoint {
    @Override
    public String toString() {
      return "unix:" + path;
    }
  }

  /**
   * Nowhere to dial: the far side calls us.
   *
   * @param caller under which key it is known where it calls
   */
  record Inbound(String caller) implements Endpoint {
    @Override
    public String toString() {
      return "inbound:" + caller;
    }
  }

  /** A UNIX socket in Linux's abstract namespace: {@code unix:@name}. */
  record UnixAbstract(String name) implements Endpoint {
    @Override
    public String toString() {
      return "unix:@" + name;
    }
  }
}
