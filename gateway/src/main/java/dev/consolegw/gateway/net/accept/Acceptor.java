package dev.consolegw.gateway.net.accept;

import dev.consolegw.gateway.net.ByteStream;
import dev.consolegw.gateway.net.Deadline;
import dev.consolegw.gateway.net.SocketDialer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
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
 * Listens for callers. One platform thread accepts at all addresses and does nothing else that
 * takes time: TLS is agreed on threads of its own, {@value #HANDSHAKES} at most, within a deadline,
 * so that a caller that says nothing delays nobody.
 */
public final class Acceptor implements Closeable {
  /** TLS handshakes that are under way at once; whoever comes then has to call again. */
  static final int HANDSHAKES = 256;

  /** The same for one caller's address, so that nobody takes all places alone. */
  static final int HANDSHAKES_OF_ONE = HANDSHAKES / 2;

  /** How long one may take. */
  static final Duration HANDSHAKE = Duration.ofSeconds(10);

  /** Callers that the system keeps until they are accepted. */
  static final int BACKLOG = 1024;

  /** How long to wait when nothing can be accepted, as when all file descriptors are in use. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  /** Callers of one address that are taken before those of the next. */
  private static final int IN_A_TURN = 64;

  /** One line of the log about refused callers in so long. */
  private static final Duration SAID = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(Acceptor.class);

  private final String name;
  private final SocketDialer sockets;
  private final ScheduledExecutorService timer;
  private final Guests guests;
  private final Doorkeeper door;
  private final Doorkeeper agreeing;
  private final ExecutorService handshakes;
  private final Selector selector;
  private final Queue<Place> fresh = new ConcurrentLinkedQueue<>();
  private final AtomicLong refused = new AtomicLong();
  private volatile long saidAt = System.nanoTime() - SAID.toNanos();

  /** Whoever receives callers. */
  @FunctionalInterface
  public interface Guests {
    /** Somebody has called; over TLS where that was wanted. Must not block. */
    void received(ByteStream stream, Arrival how) throws IOException;
  }

  /**
   * How somebody has come.
   *
   * @param port theirs
   * @param at the address that they have called, as {@link #listen} has told it
   * @param visit to be ended as soon as it is known who it is, or it leaves
   */
  public record Arrival(InetAddress from, int port, InetSocketAddress at, Doorkeeper.Visit visit) {}

  /** Where we listen, and what callers there are to agree on. */
  private record Place(
      ServerSocketChannel server, InetSocketAddress at, @Nullable Supplier<ServerTls> tls) {}

  /** One address that is listened at. */
  public final class Listening implements Closeable {
    private final Place place;

    private Listening(Place place) {
      this.place = place;
    }

    /** Where, with the port that was picked for 0. */
    public InetSocketAddress at() {
      return place.at();
    }

    /** Listens there no more; who is connected stays. */
    @Override
    public void close() {
      closeQuietly(place.server());
      selector.wakeup();
    }
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
      Guests guests)
      throws IOException {
    this.name = name;
    this.sockets = sockets;
    this.timer = timer;
    this.door = door;
    this.agreeing = door.alike(HANDSHAKES_OF_ONE, HANDSHAKES);
    this.guests = guests;
    this.handshakes =
        new ThreadPoolExecutor(
            0,
            HANDSHAKES,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name(name + "-tls-", 0).factory());
    this.selector = Selector.open();
    Thread.ofPlatform().daemon().name(name + "-accept").start(this::run);
  }

  /**
   * Listens at an address from now on.
   *
   * @param tls what callers are to agree on, asked at each call; null for none
   * @throws IOException when that cannot be, in the system's words
   */
  public Listening listen(InetSocketAddress at, @Nullable Supplier<ServerTls> tls)
      throws IOException {
    var server = ServerSocketChannel.open();
    try {
      server.bind(at, BACKLOG);
      server.configureBlocking(false);
      var place = new Place(server, (InetSocketAddress) server.getLocalAddress(), tls);
      fresh.add(place);
      selector.wakeup();
      if (!selector.isOpen()) {
        throw new ClosedChannelException();
      }
      return new Listening(place);
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private void run() {
    try (selector) {
      while (selector.isOpen()) {
        selector.select();
        enter();
        for (var key : selector.selectedKeys()) {
          accept((Place) key.attachment());
        }
        selector.selectedKeys().clear();
      }
    } catch (ClosedSelectorException closed) {
      // The end, as is meant.
    } catch (IOException broken) {
      log.error("event=accept-ended door={}", name, broken);
    }
  }

  private void enter() {
    for (var next = fresh.poll(); next != null; next = fresh.poll()) {
      try {
        next.server().register(selector, SelectionKey.OP_ACCEPT, next);
      } catch (ClosedChannelException closed) {
        // Nobody is listened to there any more.
      }
    }
  }

  private void accept(Place place) {
    try {
      for (int turn = 0; turn < IN_A_TURN; turn++) {
        var channel = place.server().accept();
        if (channel == null) {
          return;
        }
        welcome(channel, place);
      }
    } catch (ClosedChannelException closed) {
      // Its key goes with the next look.
    } catch (IOException trouble) {
      log.warn("event=accept-failed door={} cause=\"{}\"", name, said(trouble));
      LockSupport.parkNanos(PAUSE.toNanos());
    } catch (RuntimeException bug) {
      log.error("event=accept-fault door={}", name, bug);
    }
  }

  private static String said(Exception trouble) {
    return String.valueOf(trouble.getMessage()).replace('"', '\'');
  }

  private void welcome(SocketChannel channel, Place place) {
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
    var arrival = new Arrival(from, channel.socket().getPort(), place.at(), entered.get());
    var tls = place.tls();
    if (tls == null) {
      receive(channel, arrival, () -> sockets.accepted(channel));
      return;
    }
    var handshake = agreeing.enter(from);
    if (handshake.isEmpty() || !agree(channel, arrival, tls, handshake.get())) {
      arrival.visit().end();
      refuse(channel, from, "too-many");
    }
  }

  /** Has a thread agree on TLS, if one is free. */
  private boolean agree(
      SocketChannel channel, Arrival arrival, Supplier<ServerTls> tls, Doorkeeper.Visit handshake) {
    try {
      handshakes.execute(() -> {
        receive(channel, arrival, () -> overTls(channel, tls.get()));
        handshake.end();
      });
      return true;
    } catch (RejectedExecutionException full) {
      handshake.end();
      return false;
    }
  }

  /** Makes a stream of a connection. */
  private interface Making {
    ByteStream stream() throws IOException;
  }

  private void receive(SocketChannel channel, Arrival arrival, Making making) {
    try {
      guests.received(making.stream(), arrival);
    } catch (IOException | RuntimeException failure) {
      arrival.visit().end();
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
    int port = channel.socket().getPort();
    closeQuietly(channel);
    if (from != null) { // it has not left already
      door.turnedAway(name, new InetSocketAddress(from, port), cause);
    }
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
    for (var key : selector.isOpen() ? Set.copyOf(selector.keys()) : Set.<SelectionKey>of()) {
      closeQuietly(key.channel());
    }
    closeQuietly(selector);
    fresh.forEach(one -> closeQuietly(one.server()));
    handshakes.shutdown();
  }
}
