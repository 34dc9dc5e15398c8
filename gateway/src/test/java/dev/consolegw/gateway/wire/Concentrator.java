package dev.consolegw.gateway.wire;

import dev.consolegw.gateway.backend.Backend;
import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.backend.DialTarget;
import dev.consolegw.gateway.net.accept.Doorkeeper;
import dev.consolegw.gateway.net.accept.ServerTls;
import dev.consolegw.gateway.testing.TypedBytes;
import dev.consolegw.gateway.wire.vspc.Registrar;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A wire that is called, without the rest of a gateway: a console is its VM's name and URI. */
final class Concentrator implements Registrar {
  final BlockingQueue<String> arrivals = new LinkedBlockingQueue<>();
  final BlockingQueue<String> departures = new LinkedBlockingQueue<>();
  final BlockingQueue<String> moves = new LinkedBlockingQueue<>();
  final Map<String, String> names = new ConcurrentHashMap<>();
  private final Wires wires;
  private final int port;

  Concentrator(Wires wires) throws IOException {
    this(wires, anybody(), null);
  }

  /** Lets in whoever calls. */
  static Doorkeeper anybody() {
    return new Doorkeeper(_ -> true, 1000, 1000);
  }

  Concentrator(Wires wires, Doorkeeper door, @Nullable Supplier<ServerTls> tls) throws IOException {
    this.wires = wires;
    wires.vspc().start(door, this);
    port =
        wires
            .vspc()
            .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), tls)
            .getPort();
  }

  int port() {
    return port;
  }

  @Override
  public Optional<String> console(Caller caller) {
    return Optional.of(caller.name() + ":" + caller.uri());
  }

  @Override
  public void arrived(String console, Caller caller) {
    arrivals.add(console);
  }

  @Override
  public void moved(String console, InetAddress to) {
    moves.add(console + " to " + to.getHostAddress());
  }

  @Override
  public void named(String console, String name) {
    names.put(console, name);
  }

  @Override
  public void left(String console) {
    departures.add(console);
  }

  /** Waits until a VM has called. */
  String awaitArrival() {
    return await(arrivals);
  }

  static String await(BlockingQueue<String> news) {
    try {
      var next = news.poll(TypedBytes.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("nobody came or went");
      }
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  Backend open(String console, ReceivedOutput sink) throws IOException {
    return wires.open(DialTarget.of(ConsoleAddress.vspc(console)), sink, Duration.ofSeconds(10));
  }
}
