package dev.consolegw.gateway.wire.vspc;

import dev.consolegw.gateway.backend.Backend;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.OutputSink;
import dev.consolegw.gateway.net.ByteStream;
import dev.consolegw.gateway.net.SocketDialer;
import dev.consolegw.gateway.net.accept.Acceptor;
import dev.consolegw.gateway.net.accept.Doorkeeper;
import dev.consolegw.gateway.net.accept.ServerTls;
import dev.consolegw.gateway.transport.Endpoint;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where ESXi hosts call, and where the lines of the VMs that have called are taken. Listens to
 * nobody before {@link #start}. Any thread.
 */
public final class VspcWire implements Closeable {
  private final SocketDialer sockets;
  private final ScheduledExecutorService timer;
  private volatile @Nullable Open open;

  private record Open(Acceptor acceptor, VspcServices services, Callers callers) {}

  /**
   * @param sockets whose threads read the calls
   * @param timer for time-outs; its tasks are short and never block
   */
  public VspcWire(SocketDialer sockets, ScheduledExecutorService timer) {
    this.sockets = sockets;
    this.timer = timer;
  }

  /**
   * From now on, calls can be taken; {@link #listen} says where. Once.
   *
   * @param door who may call
   * @param registrar which console each call is for
   */
  public void start(Doorkeeper door, Registrar registrar) throws IOException {
    var services = new VspcServices(registrar, new Moves(), new AtomicLong(), timer);
    var callers = new Callers(services);
    var acceptor =
        new Acceptor(
            "vspc",
            sockets,
            timer,
            door,
            (stream, how) ->
                receive(stream, how.from(), new Reception(callers, services, how.visit()::end)));
    open = new Open(acceptor, services, callers);
  }

  private static void receive(ByteStream stream, InetAddress from, Reception reception)
      throws IOException {
    var link = new VspcLink(stream.link(), from, reception);
    reception.begin(link);
    link.open();
  }

  /**
   * Listens at one more address.
   *
   * @param tls asked at each call; null for plain telnet
   * @return where, with the port that was picked for 0
   * @throws IOException when that cannot be
   */
  public InetSocketAddress listen(InetSocketAddress at, @Nullable Supplier<ServerTls> tls)
      throws IOException {
    var now = open;
    if (now == null) {
      throw new IllegalStateException("not started");
    }
    return now.acceptor().listen(at, tls).at();
  }

  /**
   * Takes the line of a VM that has called.
   *
   * @param caller an {@link Endpoint.Inbound}
   * @throws DialException when it has not called, or its line is taken
   */
  public Backend open(Endpoint caller, OutputSink sink) throws DialException {
    var now = open;
    if (now == null || !(caller instanceof Endpoint.Inbound(String console))) {
      throw new DialException(Callers.NOT_CONNECTED);
    }
    return now.callers().take(console, sink);
  }

  /** Its console is gone: its line, if there is one, ends. */
  public void forget(String console) {
    var now = open;
    if (now != null) {
      now.callers().forget(console);
    }
  }

  /** We are about to stop: nobody new is listened to, and no VM may begin to move. */
  public void drain() {
    var now = open;
    if (now != null) {
      now.services().moves().stop();
      now.acceptor().close();
    }
  }

  @Override
  public void close() {
    drain();
    var now = open;
    if (now != null) {
      now.callers().close();
    }
  }
}
