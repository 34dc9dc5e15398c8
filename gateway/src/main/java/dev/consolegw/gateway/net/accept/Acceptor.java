package dev.consolegw.gateway.net.accept;

import dev.consolegw.gateway.net.ByteStream;
import dev.consolegw.gateway.net.Deadline;
import dev.consolegw.gateway.net.SocketDialer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for callers. A platform thread for each socket accepts and does nothing else that takes
 * time: TLS is agreed on threads of its own, {@value #HANDSHAKES} at most, within a deadline, so
 * that a caller that says nothing delays nobody.
 */
public final class Acceptor implements Closeable {
  /** TLS handshakes that are under way at once; whoever comes then has to call again. */
  static final int HANDSHAKES = 256;

  /** How long one may take. */
  static final Duration HANDSHAKE = Duration.ofSeconds(10);

  /** Callers that the system keeps until they are accepted. */
  static final int BACKLOG = 1024;

  /** How long to wait when nothing can be accepted, as when all file descriptors are in use. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  /** One line of the log about refused callers in so long. */
  private static final Duration SAID = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(Acceptor.class);

  private final String name;
  private final SocketDialer sockets;
  private final ScheduledExecutorService timer;
  private final Guests guests;
  private final Doorkeeper door;
  private final ExecutorService handshakes;
  private final java.util.List<ServerSocketChannel> listening =
      new java.util.concurrent.CopyOnWriteArrayList<>();
  private final AtomicLong refused = new AtomicLong();
  private volatile long saidAt = System.nanoTime() - SAID.toNanos();

  /** Whoever receives callers. */
  @FunctionalInterface
  public interface Guests {
    /**
     * Somebody has called; over TLS where that was wanted. Must not block.
     *
     * @param visit to be ended as soon as it is known who it is, or it leaves
     */
    void received(ByteStream stream, InetAddress from, Doorkeeper.Visit visit) throws IOException;
  }

  /**
   * @param name of what is listened for, for threads and the log
   * @param timer cuts off handshakes that take too long
   */
  public Acceptor(
      String name,
      SocketDialer sockets,
      ScheduledExecutorService timer,
      Doorkeeper door,
      Guests guests) {
    this.name = name;
    this.sockets = sockets;
    this.timer = timer;
    this.door = door;
    this.guests = guests;
    this.handshakes =
        new ThreadPoolExecutor(
            0,
            HANDSHAKES,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name(name + "-tls-", 0).factory());
  }

  /**
   * Listens at an address from now on.
   *
   * @param tls what callers are to agree on, asked at each call; null for none
   * @return where it listens, with the port that was picked for 0
   * @throws IOException when that cannot be, in the system's words
   */
  public InetSocketAddress listen(InetSocketAddress at, @Nullable Supplier<ServerTls> tls)
      throws IOException {
    var server = ServerSocketChannel.open();
    try {
      server.bind(at, BACKLOG);
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
    listening.add(server);
    var bound = (InetSocketAddress) server.getLocalAddress();
    Thread.ofPlatform()
        .daemon()
        .name(name + "-accept-" + bound.getPort())
        .start(() -> accept(server, tls));
    return bound;
  }

  private void accept(ServerSocketChannel server, @Nullable Supplier<ServerTls> tls) {
    while (server.isOpen()) {
      try {
        welcome(server.accept(), tls);
      } catch (ClosedChannelException closed) {
        return;
      } catch (IOException trouble) {
        log.warn("event=accept-failed door={} cause=\"{}\"", name, said(trouble));
        LockSupport.parkNanos(PAUSE.toNanos());
      } catch (RuntimeException bug) {
        log.error("event=accept-fault door={}", name, bug);
      }
    }
  }

  private static String said(Exception trouble) {
    return String.valueOf(trouble.getMessage()).replace('"', '\'');
  }

  private void welcome(SocketChannel channel, @Nullable Supplier<ServerTls> tls)
      throws IOException {
    var from = channel.socket().getInetAddress();
    if (from == null || !door.allows(from)) {
      refuse(channel, from, "not-allowed");
      return;
    }
    var entered = door.enter(from);
    if (entered.isEmpty()) {
      refuse(channel, from, "too-many");
      return;
    }
    var visit = entered.get();
    if (tls == null) {
      receive(channel, visit, () -> sockets.accepted(channel));
      return;
    }
    try {
      handshakes.execute(() -> receive(channel, visit, () -> overTls(channel, tls.get())));
    } catch (RejectedExecutionException full) {
      visit.end();
      refuse(channel, from, "too-many");
    }
  }

  /** Makes a stream of a connection. */
  private interface Making {
    ByteStream stream() throws IOException;
  }

  private void receive(SocketChannel channel, Doorkeeper.Visit visit, Making making) {
    try {
      guests.received(making.stream(), visit.from(), visit);
    } catch (IOException | RuntimeException failure) {
      visit.end();
      log.info("event=caller-lost door={} cause=\"{}\"", name, said(failure));
      closeQuietly(channel);
    }
  }

  private ByteStream overTls(SocketChannel channel, ServerTls tls) throws IOException {
    try (var _ = Deadline.in(HANDSHAKE).guard(channel, timer)) {
      var socket =
          (SSLSocket)
              tls.context().getSocketFactory().createSocket(channel.socket(), null, 0, true);
      socket.setUseClientMode(false);
      socket.setNeedClientAuth(tls.asks());
      socket.startHandshake();
      return sockets.accepted(socket, channel);
    }
  }

  private void refuse(SocketChannel channel, @Nullable InetAddress from, String cause) {
    closeQuietly(channel);
    long count = refused.incrementAndGet();
    long now = System.nanoTime();
    if (now - saidAt >= SAID.toNanos()) {
      saidAt = now;
      refused.addAndGet(-count);
      log.warn(
          "event=caller-refused door={} host={} cause={} refused={}",
          name,
          from == null ? "unknown" : from.getHostAddress(),
          cause,
          count);
    }
  }

  private static void closeQuietly(java.io.Closeable socket) {
    try {
      socket.close();
    } catch (IOException gone) {
      // It is gone anyway.
    }
  }

  /** Listens no more; who is connected stays. */
  @Override
  public void close() {
    listening.forEach(Acceptor::closeQuietly);
    handshakes.shutdown();
  }
}
