package dev.consolegw.gateway.front.link;

import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.front.ChannelHandler;
import dev.consolegw.gateway.front.ChannelWriter;
import dev.consolegw.gateway.front.ClientChannel;
import dev.consolegw.gateway.front.Request;
import dev.consolegw.gateway.session.SessionEnd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The client at the other end of a link as a channel, the only one of its connection. What comes is
 * handed on by the link's thread; the rest may be called by any. The lock guards whose the channel
 * is, and is held while what came early is handed over.
 */
public final class LinkChannel implements ClientChannel {
  private static final Reason OVER = Reason.of(Reason.Kind.LOCAL, "its session has ended");

  private final Caller caller;
  private final Request request;
  private final LinkWriter out;
  private final UnreadInput input;
  private final Client client;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final ChannelHandler.Early early = new ChannelHandler.Early(); // guarded by lock
  private ConsoleInput.@Nullable WindowChange size; // the same
  private volatile @Nullable ChannelHandler handler; // changed with the lock

  /** What a protocol has for the ends of its sessions. */
  public interface Client {
    /** As {@link ClientChannel#explains}. */
    default boolean explains(SessionEnd why) {
      return false;
    }

    /** Its session is over: it is told the exit status, where there is a word for that. */
    default void over(int status) {}

    /** As {@link ClientChannel#begun}. */
    default void begun() {}

    /** As {@link ClientChannel#connected}. */
    default void connected(boolean now) {}

    /** As {@link ClientChannel#place}; on the thread that writes the output. */
    default void place(long offset, long live) throws IOException {}

    /** As {@link ClientChannel#countsBytes}. */
    default boolean countsBytes() {
      return false;
    }

    /** For how long it has answered nothing; zero where it is asked nothing. */
    Duration silentFor();
  }

  /**
   * One that nothing is received on before it is {@link #begin begun}.
   *
   * @param input what has come and is not taken yet
   */
  public LinkChannel(
      Caller caller, Request request, LinkWriter out, UnreadInput input, Client client) {
    this.caller = caller;
    this.request = request;
    this.out = out;
    this.input = input;
    this.client = client;
    out.whenRoom(() -> current().room());
  }

  // --- the client's side, on the link's thread --------------------------------------------------

  /** The client has typed; the bytes are only valid during the call. */
  public void received(ByteBuffer bytes) {
    input.came(bytes.remaining());
    hearing(() -> early.add(bytes)).data(bytes);
  }

  /** The client has asked for a break. */
  public void broke() {
    done(handler -> handler.broke(Duration.ZERO));
  }

  /** The client's terminal has this size; only the newest counts. */
  public void resized(ConsoleInput.WindowChange to) {
    hearing(() -> size = to).resized(to);
  }

  /** The client has done something else. */
  public void done(Consumer<ChannelHandler> deed) {
    deed.accept(hearing(() -> early.add(deed)));
  }

  /** Whoever hears the client; while nobody does, what it says is kept. */
  private ChannelHandler hearing(Runnable keep) {
    lock.lock();
    try {
      if (handler == null) {
        keep.run();
      }
      return current();
    } finally {
      lock.unlock();
    }
  }

  /** Whoever hears the client now. */
  public ChannelHandler current() {
    return Objects.requireNonNullElse(handler, ChannelHandler.NONE);
  }

  /** The connection is gone. */
  public void gone() {
    closed.complete(null);
    ChannelHandler now;
    lock.lock();
    try {
      now = current();
    } finally {
      lock.unlock();
    }
    now.gone();
    input.close();
  }

  // --- the session's side -----------------------------------------------------------------------

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
    return out;
  }

  @Override
  public void begin(ChannelHandler next) {
    lock.lock();
    try {
      if (size != null) {
        next.resized(size);
        size = null;
      }
      early.handTo(next);
      handler = next;
      if (closed.isDone()) {
        next.gone();
      }
    } finally {
      lock.unlock();
    }
    next.room();
  }

  @Override
  public void holdForNext() {
    lock.lock();
    try {
      handler = null;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void taken(int bytes) {
    input.taken(bytes);
  }

  @Override
  public Duration silentFor() {
    return client.silentFor();
  }

  @Override
  public void begun() {
    client.begun();
  }

  @Override
  public void connected(boolean now) {
    client.connected(now);
  }

  @Override
  public void place(long offset, long live) throws IOException {
    client.place(offset, live);
  }

  @Override
  public boolean countsBytes() {
    return client.countsBytes();
  }

  @Override
  public boolean explains(SessionEnd why) {
    return client.explains(why);
  }

  /** With the end, which may have more to say. */
  @Override
  public void say(int status) {}

  @Override
  public void sayKilled(String signal) {
    // A console is ended by nothing that has a signal.
  }

  @Override
  public void end(int status) {
    client.over(status);
    out.end(OVER);
  }

  @Override
  public void abort() {
    out.end(OVER);
  }

  @Override
  public CompletionStage<Void> closed() {
    return closed;
  }
}
