package dev.consolegw.gateway.net;

import static dev.consolegw.gateway.backend.Reason.Kind.BUSY;
import static dev.consolegw.gateway.backend.Reason.Kind.REFUSED;
import static dev.consolegw.gateway.backend.Reason.Kind.UNREACHABLE;

import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import jdk.net.ExtendedSocketOptions;

/** Connects sockets within a deadline, and says in plain words why that failed. */
public final class SocketDialer {
  // A far side that vanished without a word is noticed after 30 + 3 * 10 s.
  private static final int KEEPALIVE_IDLE_SECONDS = 30;
  private static final int KEEPALIVE_INTERVAL_SECONDS = 10;
  private static final int KEEPALIVE_PROBES = 3;

  private final BlockingCalls slow;

  public SocketDialer(BlockingCalls slow) {
    this.slow = slow;
  }

  /** Tries each address of the host in turn. Blocks; meant for a virtual thread. */
  public SocketChannel tcp(String host, int port, Deadline deadline) throws DialException {
    var name = host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    var addresses = resolve(host, deadline);
    DialException last = failed(UNREACHABLE, host + " has no address", null);
    for (int i = 0; i < addresses.length; i++) {
      int millis = Math.max(1, deadline.millisLeft() / (addresses.length - i));
      try {
        return connect(new InetSocketAddress(addresses[i], port), millis);
      } catch (SocketTimeoutException e) {
        last = failed(UNREACHABLE, name + " does not answer", e);
      } catch (NoRouteToHostException e) {
        last = failed(UNREACHABLE, "there is no route to " + name, e);
      } catch (ConnectException e) {
        last = failed(UNREACHABLE, refusedOr(name, e), e);
      } catch (IOException e) {
        last = failed(UNREACHABLE, name + " cannot be reached: " + e.getMessage(), e);
      }
    }
    throw last;
  }

  private static String refusedOr(String name, ConnectException e) {
    return String.valueOf(e.getMessage()).contains("refused")
        ? "nothing listens on " + name
        : name + " cannot be reached: " + e.getMessage();
  }

  private static SocketChannel connect(InetSocketAddress address, int millis) throws IOException {
    var channel = SocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEPALIVE_IDLE_SECONDS);
      channel.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEPALIVE_INTERVAL_SECONDS);
      channel.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEPALIVE_PROBES);
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
      throw failed(UNREACHABLE, "there is no host named " + host, e);
    } catch (SocketTimeoutException e) {
      throw failed(UNREACHABLE, "the name " + host + " could not be looked up in time", e);
    } catch (IOException e) {
      throw failed(
          UNREACHABLE, "the name " + host + " could not be looked up: " + e.getMessage(), e);
    }
  }

  /** Never waits: a UNIX socket takes a connection at once or not at all. */
  public SocketChannel unix(Path path) throws DialException {
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
    return failed(UNREACHABLE, name + " cannot be opened: " + message, e);
  }

  private static void closeQuietly(@org.jspecify.annotations.Nullable SocketChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // The dial has failed with a better reason already.
    }
  }

  static DialException failed(
      Reason.Kind kind, String text, @org.jspecify.annotations.Nullable Throwable cause) {
    var reason = Reason.of(kind, text);
    return cause == null ? new DialException(reason) : new DialException(reason, cause);
  }
}
