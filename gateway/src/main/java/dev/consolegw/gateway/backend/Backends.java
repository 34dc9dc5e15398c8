package dev.consolegw.gateway.backend;

import dev.consolegw.gateway.backend.link.AbstractNames;
import dev.consolegw.gateway.backend.link.Deadline;
import dev.consolegw.gateway.backend.link.Link;
import dev.consolegw.gateway.backend.link.LinkLoop;
import dev.consolegw.gateway.backend.link.SlowCalls;
import dev.consolegw.gateway.backend.link.Sockets;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;

/** Opens serial lines over every wire. Made once; owns the thread that reads them. */
public final class Backends implements Closeable {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private final ScheduledExecutorService scheduler;
  private final SlowCalls slow;
  private final Sockets sockets;
  private final AbstractNames abstractNames;
  private final LinkLoop loop;

  /**
   * Starts the reader.
   *
   * @param scheduler for time-outs and repetitions; its tasks are short and never block
   */
  public Backends(ScheduledExecutorService scheduler) throws IOException {
    this.scheduler = scheduler;
    this.slow = new SlowCalls();
    this.sockets = new Sockets(slow);
    this.abstractNames = new AbstractNames(slow, scheduler);
    this.loop = new LinkLoop(scheduler);
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
      case ConsoleAddress.Unix(var path) -> plain(link(sockets.unix(path)), line, sink, false);
      case ConsoleAddress.UnixAbstract(var name) ->
          plain(abstractNames.connect(name, deadline), line, sink, false);
      case ConsoleAddress.Tcp(var host, var port) ->
          plain(link(sockets.tcp(host, port, deadline)), line, sink, false);
      case ConsoleAddress.WebSocket _, ConsoleAddress.Odorobo _ ->
          throw new DialException(Reason.of(Reason.Kind.REFUSED, "not yet"));
    };
  }

  private Backend plain(Link link, Line line, OutputSink sink, boolean mayBeQueued) {
    var breaks = line.qmp().map(address -> new Qmp(address, sockets, scheduler));
    var backend =
        new PlainBackend(link, sink, new PlainBackend.Habits(mayBeQueued, breaks), scheduler);
    link.open(backend, NOTHING);
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
