package dev.consolegw.gateway.backend;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where one serial port is to be dialled, and over which wire. Asked for anew at every dial: tokens
 * expire, VMs move, sockets are made again.
 */
public sealed interface ConsoleAddress {

  /** A UNIX socket in the file system: {@code unix:/run/vms/web1/console.sock}. */
  record Unix(Path path) implements ConsoleAddress {}

  /** A UNIX socket in Linux's abstract namespace: {@code unix:@name}. */
  record UnixAbstract(String name) implements ConsoleAddress {}

  /** A raw TCP port: {@code tcp://host:port}. */
  record Tcp(String host, int port) implements ConsoleAddress {}

  /**
   * A websocket that carries the line in binary frames (QEMU, Nova's proxy): {@code ws://…}, {@code
   * wss://…}.
   *
   * @param headers sent with the handshake; never logged, they may hold credentials
   * @param subprotocol what to ask for; QEMU and Nova want {@code binary}
   * @param ca certificates to trust instead of the system's, for {@code wss}
   */
  record WebSocket(URI uri, Map<String, String> headers, String subprotocol, Optional<Path> ca)
      implements ConsoleAddress {
    public WebSocket {
      headers = Map.copyOf(headers);
    }
  }

  /**
   * The console bridge of an Odorobo agent: {@code odorobo://agent:8890/VMID}, with TLS {@code
   * odorobos}.
   */
  record Odorobo(String host, int port, String vm, boolean tls, Optional<Path> ca)
      implements ConsoleAddress {}
}
