package dev.consolegw.gateway.wire.link;

import dev.consolegw.gateway.backend.Backend;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.backend.ConsoleOutput;
import dev.consolegw.gateway.backend.OutputSink;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.backend.SendResult;
import dev.consolegw.gateway.net.Link;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A backend on a link: all that does not depend on the protocol, which is how it is held back, how
 * it ends, and that what the link receives is output. A wire says in {@link #send} what each {@link
 * ConsoleInput} means on it; what it has to decode goes into a link of its own below, as the
 * websocket's does. Called back on the link's thread; the rest may be called from any.
 */
public abstract class LinkBackend implements Backend {
  private static final Reason CLOSED_BY_US =
      Reason.of(Reason.Kind.LOCAL, "the gateway closed the connection");

  private final Link link;
  private final OutputSink sink;

  /** A backend that says nothing before {@link #open}. */
  protected LinkBackend(Link link, OutputSink sink) {
    this.link = link;
    this.sink = sink;
  }

  /**
   * Starts reading. Called once.
   *
   * @param early what was read already, while dialling
   */
  public final void open(ByteBuffer early) {
    link.open(new Incoming(), early);
  }

  /** Sends bytes as they are. */
  protected final SendResult write(ByteBuffer bytes) throws IOException {
    return !bytes.hasRemaining() || link.write(bytes) ? SendResult.DONE : SendResult.HELD;
  }

  /** Tells the sink; only on the link's thread. */
  protected final void tell(ConsoleOutput output) {
    sink.accept(output);
  }

  /**
   * Whether an input is under way that takes several writes: then what drains is a part of it, and
   * the wire itself tells of its {@link ConsoleOutput.Released}.
   */
  protected boolean isSending() {
    return false;
  }

  /**
   * Output has come, which is told next; its bytes are not to be read off. On the link's thread.
   */
  protected void heard(ByteBuffer bytes) {}

  /** The connection has ended; {@link ConsoleOutput.Closed} comes next. On the link's thread. */
  protected void ended() {}

  @Override
  public final void pause() {
    link.pause();
  }

  @Override
  public final void resume() {
    link.resume();
  }

  @Override
  public final void close() {
    link.close(CLOSED_BY_US);
  }

  private final class Incoming implements Link.Listener {
    @Override
    public void received(ByteBuffer bytes) {
      heard(bytes);
      sink.accept(new ConsoleOutput.Bytes(bytes));
    }

    @Override
    public void drained() {
      if (!isSending()) {
        sink.accept(new ConsoleOutput.Released());
      }
    }

    @Override
    public void ended(Reason why) {
      LinkBackend.this.ended();
      sink.accept(new ConsoleOutput.Closed(why));
    }
  }
}
