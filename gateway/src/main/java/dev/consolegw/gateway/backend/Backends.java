package dev.consolegw.gateway.backend;

import dev.consolegw.gateway.backend.link.Deadline;
import dev.consolegw.gateway.backend.link.Link;
import dev.consolegw.gateway.backend.link.LinkLoop;
import dev.consolegw.gateway.backend.link.SlowCalls;
import dev.consolegw.gateway.backend.link.Sockets;
import dev.consolegw.gateway.backend.link.Tls;
import dev.consolegw.gateway.backend.link.UnixNames;
import dev.consolegw.gateway.backend.odorobo.OdoroboWire;
import dev.consolegw.gateway.backend.websocket.WebSocketLink;
import dev.consolegw.gateway.backend.websocket.WebSocketWire;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;

/** Opens serial lines over every wire. Made once; owns the thread that reads them. */
public final class Backends implements Closeable {
  /** How often a websocket's far side is asked whether it is still there. */
  public static final Duration PING_EVERY = Duration.ofSeconds(20);

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private final ScheduledExecutorService scheduler;
  private final SlowCalls slow;
  private final Sockets sockets;
  private final UnixNames unixNames;
  private final LinkLoop loop;
  private final WebSocketWire websockets;
  private final OdoroboWire odorobo;

  /** As the other, with {@link #PING_EVERY}. */
  public Backends(ScheduledExecutorService scheduler) throws IOException {
    this(scheduler, PING_EVERY);
  }

  /**
   * Starts the reader.
   *
   * @param scheduler for time-outs and repetitions; its tasks are short and never block
   * @param pingEvery how often to ask a websocket's far side whether it is still there; one that
   *     leaves two of these unanswered is given up
   */
  public Backends(ScheduledExecutorService scheduler, Duration pingEvery) throws IOException {
    this.scheduler = scheduler;
    this.slow = new SlowCalls();
    this.sockets = new Sockets(slow);
    this.unixNames = new UnixNames(slow, scheduler);
    this.loop = new LinkLoop(scheduler);
    this.websockets =
        new WebSocketWire(
            new WebSocketWire.Means(sockets, new Tls(slow), loop, scheduler, pingEvery));
    this.odorobo = new OdoroboWire(websockets, scheduler, pingEvery);
  }

  /**
   * Connects to a serial port. Blocks, so call it on a virtual thread; never for longer than the
   * budget.
   *
   * @param sink gets the output, from now on: some of it perhaps before this returns
   * @throws DialException with the reason for a person; then the sink gets nothing
   */
  public Backend open(Line line, OutputSink sink, Duration budget) throws DialException {
    var deadline = Deadline.in(budget);
    return switch (line.address()) {
      case ConsoleAddress.Unix(var path) -> plain(Opened.of(link(sockets.unix(path))), line, sink);
      case ConsoleAddress.UnixAbstract(var name) ->
          plain(Opened.of(unixNames.connect(name, deadline)), line, sink);
      case ConsoleAddress.Tcp(var host, var port) ->
          plain(Opened.of(link(sockets.tcp(host, port, deadline))), line, sink);
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
  private Backend plain(Opened opened, Line line, OutputSink sink) {
    var breaks = line.qmp().map(address -> new Qmp(address, sockets, scheduler));
    var habits = new PlainBackend.Habits(opened.mayBeQueued(), breaks);
    var backend = new PlainBackend(opened.link(), sink, habits, scheduler);
    opened.link().open(backend, opened.early());
    return backend;
  }

  /** The same behind a proxy that welcomes everybody; until it has one, an end is no news. */
  private Backend proven(
      Opened opened, WebSocketLink link, Line line, OutputSink sink, Deadline deadline)
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
