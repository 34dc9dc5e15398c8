package dev.consolegw.gateway.wire.odorobo;

import dev.consolegw.gateway.backend.Backend;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.backend.ConsoleOutput;
import dev.consolegw.gateway.backend.OutputSink;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.backend.SendResult;
import dev.consolegw.gateway.net.Link;
import dev.consolegw.gateway.net.websocket.WebSocketLink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ScheduledExecutorService;

/** One console of an Odorobo agent. Called back on the link's thread. */
final class OdoroboBackend implements Backend, Link.Listener {
  private static final Reason CLOSED_BY_US =
      Reason.of(Reason.Kind.LOCAL, "the gateway closed the connection");

  private final WebSocketLink link;
  private final OutputSink sink;
  private final Resizes resizes;

  OdoroboBackend(WebSocketLink link, OutputSink sink, ScheduledExecutorService scheduler) {
    this.link = link;
    this.sink = sink;
    this.resizes = new Resizes(link, scheduler);
  }

  @Override
  public SendResult send(ConsoleInput input) throws IOException {
    return switch (input) {
      case ConsoleInput.Keys(var bytes) ->
          !bytes.hasRemaining() || link.write(bytes) ? SendResult.DONE : SendResult.HELD;
      case ConsoleInput.Break _ -> SendResult.UNSUPPORTED;
      case ConsoleInput.WindowChange size -> {
        resizes.offer(size);
        yield SendResult.DONE;
      }
      case ConsoleInput.Reset() ->
          link.writeText(Control.resetSession()) ? SendResult.DONE : SendResult.HELD;
    };
  }

  @Override
  public void pause() {
    link.pause();
  }

  @Override
  public void resume() {
    link.resume();
  }

  @Override
  public boolean mayBeQueued() {
    return false;
  }

  @Override
  public void close() {
    link.close(CLOSED_BY_US);
  }

  @Override
  public void received(ByteBuffer bytes) {
    sink.accept(new ConsoleOutput.Bytes(bytes));
  }

  @Override
  public void drained() {
    sink.accept(new ConsoleOutput.Released());
  }

  @Override
  public void ended(Reason why) {
    resizes.stop();
    sink.accept(new ConsoleOutput.Closed(why));
  }
}
