package dev.consolegw.gateway.net;

import static dev.consolegw.gateway.backend.Reason.Kind.BUSY;
import static dev.consolegw.gateway.backend.Reason.Kind.REFUSED;
import static dev.consolegw.gateway.backend.Reason.Kind.UNREACHABLE;

import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.transport.Endpoint;
import dev.consolegw.gateway.transport.Transport;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * Connects sockets within a deadline, and says in plain words why that failed. Made once; owns the
 * thread that reads all plain sockets.
 */
public final class SocketDialer implements Dialer, Closeable {
  // A far side that vanished without a word is noticed after 30 + 3 * 10 s.
  private static final int KEEPALIVE_IDLE_SECONDS = 30;
  private static final int KEEPALIVE_INTERVAL_SECONDS = 10;
  private static final int KEEPALIVE_PROBES = 3;

  private static final ThreadFactory TLS_THREADS =
      Thread.ofVirtual().name("console-tls-", 0).factory();

  private final BlockingCalls slow = new BlockingCalls();
  private final Tls tls = new Tls(slow);
  private final ScheduledExecutorService scheduler;
  private final UnixNamespaceSockets unixNames;
  private final SelectorLoop loop;

  /**
   * Starts the reader.
   *
   * @param scheduler cuts off what takes too long; its tasks are short and never block
   */
  public SocketDialer(ScheduledExecutorService scheduler) throws IOException {
    this("console-reader", scheduler);
  }

  /**
   * The same beside another one, whose far sides are to notice nothing of these.
   *
   * @param reader the name of the reader's thread
   */
  public SocketDialer(String reader, ScheduledExecutorService scheduler) throws IOException {
    this.scheduler = scheduler;
    this.unixNames = new UnixNamespaceSockets(slow, scheduler);
    this.loop = new SelectorLoop(reader, scheduler);
  }

  @Override
  public ByteStream connect(Transport to, Deadline by) throws DialException {
    return switch (to.to()) {
      case Endpoint.Tcp server -> {
        var channel = tcp(server, by);
        yield to.tls().isPresent()
            ? overTls(channel, server, by, () -> tls.over(channel, server, to.tls().get()))
            : new ChannelStream(channel, loop);
      }
      case Endpoint.Unix(var path) -> new ChannelStream(unix(path), loop);
      case Endpoint.UnixAbstract(var name) -> unixNames.connect(name, by);
      case Endpoint.Inbound(var caller) ->
          throw failed(Reason.Kind.AWAY, caller + " calls by itself and cannot be dialled", null);
    };
  }

  /**
   * TLS over a stream that was made in another way. Blocks, until the deadline at most.
   *
   * @param plain ends when this fails
   * @param to a TCP server, with whom to trust there
   */
  public ByteStream secured(ByteStream plain, Transport to, Deadline by) throws DialException {
    var server = (Endpoint.Tcp) to.to();
    return overTls(plain, server, by, () -> tls.over(plain, server, to.tls().orElseThrow()));
  }

  /** Shakes hands. */
  private interface Shake {
    SSLSocket hands() throws IOException;
  }

  private ByteStream overTls(Closeable below, Endpoint.Tcp server, Deadline deadline, Shake shake)
      throws DialException {
    try (var _ = deadline.guard(below, scheduler)) {
      var socket = shake.hands();
      return new SocketStream(
          socket.getInputStream(), socket.getOutputStream(), below, TLS_THREADS, scheduler);
    } catch (DialException e) {
      closeQuietly(below);
      throw e;
    } catch (IOException | RuntimeException e) {
      closeQuietly(below);
      throw new DialException(tlsFailure(server.authority(), e, deadline), e);
    }
  }

  private static Reason tlsFailure(String name, Exception e, Deadline deadline) {
    if (deadline.hasPassed()) {
      return EndReasons.NO_ANSWER;
    }
    return switch (e) {
      case SSLException ssl -> EndReasons.noTls(name, ssl);
      case IOException io -> Reason.of(UNREACHABLE, EndReasons.failure(name, io));
      default -> Reason.of(REFUSED, "no TLS with " + name + ": it does not speak it as it should");
    };
  }

