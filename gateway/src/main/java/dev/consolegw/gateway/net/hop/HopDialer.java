package dev.consolegw.gateway.net.hop;

import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.net.ByteStream;
import dev.consolegw.gateway.net.Deadline;
import dev.consolegw.gateway.net.Dialer;
import dev.consolegw.gateway.net.SocketDialer;
import dev.consolegw.gateway.transport.Hop;
import dev.consolegw.gateway.transport.Transport;
import java.io.Closeable;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Connects through SSH servers where a transport says so, and directly where it does not. All that
 * goes the same way shares one connection to each hop, which this keeps. Any thread.
 */
public final class HopDialer implements Dialer, Closeable {
  /** The thread of a hop ends when there was nothing to do for so long. */
  private static final int IDLE_SECONDS = 10;

  private final SocketDialer sockets;
  private final HopLimits limits;
  private final ScheduledExecutorService timer;
  private final ConcurrentMap<List<Hop>, SharedHop> hops = new ConcurrentHashMap<>();
  private final ReentrantLock making = new ReentrantLock();
  private @Nullable HopClient client; // guarded by the lock; made for the first hop
  private volatile Consumer<List<Hop>> listener = _ -> {};

  /**
   * Dials nobody yet.
   *
   * @param sockets connects to the first hop, and where there is none
   * @param timer for time-outs and repetitions; its tasks are short and never block
   */
  public HopDialer(SocketDialer sockets, HopLimits limits, ScheduledExecutorService timer) {
    this.sockets = sockets;
    this.limits = limits;
    this.timer = timer;
  }

  /**
   * Who is told of each hop that is there again after it was not: what waits for it may dial. One
   * listener; it must not block.
   */
  public void listen(Consumer<List<Hop>> told) {
    listener = told;
  }

  /**
   * How long a way may take by itself, before there is anything to connect to through it: none
   * where its last hop is up, or was found down.
   */
  public Duration mayTake(List<Hop> way) {
    return way.isEmpty() || !hop(way).isToBeDialled() ? Duration.ZERO : HopLimits.DIAL;
  }

  @Override
  public ByteStream connect(Transport to, Deadline by) throws DialException {
    if (to.via().isEmpty()) {
      return sockets.connect(to, by);
    }
    var stream = hop(to.via()).connection(by).open(to.to(), by);
    return to.tls().isPresent() ? sockets.secured(stream, to, by) : stream;
  }

  /**
   * Dials the last hop of a way unless it is up: whether it lets us in.
   *
   * @throws DialException with the reason, for people
   */
  public void reach(List<Hop> way, Deadline by) throws DialException {
    var _ = hop(way).connection(by);
  }

  private SharedHop hop(List<Hop> way) {
    return hops.computeIfAbsent(
        List.copyOf(way), it -> new SharedHop(it, this::open, () -> isUp(it), limits, timer));
  }

  private HopConnection open(List<Hop> way) throws DialException {
    var by = Deadline.in(HopLimits.DIAL);
    var hop = way.getLast();
    var thread = thread(hop);
    var signed = client().signIn(hop, () -> dialled(way, by), thread, by);
    var connection = new HopConnection(signed, limits, thread, timer);
    connection.start();
    return connection;
  }

  /** Most gateways have no hop and need none of it. */
  private HopClient client() {
    making.lock();
    try {
      if (client == null) {
        client = new HopClient(timer);
      }
      return client;
    } finally {
      making.unlock();
    }
  }

  private ByteStream dialled(List<Hop> way, Deadline by) throws DialException {
    var hop = way.getLast();
    var before = way.subList(0, way.size() - 1);
    try {
      return connect(new Transport(hop.server(), Optional.empty(), before), by);
    } catch (DialException e) {
      // What a hop before it says is about that one.
      throw before.isEmpty() ? new DialException(HopFailures.unreachable(hop, e.reason()), e) : e;
    }
  }

  /** One thing after the other, and no thread while there is nothing. */
  private static ThreadPoolExecutor thread(Hop hop) {
    var thread =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("hop-" + hop.server().host()).daemon().factory());
    thread.allowCoreThreadTimeOut(true);
    return thread;
  }

  private void isUp(List<Hop> way) {
    for (var other : hops.values()) {
      var theirs = other.way();
      if (theirs.size() > way.size() && theirs.subList(0, way.size()).equals(way)) {
        other.hurry();
      }
    }
    listener.accept(way);
  }

  /** Only these ways are gone from now on: the connections of all others are ended. */
  public void retain(Collection<List<Hop>> ways) {
    var used = new HashSet<List<Hop>>();
    for (var way : ways) {
      for (int hops = 1; hops <= way.size(); hops++) {
        used.add(List.copyOf(way.subList(0, hops)));
      }
    }
    for (var way : List.copyOf(hops.keySet())) {
      if (!used.contains(way)) {
        var gone = hops.remove(way);
        if (gone != null) {
          gone.close();
        }
      }
    }
  }

  /** Hangs up everywhere. */
  @Override
  public void close() {
    retain(List.of());
  }
}
