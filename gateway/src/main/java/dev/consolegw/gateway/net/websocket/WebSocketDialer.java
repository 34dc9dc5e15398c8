package dev.consolegw.gateway.net.websocket;

import static dev.consolegw.gateway.backend.Reason.Kind.PROTOCOL;
import static dev.consolegw.gateway.backend.Reason.Kind.REFUSED;
import static dev.consolegw.gateway.backend.Reason.Kind.UNREACHABLE;

import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.net.ByteStream;
import dev.consolegw.gateway.net.Deadline;
import dev.consolegw.gateway.net.Dialer;
import dev.consolegw.gateway.net.EndReasons;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLException;

/** Dials websockets over any transport, and says in plain words why that failed. */
public final class WebSocketDialer {

  /**
   * A dialled websocket.
   *
   * @param early for {@link WebSocketLink#open}
   * @param server what the server calls itself, empty if it does not say; foreign text
   */
  public record Dialled(WebSocketLink link, ByteBuffer early, String server) {}

  private final Dialer dialer;
  private final ScheduledExecutorService scheduler;

  public WebSocketDialer(Dialer dialer, ScheduledExecutorService scheduler) {
    this.dialer = dialer;
    this.scheduler = scheduler;
  }

  /**
   * Connects and shakes hands. Blocks until the deadline at most.
   *
   * @throws HttpRefusal when the server answers with another status than 101
   */
  public Dialled connect(UpgradeRequest request, WebSocketLink.Manner manner, Deadline deadline)
      throws DialException, HttpRefusal {
    var stream = dialer.connect(request.to(), deadline);
    var progress = new HttpHead.Progress();
    try (var _ = deadline.guard(stream, scheduler)) {
      var opened = Handshake.perform(request, stream.in(), stream.out(), progress);
      return new Dialled(
          new WebSocketLink(stream.link(), opened.draft(), manner, scheduler),
          opened.early(),
          opened.server());
    } catch (HttpRefusal e) {
      close(stream);
      throw e;
    } catch (IOException | RuntimeException e) {
      close(stream);
      throw new DialException(failure(request, e, progress, deadline), e);
    }
  }

  private static Reason failure(
      UpgradeRequest request, Exception e, HttpHead.Progress progress, Deadline deadline) {
    var server = request.to().server();
    if (deadline.hasPassed()) {
      return progress.bytes == 0
          ? EndReasons.NO_ANSWER
          : Reason.of(UNREACHABLE, server + " did not finish its answer in time");
    }
    return switch (e) {
      case ProtocolException _ ->
          Reason.of(PROTOCOL, server + " does not speak websocket: " + e.getMessage());
      case SSLException ssl -> EndReasons.noTls(server, ssl);
      case EOFException _ ->
          Reason.of(
              REFUSED,
              server
                  + " closed the connection unanswered; a proxy does so to an invalid token, and a"
                  + " server that speaks TLS to what does not");
      case IOException io -> Reason.of(UNREACHABLE, EndReasons.failure(server, io));
      default -> Reason.of(PROTOCOL, server + " does not speak websocket");
    };
  }

  private static void close(ByteStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      // The dial has failed with a better reason already.
    }
  }
}
