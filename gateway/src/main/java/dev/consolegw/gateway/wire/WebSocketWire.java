package dev.consolegw.gateway.wire;

import static dev.consolegw.gateway.backend.Reason.Kind.NOT_FOUND;
import static dev.consolegw.gateway.backend.Reason.Kind.REFUSED;
import static dev.consolegw.gateway.backend.Reason.Kind.UNREACHABLE;

import dev.consolegw.gateway.backend.Backend;
import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.backend.ConsoleOutput;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.OutputSink;
import dev.consolegw.gateway.backend.Protocol;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.net.Deadline;
import dev.consolegw.gateway.net.websocket.HttpRefusal;
import dev.consolegw.gateway.net.websocket.UpgradeRequest;
import dev.consolegw.gateway.net.websocket.WebSocketDialer;
import dev.consolegw.gateway.net.websocket.WebSocketLink;
import dev.consolegw.gateway.terminal.Printable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Dials the websockets of QEMU and of Nova's proxy. Any thread. */
final class WebSocketWire {
  private static final Printable TEXT =
      Printable.of(
          "the far side sends text frames, where a serial console sends binary ones: they are shown"
              + " as they are, but what is no UTF-8 cannot come that way");

  private static final Reason CUT_AT_ONCE =
      Reason.of(
          REFUSED,
          "the proxy accepted the connection and closed it at once: the token is invalid or"
              + " expired, or the console is not reachable");

  private final WebSocketDialer websockets;
  private final ScheduledExecutorService scheduler;
  private final Duration pingEvery;

  /**
   * Dials with the means of others.
   *
   * @param pingEvery how often to ask a far side whether it is still there
   */
  WebSocketWire(
      WebSocketDialer websockets, ScheduledExecutorService scheduler, Duration pingEvery) {
    this.websockets = websockets;
    this.scheduler = scheduler;
    this.pingEvery = pingEvery;
  }

  /**
   * Dials and starts reading. Blocks until the deadline at most.
   *
   * @param address where to dial
   * @param protocol the address's protocol
   * @param breaks sends a break around the wire, where that is configured
   */
  Backend open(
      ConsoleAddress address,
      Protocol.WebSocket protocol,
      Optional<Qmp> breaks,
      OutputSink sink,
      Deadline deadline)
      throws DialException {
    var dialled = dial(address, protocol, sink, deadline);
    // QEMU itself answers nobody while it has a client; a proxy may be in front of one.
    var habits = RawBackend.Habits.of(!dialled.server().startsWith("QEMU"), breaks);
    if (protocol.unproven().isEmpty()) {
      return opened(dialled, sink, habits);
    }
    var backend = opened(dialled, whenProven(dialled.link(), sink), habits);
    try {
      dialled.link().prove(protocol.unproven().get(), deadline);
    } catch (DialException failure) {
      backend.close();
      throw failure;
    }
    return backend;
  }

  private Backend opened(
      WebSocketDialer.Dialled dialled, OutputSink sink, RawBackend.Habits habits) {
    var backend = new RawBackend(dialled.link(), sink, habits, scheduler);
    backend.open(dialled.early());
    return backend;
  }

  /**
   * Behind a proxy that welcomes everybody: until a console is proven behind it, an end is no news.
   */
  private static OutputSink whenProven(WebSocketLink link, OutputSink sink) {
    return output -> {
      if (!(output instanceof ConsoleOutput.Closed) || link.isProven()) {
        sink.accept(output);
      }
    };
  }

  private WebSocketDialer.Dialled dial(
      ConsoleAddress address, Protocol.WebSocket protocol, OutputSink sink, Deadline deadline)
      throws DialException {
    var request =
        new UpgradeRequest(
            address.transport(), protocol.resource(), protocol.headers(), protocol.subprotocol());
    var manner =
        new WebSocketLink.Manner(
            once(() -> sink.accept(new ConsoleOutput.Notice(TEXT))), true, CUT_AT_ONCE, pingEvery);
    try {
      return websockets.connect(request, manner, deadline);
    } catch (HttpRefusal e) {
      throw new DialException(refusal(address.transport().server(), e), e);
    }
  }

  private static Consumer<String> once(Runnable what) {
    var said = new AtomicBoolean();
    return _ -> {
      if (!said.getAndSet(true)) {
        what.run();
      }
    };
  }

  private static Reason refusal(String server, HttpRefusal e) {
    int status = e.status();
    return switch (status) {
      case 400 ->
          Reason.of(
              REFUSED, server + " refuses this websocket (400); is the subprotocol the right one?");
      case 401, 403 ->
          Reason.of(
              REFUSED,
              server + " refuses our credentials (" + status + "); 'headers' has what is sent");
      case 404, 410 ->
          Reason.of(NOT_FOUND, server + " has no console under this path (" + status + ")");
      case 426 ->
          Reason.of(
              REFUSED,
              server
                  + " speaks another version of websocket, or wants TLS (426); is wss:// right?");
      default -> {
        if (status < 300) {
          yield Reason.of(
              REFUSED,
              server + " has a page there and no websocket (" + status + "); is the path right?");
        }
        if (status < 400) {
          yield Reason.of(REFUSED, server + " says that it is elsewhere " + elsewhere(e));
        }
        yield status >= 500
            ? Reason.of(UNREACHABLE, server + " has a problem (" + status + ")")
            : Reason.of(REFUSED, server + " answers with status " + status);
      }
    };
  }

  /** A query may hold a token, ours perhaps. */
  private static String elsewhere(HttpRefusal e) {
    var place = e.location().replaceFirst("[?#].*", "");
    return place.isEmpty()
        ? "(%d), and not where".formatted(e.status())
        : "(%d): %s; write that as the address".formatted(e.status(), place);
  }
}