  /** Runs what it is given on the reader's thread, before any further read: short tasks. */
  public Executor reader() {
    return loop::execute;
  }

  /** Ends what the reader reads, and the reader. */
  @Override
  public void close() {
    loop.close();
    slow.close();
  }

  /** Tries each address of the host in turn. */
  private SocketChannel tcp(Endpoint.Tcp server, Deadline deadline) throws DialException {
    var name = server.authority();
    var addresses = resolve(server.host(), deadline);
    DialException last = failed(UNREACHABLE, server.host() + " has no address", null);
    for (int i = 0; i < addresses.length; i++) {
      int millis = Math.max(1, deadline.millisLeft() / (addresses.length - i));
      try {
        return connect(new InetSocketAddress(addresses[i], server.port()), millis);
      } catch (IOException e) {
        last = failed(UNREACHABLE, EndReasons.failure(name, e), e);
      }
    }
    throw last;
  }

  /** A connection that somebody else has made to us, to be read like those that we dial. */
  public ByteStream accepted(SocketChannel channel) throws IOException {
    setOptions(channel);
    return new ChannelStream(channel, loop);
  }

  /** The same with TLS over it, whose handshake is done. */
  public ByteStream accepted(SSLSocket over, SocketChannel channel) throws IOException {
    setOptions(channel);
    return new SocketStream(
        over.getInputStream(), over.getOutputStream(), channel, TLS_THREADS, scheduler);
  }

  private static void setOptions(SocketChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEPALIVE_IDLE_SECONDS);
    channel.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEPALIVE_INTERVAL_SECONDS);
    channel.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEPALIVE_PROBES);
  }

  private static SocketChannel connect(InetSocketAddress address, int millis) throws IOException {
    var channel = SocketChannel.open();
    try {
      setOptions(channel);
      channel.socket().connect(address, millis);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private InetAddress[] resolve(String host, Deadline deadline) throws DialException {
    try {
      return slow.call(() -> InetAddress.getAllByName(host), deadline);
    } catch (UnknownHostException e) {
      throw failed(
          UNREACHABLE,
          String.valueOf(e.getMessage()).contains("emporary failure")
              ? "the name " + host + " cannot be looked up now: no name server answers"
              : "there is no host named " + host,
          e);
    } catch (SocketTimeoutException e) {
      throw failed(UNREACHABLE, "the name " + host + " could not be looked up in time", e);
    } catch (IOException e) {
      throw failed(
          UNREACHABLE, "the name " + host + " could not be looked up: " + e.getMessage(), e);
    }
  }

  /** Never waits: a UNIX socket takes a connection at once or not at all. */
  private static SocketChannel unix(Path path) throws DialException {
    SocketChannel channel = null;
    try {
      channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      channel.configureBlocking(false);
      if (channel.connect(UnixDomainSocketAddress.of(path))) {
        return channel;
      }
      channel.close();
      throw failed(BUSY, path + " is in use: other clients are waiting for it already", null);
    } catch (DialException e) {
      throw e;
    } catch (IOException e) {
      closeQuietly(channel);
      throw unixFailed(path.toString(), e);
    }
  }

  static DialException unixFailed(String name, IOException e) {
    var message = String.valueOf(e.getMessage());
    if (message.contains("No such file")) {
      return failed(UNREACHABLE, "there is no socket " + name, e);
    }
    if (message.contains("refused")) {
      return failed(UNREACHABLE, "nothing listens on " + name, e);
    }
    if (message.contains("ermission denied")) {
      return failed(REFUSED, "the gateway may not open " + name + " (permission denied)", e);
    }
    if (message.contains("temporarily unavailable")) {
      return failed(BUSY, name + " is in use: other clients are waiting for it already", e);
    }
    return failed(UNREACHABLE, EndReasons.failure(name, e), e);
  }

  private static void closeQuietly(@Nullable Closeable channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // The dial has failed with a better reason already.
    }
  }

  static DialException failed(Reason.Kind kind, String text, @Nullable Throwable cause) {
    var reason = Reason.of(kind, text);
    return cause == null ? new DialException(reason) : new DialException(reason, cause);
  }
}
