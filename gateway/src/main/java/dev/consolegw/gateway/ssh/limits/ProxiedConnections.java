package dev.consolegw.gateway.ssh.limits;

import dev.consolegw.config.value.Cidr;
import dev.consolegw.gateway.net.proxy.ProxyHeader;
import dev.consolegw.gateway.ops.audit.Audit;
import dev.consolegw.gateway.ops.audit.AuditEvent;
import dev.consolegw.gateway.ops.metrics.Metrics;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.common.util.Readable;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/**
 * Stands before the server where proxies call: reads off each connection who its client is, and
 * hands it on only then, so that client is who is counted, logged and refused. A connection of
 * which nobody whom we trust says so is closed. MINA's threads, one at a time for a connection.
 */
public final class ProxiedConnections implements IoHandler {
  /** A proxy speaks first, and at once. */
  static final Duration WITHIN = Duration.ofSeconds(5);

  private static final AttributeKey<Unnamed> UNNAMED = new AttributeKey<>();
  private static final AttributeKey<Boolean> TURNED_AWAY = new AttributeKey<>();
  private static final AttributeKey<Boolean> OF_PROXY = new AttributeKey<>();
  private static final AttributeKey<Early> EARLY = new AttributeKey<>();

  private final IoHandler inner;
  private final Doors doors;
  private final AtomicInteger waiting = new AtomicInteger();

  /** A connection that can be told where it really comes from. */
  public interface Named {
    /** From now on its remote address is this. */
    void isFrom(SocketAddress client);
  }

  /**
   * What it works with.
   *
   * @param trusted networks of proxies
   * @param most connections that may wait for a word of their proxy at a time
   */
  record Doors(
      List<Cidr> trusted,
      int most,
      ScheduledExecutorService timer,
      StrangerLog lines,
      Audit audit,
      Metrics metrics) {}

  /** A connection whose proxy has not said all yet. */
  private static final class Unnamed {
    private final Future<?> patience;
    private byte[] read = new byte[256];
    private int size;

    Unnamed(Future<?> patience) {
      this.patience = patience;
    }

    ProxyHeader.Reading add(Readable bytes) {
      int count = bytes.available();
      if (size + count > read.length) {
        read = Arrays.copyOf(read, size + count);
      }
      bytes.getRawBytes(read, size, count);
      size += count;
      return ProxyHeader.read(read, size);
    }

    /** What came behind the header. */
    byte[] behind(int length) {
      return Arrays.copyOfRange(read, length, size);
    }
  }

  /** What a client has said before it had a place. */
  private record Early(IoHandler to, IoSession connection, ByteArrayBuffer bytes) {
    void deliver() {
      try {
        to.messageReceived(connection, bytes);
      } catch (Exception failure) {
        fail(failure);
      }
    }

    private void fail(Exception failure) {
      try {
        to.exceptionCaught(connection, failure);
      } catch (Exception gone) {
        connection.close(true);
      }
    }
  }

  /**
   * @param inner receives connections, once it is known whose they are
   */
  ProxiedConnections(IoHandler inner, Doors doors) {
    this.inner = inner;
    this.doors = doors;
  }

  @Override
  public void sessionCreated(IoSession connection) {
    if (!isTrusted(connection.getRemoteAddress())) {
      turnAway(connection, "no proxy that is trusted");
      return;
    }
    if (waiting.incrementAndGet() > doors.most()) {
      waiting.decrementAndGet();
      turnAway(connection, "too many proxied connections wait for their header");
      return;
    }
    var patience =
        doors
            .timer()
            .schedule(
                () -> Thread.startVirtualThread(() -> late(connection)),
                WITHIN.toMillis(),
                TimeUnit.MILLISECONDS);
    connection.setAttribute(UNNAMED, new Unnamed(patience));
  }

  private boolean isTrusted(SocketAddress peer) {
    return peer instanceof InetSocketAddress inet
        && doors.trusted().stream().anyMatch(network -> network.contains(inet.getAddress()));
  }

  private void late(IoSession connection) {
    if (settle(connection).isPresent()) {
      turnAway(connection, "no header within %d s".formatted(WITHIN.toSeconds()));
    }
  }

  /** The connection waits no longer; empty if it did not. */
  private Optional<Unnamed> settle(IoSession connection) {
    if (!(connection.removeAttribute(UNNAMED) instanceof Unnamed unnamed)) {
      return Optional.empty();
    }
    unnamed.patience.cancel(false);
    waiting.decrementAndGet();
    return Optional.of(unnamed);
  }

  private void turnAway(IoSession connection, String why) {
    connection.setAttribute(TURNED_AWAY, true);
    var from = Network.of(connection.getRemoteAddress());
    doors.metrics().notSignedIn(Metrics.SignIn.TURNED_AWAY, Metrics.Method.NONE);
    var refused = new AuditEvent.ProxyRefused(from.toString(), why);
    doors.lines().say(from, () -> doors.audit().record(refused));
    connection.close(true);
  }

  @Override
  public void messageReceived(IoSession connection, Readable bytes) throws Exception {
    if (!(connection.getAttribute(UNNAMED) instanceof Unnamed unnamed)) {
      if (connection.getAttribute(TURNED_AWAY) == null) {
        inner.messageReceived(connection, bytes);
      }
      return;
    }
    switch (unnamed.add(bytes)) {
      case ProxyHeader.More() -> {}
      case ProxyHeader.None(var why) -> {
        if (settle(connection).isPresent()) {
          turnAway(connection, why);
        }
      }
      case ProxyHeader.Whole(var source, int length) -> {
        if (settle(connection).isPresent()) {
          source.ifPresent(client -> ((Named) connection).isFrom(client));
          if (isTrusted(connection.getRemoteAddress())) { // in version 1, checks say so
            connection.setAttribute(OF_PROXY, true);
          }
          begin(connection, unnamed.behind(length));
        }
      }
    }
  }

  /** Whether a proxy that is trusted speaks for itself there, as to look whether we listen. */
  static boolean isOfProxy(IoSession connection) {
    return connection.getAttribute(OF_PROXY) != null;
  }

  /** What came with the header waits until the connection has its place. */
  private void begin(IoSession connection, byte[] behind) throws Exception {
    inner.sessionCreated(connection);
    if (connection.isClosing()) {
      inner.sessionClosed(connection); // it may not have known of it yet when it closed
      return;
    }
    if (behind.length == 0) {
      return;
    }
    connection.setAttribute(EARLY, new Early(inner, connection, new ByteArrayBuffer(behind)));
    var session = AbstractSession.getSession(connection, true);
    if (session == null || ConnectionLimits.turn(session).isDone()) {
      deliverEarly(connection);
    }
  }

  /** Hands on what a client has said before it had a place, if it has; whoever comes first does. */
  static void deliverEarly(IoSession connection) {
    if (connection.removeAttribute(EARLY) instanceof Early early) {
      early.deliver();
    }
  }

  @Override
  public void sessionClosed(IoSession connection) throws Exception {
    var unnamed = settle(connection);
    if (unnamed.isPresent()) {
      doors.metrics().probed(); // whoever it was, nobody has said so
    } else if (isBegun(connection)) {
      inner.sessionClosed(connection);
    }
  }

  private static boolean isBegun(IoSession connection) {
    return AbstractSession.getSession(connection, true) != null;
  }

  @Override
  public void exceptionCaught(IoSession connection, Throwable cause) throws Exception {
    if (isBegun(connection)) {
      inner.exceptionCaught(connection, cause);
    } else {
      connection.close(true);
    }
  }
}
