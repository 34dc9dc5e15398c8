package dev.consolegw.gateway.wire.odorobo;

import dev.consolegw.gateway.backend.Backend;
import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.OutputSink;
import dev.consolegw.gateway.backend.Protocol;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.net.Deadline;
import dev.consolegw.gateway.net.websocket.HttpRefusal;
import dev.consolegw.gateway.net.websocket.UpgradeRequest;
import dev.consolegw.gateway.net.websocket.WebSocketDialer;
import dev.consolegw.gateway.net.websocket.WebSocketLink;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Dials the console bridge of Odorobo agents, and of gateways as this: {@code GET
 * /vms/VMID/console}.
 */
public final class OdoroboWire {
  private static final Reason CUT_AT_ONCE =
      Reason.of(Reason.Kind.UNREACHABLE, "the agent closed the connection without a word");

  private final WebSocketDialer websockets;
  private final ScheduledExecutorService scheduler;
  private final Duration pingEvery;

  /**
   * Dials with the means of others.
   *
   * @param pingEvery how often to ask an agent whether it is still there
   */
  public OdoroboWire(
      WebSocketDialer websockets, ScheduledExecutorService scheduler, Duration pingEvery) {
    this.websockets = websockets;
    this.scheduler = scheduler;
    this.pingEvery = pingEvery;
  }

  /**
   * Dials and starts reading. Blocks until the deadline at most.
   *
   * @param address where to dial
   * @param agent the address's protocol
   */
  public Backend open(
      ConsoleAddress address, Protocol.Odorobo agent, OutputSink sink, Deadline deadline)
      throws DialException {
    var request = new UpgradeRequest(address.transport(), agent.resource(), agent.headers(), "");
    var conversation = new Conversation(address, sink, scheduler);
    var manner = new WebSocketLink.Manner(conversation::said, false, CUT_AT_ONCE, pingEvery);
    try {
      var dialled = websockets.connect(request, manner, deadline);
      var backend = new OdoroboBackend(dialled.link(), conversation, scheduler);
      backend.open(dialled.early());
      return backend;
    } catch (HttpRefusal e) {
      throw new DialException(refusal(agent.vm(), e), e);
    }
  }

  private static Reason refusal(String vm, HttpRefusal e) {
    if (e.status() == 404) {
      return Reason.of(Reason.Kind.NOT_FOUND, "the agent does not know VM " + vm + " (404)");
    }
    var message = Control.errorMessage(e.body());
    var detail = message.isEmpty() ? "" : ": " + message;
    if (e.status() == 401 || e.status() == 403) {
      return Reason.of(
          Reason.Kind.REFUSED,
          "it wants a ticket that was not used, has not ended and is for this console; `ssh"
              + " NAME@GATEWAY url` gives one (%d)%s".formatted(e.status(), detail));
    }
    return e.status() >= 500
        ? Reason.of(
            Reason.Kind.UNREACHABLE, "the agent cannot open the console of VM " + vm + detail)
        : Reason.of(Reason.Kind.REFUSED, "the agent answers with status " + e.status() + detail);
  }
}
