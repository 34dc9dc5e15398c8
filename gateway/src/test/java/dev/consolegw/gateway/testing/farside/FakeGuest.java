package dev.consolegw.gateway.testing.farside;

import dev.consolegw.gateway.backend.Addresses;
import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.testing.Door;
import dev.consolegw.gateway.testing.TypedBytes;
import dev.consolegw.gateway.transport.Endpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A guest on a raw byte stream: a UNIX socket, an abstract UNIX name or a TCP port.
 *
 * <pre>{@code
 * try (var vm = FakeGuest.unix(dir.resolve("console.sock"))) {
 *   vm.print("login: ");
 *   vm.awaitTyped("root\r");
 * }
 * }</pre>
 */
public final class FakeGuest implements ServedFarSide {
  private final ConsoleAddress address;
  private final TypedBytes typed = new TypedBytes();
  private final OneClientServer<Door.Caller> server;
  private volatile boolean echo;

  private FakeGuest(ConsoleAddress address, Door door) {
    this.address = address;
    this.server = new OneClientServer<>(door, this::serve);
  }

  public static FakeGuest unix(Path path) {
    return new FakeGuest(ConsoleAddress.unix(path), Door.unix(path));
  }

  public static FakeGuest abstractName(String name) {
    return new FakeGuest(Addresses.parse("unix:@" + name), Door.abstractName(name));
  }

  /** On a free port. */
  public static FakeGuest tcp() {
    return tcp(0);
  }

  public static FakeGuest tcp(int port) {
    var door = Door.tcp(port);
    return new FakeGuest(ConsoleAddress.tcp("127.0.0.1", door.port()), door);
  }

  /** Its TCP port. */
  public int port() {
    return ((Endpoint.Tcp) address.transport().to()).port();
  }

  /** From now on, prints what is typed. */
  public FakeGuest echoing() {
    echo = true;
    return this;
  }

  private void serve(Door.Caller caller, Consumer<Door.Caller> ready) throws IOException {
    var in = caller.in();
    ready.accept(caller);
    var buffer = new byte[64 * 1024];
    while (true) {
      typed.awaitGo();
      int count = in.read(buffer);
      if (count < 0) {
        return;
      }
      typed.add(buffer, 0, count);
      if (echo) {
        caller.out().write(buffer, 0, count);
      }
    }
  }

  /** Says that it will print no more, but goes on reading. */
  public void shutdownOutput() {
    server.toClient(Door.Caller::shutdownOutput);
  }

  /** Takes no more input for good, but may go on printing. */
  public void shutdownInput() {
    server.toClient(Door.Caller::shutdownInput);
  }

  @Override
  public void print(byte[] bytes) {
    server.toClient(caller -> {
      var out = caller.out(); // once: who has read enough may hang up before the flush
      out.write(bytes);
      out.flush();
    });
  }

  @Override
  public ConsoleAddress address() {
    return address;
  }

  @Override
  public OneClientServer<Door.Caller> server() {
    return server;
  }

  @Override
  public TypedBytes typed() {
    return typed;
  }
}
