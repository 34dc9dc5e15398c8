package dev.consolegw.gateway.net.websocket;

import static dev.consolegw.gateway.backend.Reason.Kind.BUSY;
import static dev.consolegw.gateway.backend.Reason.Kind.NOT_FOUND;
import static dev.consolegw.gateway.backend.Reason.Kind.PROTOCOL;
import static dev.consolegw.gateway.backend.Reason.Kind.REFUSED;
import static dev.consolegw.gateway.backend.Reason.Kind.UNREACHABLE;

import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.net.Deadline;
import dev.consolegw.gateway.net.Link;
import dev.consolegw.gateway.net.SelectorLoop;
import dev.consolegw.gateway.net.SocketDialer;
import dev.consolegw.gateway.net.StreamLink;
import dev.consolegw.gateway.net.Tls;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Dials websockets, and says in plain words why that failed. */
public final class WebSocketDialer {
  private static final Logger log = LoggerFactory.getLogger(WebSocketDialer.class);

  private static final Reason CUT_AT_ONCE =
      Reason.of(
          REFUSED,
          "the proxy accepted the connection and closed it at once: the token is invalid or"
              + " expired, or the console is not reachable");

  /**
   * What all websockets share.
   *
   * @param pingEvery how often to ask a far side whether it is still there
   */
  public record Means(
      SocketDialer dialer,
      Tls tls,
      SelectorLoop loop,
      ScheduledExecutorService scheduler,
      Duration pingEvery) {}

  /**
   * A dialled websocket.
   *
   * @param early for {@link Link#open}
   * @param mayBeQueued whether the answer may come from a proxy in front of somebody else's line;
   *     QEMU itself answers nobody while it has a client
   */
  public record Dialled(WebSocketLink link, ByteBuffer early, boolean mayBeQueued) {}

  private final Means means;

  public WebSocketDialer(Means means) {
    this.means = means;
  }

  /** Dials a console of QEMU or Nova. Blocks until the deadline at most. */
  public Dialled dial(ConsoleAddress.WebSocket address, Deadline deadline) throws DialException {
    var uri = address.uri();
    boolean tls = "wss".equalsIgnoreCase(uri.getScheme());
    var host = uri.getHost();
    var path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    var request =
        new UpgradeRequest(
            host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
            uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80,
            tls,
            address.ca(),
            uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery(),
            address.headers(),
            address.subprotocol());
    var manner =
        new WebSocketLink.Manner(
            text -> log.debug("event=text-ignored console={} length={}", address, text.length()),
            CUT_AT_ONCE,
            means.pingEvery());
    try {
      return connect(request, manner, deadline);
    } catch (HttpRefusal e) {
      throw new DialException(refusal(request, e), e);
    }
  }

  private static Reason refusal(UpgradeRequest request, HttpRefusal e) {
    var server = request.server();
    return switch (e.status()) {
      case 400 ->
          Reason.of(
              REFUSED, server + " refuses this websocket (400); is the subprotocol the right one?");
      case 401, 403 -> Reason.of(REFUSED, server + " refuses our credentials (" + e.status() + ")");
      case 404 -> Reason.of(NOT_FOUND, server + " has no console under this path (404)");
      default ->
          e.status() >= 500
              ? Reason.of(UNREACHABLE, server + " has a problem (" + e.status() + ")")
              : Reason.of(REFUSED, server + " answers with status " + e.status());
    };
  }

  /**
   * Connects and shakes hands.
   *
   * @throws HttpRefusal when the server answers with another status than 101
   */
  public Dialled connect(UpgradeRequest request, WebSocketLink.Manner manner, Deadline deadline)
      throws DialException, HttpRefusal {
    var channel = means.dialer().tcp(request.host(), request.port(), deadline);
    var progress = new HttpHead.Progress();
    try (var _ = deadline.guard(channel, means.scheduler())) {
      return request.tls()
          ? overTls(request, manner, channel, progress)
          : plain(request, manner, channel, progress);
    } catch (DialException | HttpRefusal e) {
      close(channel);
      throw e;
    } catch (IOException | RuntimeException e) {
      close(channel);
      throw new DialException(failure(request, e, progress, deadline), e);
    }
  }

  private Dialled plain(
      UpgradeRequest request,
      WebSocketLink.Manner manner,
      SocketChannel channel,
      HttpHead.Progress progress)
      throws IOException {
    var socket = channel.socket();
    var opened =
        Handshake.perform(request, socket.getInputStream(), socket.getOutputStream(), progress);
    return dialled(means.loop().link(channel), opened, manner);
  }

  private Dialled overTls(
      UpgradeRequest request,
      WebSocketLink.Manner manner,
      SocketChannel channel,
      HttpHead.Progress progress)
      throws IOException {
    var socket = means.tls().over(channel, request.host(), request.port(), request.ca());
    var streams =
        new StreamLink.Streams(socket.getInputStream(), socket.getOutputStream(), channel);
    var opened = Handshake.perform(request, streams.in(), streams.out(), progress);
    var threads = Thread.ofVirtual().name("console-tls-", 0).factory();
    return dialled(new StreamLink(streams, threads, means.scheduler()), opened, manner);
  }

  private Dialled dialled(Link below, Handshake.Opened opened, WebSocketLink.Manner manner) {
    return new Dialled(
        new WebSocketLink(below, opened.draft(), manner, means.scheduler()),
        opened.early(),
        !opened.server().startsWith("QEMU"));
  }

  private static Reason failure(
      UpgradeRequest request, Exception e, HttpHead.Progress progress, Deadline deadline) {
    var server = request.server();
    if (deadline.hasPassed()) {
      return progress.bytes == 0
          ? Reason.of(
              BUSY,
              "the console is in use by another client (it accepted the connection and does not"
                  + " answer)")
          : Reason.of(UNREACHABLE, server + " did not finish its answer in time");
    }
    return switch (e) {
      case ProtocolException _ -> Reason.of(PROTOCOL, server + " does not speak websocket");
      case SSLException _ -> Reason.of(REFUSED, "no TLS with " + server + ": " + e.getMessage());
      case EOFException _ ->
          Reason.of(
              REFUSED,
              server + " closed the connection unanswered; a proxy does so to an invalid token");
      default -> Reason.of(UNREACHABLE, server + " broke off the connection: " + e.getMessage());
    };
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // The dial has failed with a better reason already.
    }
  }
}
