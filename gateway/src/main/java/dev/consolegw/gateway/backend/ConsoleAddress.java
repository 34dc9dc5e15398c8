package dev.consolegw.gateway.backend;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where one serial port is to be dialled, and over which wire. Asked for anew at every dial: tokens
 * expire, VMs move, sockets are made again. Made of text by {@link Addresses}; {@code toString}
 * gives such text, without anything secret.
 */
public sealed interface ConsoleAddress {

  /** A UNIX socket in the file system: {@code unix:/run/vms/web1/console.sock}. */
  record Unix(Path path) implements ConsoleAddress {
    @Override
    public String toString() {
      return "unix:" + path;
    }
  }

  /** A UNIX socket in Linux's abstract namespace: {@code unix:@name}. */
  record UnixAbstract(String name) implements ConsoleAddress {
    @Override
    public String toString() {
      return "unix:@" + name;
    }
  }

  /** A raw TCP port: {@code tcp://host:port}. An IPv6 address stands here without brackets. */
  record Tcp(String host, int port) implements ConsoleAddress {
    @Override
    public String toString() {
      return "tcp://" + Addresses.hostPort(host, port);
    }
  }

  /**
   * A websocket that carries the line in binary frames (QEMU, Nova's proxy): {@code ws://…}, {@code
   * wss://…}.
   *
   * @param uri where to dial; its query may hold a token and is never logged
   * @param headers sent with the handshake; never logged, they may hold credentials
   * @param subprotocol what to ask for; QEMU and Nova want {@code binary}
   * @param ca certificates to trust instead of the system's, for {@code wss}
   */
  record WebSocket(URI uri, Map<String, String> headers, String subprotocol, Optional<Path> ca)
      implements ConsoleAddress {
    public WebSocket {
      headers = Map.copyOf(headers);
    }

    @Override
    public String toString() {
      return Addresses.withoutSecrets(uri);
    }
  }

  /**
   * The console bridge of an Odorobo agent: {@code odorobo://agent:8890/VMID}, with TLS {@code
   * odorobos}.
   *
   * @param ca certificates to trust instead of the system's, for {@code odorobos}
   */
  record Odorobo(String host, int port, String vm, boolean tls, Optional<Path> ca)
      implements ConsoleAddress {
    @Override
    public String toString() {
      return (tls ? "odorobos://" : "odorobo://") + Addresses.hostPort(host, port) + "/" + vm;
    }
  }
}
