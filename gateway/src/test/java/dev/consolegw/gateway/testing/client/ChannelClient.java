package dev.consolegw.gateway.testing.client;

import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.console.ViewerSink;
import dev.consolegw.gateway.front.ChannelHandler;
import dev.consolegw.gateway.front.ChannelWriter;
import dev.consolegw.gateway.front.ClientChannel;
import dev.consolegw.gateway.front.Request;
import dev.consolegw.gateway.testing.TypedBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * A client and its channel in one, without any protocol between: what a front is to the gateway. It
 * has a window, as every client does, and may send before it is served.
 */
public final class ChannelClient implements ClientChannel, ChannelWriter {
  private final Caller caller;
  private final Request request;
  private final TypedBytes out = new TypedBytes();
  private final TypedBytes beside = new TypedBytes();
  private final ByteArrayOutputStream early = new ByteArrayOutputStream();
  private final CompletableFuture<Integer> status = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private ChannelHandler handler = ChannelHandler.NONE;
  private boolean held = true;
  private boolean earlyEnd;
  private int window = 1 << 20;
  private long taken;

  public ChannelClient(Caller caller, Request request) {
    this.caller = caller;
    this.request = request;
  }

  // --- the client -------------------------------------------------------------------------------

  /** Types. */
  public ChannelClient type(String text) {
    var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    ChannelHandler now;
    synchronized (this) {
      if (held) {
        early.writeBytes(bytes);
        return this;
      }
      now = handler;
    }
    now.data(ByteBuffer.wrap(bytes));
    return this;
  }

  public void resize(int columns, int rows) {
    current().resized(new ConsoleInput.WindowChange(columns, rows, 0, 0));
  }

  public void sendBreak() {
    current().broke(Duration.ofMillis(250));
  }

  public void endInput() {
    synchronized (this) {
      earlyEnd = true;
      if (held) {
        return;
      }
    }
    current().endOfInput();
  }

  /** Hangs up. */
  public void leave() {
    if (closed.complete(null)) {
      current().gone();
    }
  }

  /** From now on takes so many bytes more and no others. */
  public synchronized void window(int bytes) {
    window = bytes;
  }

  /** Takes so many bytes more. */
  public void takeMore(int bytes) {
    synchronized (this) {
      window += bytes;
    }
    current().room();
  }

  /** What came on the way of output. */
  public TypedBytes shown() {
    return out;
  }

  /** What came beside it. */
  public TypedBytes notices() {
    return beside;
  }

  /** The exit status; waits for the end. */
  public int exitCode() {
    closed.orTimeout(TypedBytes.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    return status.getNow(-1);
  }

  /** How many typed bytes the gateway has done with. */
  public synchronized long taken() {
    return taken;
  }

  private synchronized ChannelHandler current() {
    return handler;
  }

  // --- its channel ------------------------------------------------------------------------------

  @Override
  public Caller caller() {
    return caller;
  }

  @Override
  public Request request() {
    return request;
  }

  @Override
  public ChannelWriter out() {
    return this;
  }

  @Override
  public void begin(ChannelHandler what) {
    synchronized (this) {
      if (early.size() > 0) {
        what.data(ByteBuffer.wrap(early.toByteArray()));
      }
      early.reset();
      handler = what;
      held = false;
      if (earlyEnd) {
        what.endOfInput();
      }
      if (closed.isDone()) {
        what.gone();
      }
    }
    what.room();
  }

  @Override
  public synchronized void holdForNext() {
    held = true;
  }

  @Override
  public synchronized void taken(int bytes) {
    taken += bytes;
  }

  @Override
  public Duration silentFor() {
    return Duration.ZERO;
  }

  @Override
  public void say(int code) {
    status.complete(code);
  }

  @Override
  public void sayKilled(String signal) {
    status.complete(-1);
  }

  @Override
  public void end(int code) {
    status.complete(code);
    leave();
  }

  @Override
  public void abort() {
    leave();
  }

  @Override
  public CompletionStage<Void> closed() {
    return closed;
  }

  // --- its way out ------------------------------------------------------------------------------

  @Override
  public synchronized int room() {
    return Math.min(window, 32 * 1024);
  }

  @Override
  public <R> Optional<R> write(int size, ViewerSink.Source<R> source) throws IOException {
    if (!reserve(size)) {
      return Optional.empty();
    }
    var packet = ByteBuffer.allocate(size);
    var said = source.fill(packet);
    synchronized (this) {
      window += packet.remaining();
    }
    out.add(packet.array(), 0, packet.position());
    return Optional.of(said);
  }

  @Override
  public boolean writeBeside(ByteBuffer text) throws IOException {
    int count = text.remaining();
    if (!reserve(count)) {
      return false;
    }
    var bytes = new byte[count];
    text.get(bytes);
    beside.add(bytes, 0, count);
    return true;
  }

  private boolean reserve(int count) throws IOException {
    if (closed.isDone()) {
      throw new IOException("the client is gone");
    }
    synchronized (this) {
      if (count > window) {
        return false;
      }
      window -= count;
      return true;
    }
  }
}
