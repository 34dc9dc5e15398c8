package dev.consolegw.gateway.wire;

import dev.consolegw.gateway.backend.Backend;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.DialTarget;
import dev.consolegw.gateway.backend.OutputSink;
import dev.consolegw.gateway.backend.Protocol;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.net.Deadline;
import dev.consolegw.gateway.net.Link;
import dev.consolegw.gateway.net.SocketDialer;
import dev.consolegw.gateway.net.hop.HopDialer;
import dev.consolegw.gateway.net.hop.HopLimits;
import dev.consolegw.gateway.net.websocket.WebSocketDialer;
import dev.consolegw.gateway.transport.Transport;
import dev.consolegw.gateway.wire.odorobo.OdoroboWire;
import dev.consolegw.gateway.wire.vspc.VspcWire;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/** Opens backends over every wire. Made once; owns the thread that reads them. */
public final class Wires implements Closeable {
  /** How often a websocket's far side is asked whether it is still there. */
  public static final Duration PING_EVERY = Duration.ofSeconds(20);

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private final ScheduledExecutorService scheduler;
  private final SocketDialer sockets;
  private final HopDialer dialer;
  private final WebSocketWire websocket;
  private final OdoroboWire odorobo;
  private final VspcWire vspc;

  /** As the other, with {@link #PING_EVERY}. */
  public Wires(ScheduledExecutorService scheduler) throws IOException {
    this(scheduler, PING_EVERY);
  }

  /** As the other, with {@link HopLimits#STANDARD}. */
  public Wires(ScheduledExecutorService scheduler, Duration pingEvery) throws IOException {
    this(scheduler, pingEvery, HopLimits.STANDARD);
  }

  /**
   * Starts the reader.
   *
   * @param scheduler for time-outs and repetitions; its tasks are short and never block
   * @param pingEvery how often to ask a websocket's far side whether it is still there; one that
   *     leaves two of these unanswered is given up
   * @param hops what hops may cost
   */
  public Wires(ScheduledExecutorService scheduler, Duration pingEvery, HopLimits hops)
      throws IOException {
    this.scheduler = scheduler;
    this.sockets = new SocketDialer(scheduler);
    this.dialer = new HopDialer(sockets, hops, scheduler);
    var websockets = new WebSocketDialer(dialer, scheduler);
    this.websocket = new WebSocketWire(websockets, scheduler, pingEvery);
    this.odorobo = new OdoroboWire(websockets, scheduler, pingEvery);
    this.vspc = new VspcWire(sockets, scheduler);
  }

  /**
   * Connects to a serial port. Blocks, so call it on a virtual thread; never for longer than the
   * budget, and what a hop may take that has to be dialled first.
   *
   * @param sink gets the output, from now on: some of it perhaps before this returns
   * @throws DialException with the reason for a person; then the sink gets nothing
   */
  public Backend open(DialTarget target, OutputSink sink, Duration budget) throws DialException {
    var address = target.address();
    var deadline = Deadline.in(budget.plus(dialer.mayTake(address.transport().via())));
    var breaks =
        target.qmp().map(qmp -> new Qmp(qmp, address.transport().via(), dialer, scheduler));
    return switch (address.protocol()) {
      case Protocol.Raw() -> raw(address.transport(), breaks, sink, deadline);
      case Protocol.WebSocket protocol -> websocket.open(address, protocol, breaks, sink, deadline);
      case Protocol.Odorobo agent -> odorobo.open(address, agent, sink, deadline);
      case Protocol.Vspc() -> vspc.open(address.transport().to(), sink);
    };
  }

  /** The wire on which hosts call us. */
  public VspcWire vspc() {
    return vspc;
  }

  private Backend raw(Transport to, Optional<Qmp> breaks, OutputSink sink, Deadline deadline)
      throws DialException {
    var habits = RawBackend.Habits.of(false, breaks);
    var backend = new RawBackend(link(to, deadline), sink, habits, scheduler);
    backend.open(NOTHING);
    return backend;
  }

  private Link link(Transport to, Deadline deadline) throws DialException {
    var stream = dialer.connect(to, deadline);
    try {
      return stream.link();
    } catch (IOException e) {
      throw new DialException(
          Reason.of(Reason.Kind.ENDED, "the connection broke while it was made"), e);
    }
  }

  /** Runs what it is given on the reader's thread, before any further read: short tasks. */
  public Executor reader() {
    return sockets.reader();
  }

  /** The hops through which some of it goes. */
  public HopDialer hops() {
    return dialer;
  }

  /** Ends what the reader reads, and the reader. Close the backends before. */
  @Override
  public void close() {
    vspc.close();
    dialer.close();
    sockets.close();
  }
}
