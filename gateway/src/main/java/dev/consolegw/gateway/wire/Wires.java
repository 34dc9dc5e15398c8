package dev.consolegw.gateway.wire;

import dev.consolegw.gateway.backend.Backend;
import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.backend.ConsoleOutput;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.DialTarget;
import dev.consolegw.gateway.backend.OutputSink;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.net.AbstractUnixSockets;
import dev.consolegw.gateway.net.BlockingCalls;
import dev.consolegw.gateway.net.Deadline;
import dev.consolegw.gateway.net.Link;
import dev.consolegw.gateway.net.SelectorLoop;
import dev.consolegw.gateway.net.SocketDialer;
import dev.consolegw.gateway.net.Tls;
import dev.consolegw.gateway.net.websocket.WebSocketDialer;
import dev.consolegw.gateway.net.websocket.WebSocketLink;
import dev.consolegw.gateway.wire.odorobo.OdoroboWire;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;

/** Opens serial lines over every wire. Made once; owns the thread that reads them. */
public final class Wires implements Closeable {
  /** How often a websocket's far side is asked whether it is still there. */
  public static final Duration PING_EVERY = Duration.ofSeconds(20);

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private final ScheduledExecutorService scheduler;
  private final BlockingCalls slow;
  private final SocketDialer dialer;
  private final AbstractUnixSockets unixNames;
  private final SelectorLoop loop;
  private final WebSocketDialer websockets;
  private final OdoroboWire odorobo;

  /** As the other, with {@link #PING_EVERY}. */
  public Wires(ScheduledExecutorService scheduler) throws IOException {
    this(scheduler, PING_EVERY);
  }

  /**
   * Starts the reader.
   *
   * @param scheduler for time-outs and repetitions; its tasks are short and never block
   * @param pingEvery how often to ask a websocket's far side whether it is still there; one that
   *     leaves two of these unanswered is given up
   */
  public Wires(ScheduledExecutorService scheduler, Duration pingEvery) throws IOException {
    this.scheduler = scheduler;
    this.slow = new BlockingCalls();
    this.dialer = new SocketDialer(slow);
    this.unixNames = new AbstractUnixSockets(slow, scheduler);
    this.loop = new SelectorLoop(scheduler);
    this.websockets =
        new WebSocketDialer(
            new WebSocketDialer.Means(dialer, new Tls(slow), loop, scheduler, pingEvery));
    this.odorobo = new OdoroboWire(websockets, scheduler, pingEvery);
  }

  /**
   * Connects to a serial port. Blocks, so call it on a virtual thread; never for longer than the
   * budget.
   *
   * @param sink gets the output, from now on: some of it perhaps before this returns
   * @throws DialException with the reason for a person; then the sink gets nothing
   */
  public Backend open(DialTarget line, OutputSink sink, Duration budget) throws DialException {
    var deadline = Deadline.in(budget);
    return switch (line.address()) {
      case ConsoleAddress.Unix(var path) -> plain(Opened.of(link(dialer.unix(path))), line, sink);
      case ConsoleAddress.UnixAbstract(var name) ->
          plain(Opened.of(unixNames.connect(name, deadline)), line, sink);
      case ConsoleAddress.Tcp(var host, var port) ->
          plain(Opened.of(link(dialer.tcp(host, port, deadline))), line, sink);
      case ConsoleAddress.WebSocket address -> {
        var dialled = websockets.dial(address, deadline);
        var link = new Opened(dialled.link(), dialled.early(), dialled.mayBeQueued());
        yield line.cut().isEmpty()
            ? plain(link, line, sink)
            : proven(link, dialled.link(), line, sink, deadline);
      }
      case ConsoleAddress.Odorobo address -> odorobo.open(address, sink, deadline);
    };
  }

  /** A link that has been dialled, its first bytes, and {@link Backend#mayBeQueued}. */
  private record Opened(Link link, ByteBuffer early, boolean mayBeQueued) {
    static Opened of(Link link) {
      return new Opened(link, NOTHING, false);
    }
  }

  /** A wire that carries bytes only. */
  private Backend plain(Opened opened, DialTarget line, OutputSink sink) {
    var breaks = line.qmp().map(address -> new Qmp(address, dialer, scheduler));
    var habits = new RawBackend.Habits(opened.mayBeQueued(), breaks);
    var backend = new RawBackend(opened.link(), sink, habits, scheduler);
    backend.open(opened.early());
    return backend;
  }

  /** The same behind a proxy that welcomes everybody; until it has one, an end is no news. */
  private Backend proven(
      Opened opened, WebSocketLink link, DialTarget line, OutputSink sink, Deadline deadline)
      throws DialException {
    OutputSink knowing =
        output -> {
          if (!(output instanceof ConsoleOutput.Closed) || link.isProven()) {
            sink.accept(output);
          }
        };
    var backend = plain(opened, line, knowing);
    try {
      link.prove(line.cut().orElseThrow(), deadline);
    } catch (DialException failure) {
      backend.close();
      throw failure;
    }
    return backend;
  }

  private Link link(SocketChannel channel) throws DialException {
    try {
      return loop.link(channel);
    } catch (IOException e) {
      throw new DialException(
          Reason.of(Reason.Kind.ENDED, "the connection broke while it was made"), e);
    }
  }

  /** Ends what the reader reads, and the reader. Close the backends before. */
  @Override
  public void close() {
    loop.close();
    slow.close();
  }
}
