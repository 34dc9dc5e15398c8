package dev.consolegw.gateway.net.websocket;

import static java.util.Objects.requireNonNull;

import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.backend.Reason.Kind;
import dev.consolegw.gateway.net.Deadline;
import dev.consolegw.gateway.net.Link;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.java_websocket.drafts.Draft;
import org.java_websocket.exceptions.InvalidDataException;
import org.java_websocket.framing.CloseFrame;
import org.jspecify.annotations.Nullable;

/**
 * A websocket as a link: what is written becomes one binary frame, handed to the link below whole,
 * so that no frame is ever left half sent (a QEMU chardev would hang for good). Called back on the
 * thread of the link below.
 */
public final class WebSocketLink implements Link {
  private static final int PINGS_WITHOUT_ANSWER = 2;

  /** Turns that frames get which still wait when the line ends: a guest's last words. */
  private static final int LAST_TURNS = 64;

  /**
   * What differs between the wires that use websockets.
   *
   * @param text gets the text messages
   * @param textIsOutput whether they are output besides, like the binary ones
   * @param cutAtOnce the reason for an end without a close frame before anything was received
   * @param pingEvery how often to ask whether the far side is still there
   */
  public record Manner(
      Consumer<String> text, boolean textIsOutput, Reason cutAtOnce, Duration pingEvery) {}

  private final Link below;
  private final Frames frames;
  private final Manner manner;
  private final ScheduledExecutorService scheduler;
  private final AtomicReference<@Nullable Reason> end = new AtomicReference<>();
  private final AtomicInteger unanswered = new AtomicInteger();
  private volatile long heardAt = System.nanoTime();

  /** Guards what the next two say together. */
  private final ReentrantLock flow = new ReentrantLock();

  private volatile boolean paused; // by whoever listens
  private volatile boolean behind; // there is a rest

  /** Nothing at the first sign of a console behind; the reason when it ended before. */
  private final CompletableFuture<Optional<Reason>> sign = new CompletableFuture<>();

  // The reader's thread only, once open.
  private @Nullable Listener listener;
  private @Nullable ScheduledFuture<?> pings;
  private boolean heard;
  private @Nullable ByteBuffer latePong;
  private @Nullable ByteBuffer rest; // has been read and waits for its turn

  /** One of a client. */
  WebSocketLink(Link below, Draft draft, Manner manner, ScheduledExecutorService scheduler) {
    this(below, messages -> new ClientFrames(draft, messages), manner, scheduler);
  }

  /** One of the end that these frames are of. */
  WebSocketLink(
      Link below,
      Function<Frames.Messages, Frames> frames,
      Manner manner,
      ScheduledExecutorService scheduler) {
    this.below = below;
    this.frames = frames.apply(new Incoming());
    this.manner = manner;
    this.scheduler = scheduler;
  }

  @Override
  public void open(Listener to, ByteBuffer early) {
    listener = to;
    heardAt = System.nanoTime();
    long every = manner.pingEvery().toMillis();
    pings = scheduler.scheduleWithFixedDelay(this::ping, every, every, TimeUnit.MILLISECONDS);
    below.open(new Below(), early);
  }

  /**
   * Asks whether there is anybody behind the proxy: it reads our ping only when it has a console.
   * Once open; blocks until an answer, or output.
   *
   * @param cut the reason when it closes without a word
   * @throws DialException when it ends before, or the time is over
   */
  public void prove(Reason cut, Deadline deadline) throws DialException {
    writeQuietly(frames.ping());
    try {
      var ended = sign.get(deadline.millisLeft(), TimeUnit.MILLISECONDS);
      if (ended.isPresent()) {
        throw new DialException(ended.get().equals(manner.cutAtOnce()) ? cut : ended.get());
      }
    } catch (TimeoutException _) {
      throw new DialException(Reason.of(Kind.UNREACHABLE, "the proxy does not reach the console"));
    } catch (InterruptedException | ExecutionException e) {
      Thread.currentThread().interrupt();
      throw new DialException(Reason.of(Kind.LOCAL, "the gateway is stopping"), e);
    }
  }

  /** Whether there has been a sign of a console behind it. */
  public boolean isProven() {
    return sign.getNow(Optional.empty()).isEmpty() && sign.isDone();
  }

  /** On the scheduler's thread. */
  private void ping() {
    if (paused || behind) {
      // Answers cannot arrive while nobody reads.
      unanswered.set(0);
      return;
    }
    if (unanswered.getAndIncrement() >= PINGS_WITHOUT_ANSWER) {
      giveUp(Reason.of(Kind.ENDED, "the far side no longer answers"), CloseFrame.NORMAL);
    } else if (!below.holds()) {
      writeQuietly(frames.ping());
    }
  }

  @Override
  public boolean write(ByteBuffer bytes) throws IOException {
    return writeFrame(frames.binary(bytes));
  }

  /** For how long the far side has said nothing, not even that it is there. */
  public Duration silentFor() {
    return Duration.ofNanos(System.nanoTime() - heardAt);
  }

  /** As {@link #write}, as one text message. */
  public boolean writeText(String text) throws IOException {
    return writeFrame(frames.text(text));
  }

  private boolean writeFrame(ByteBuffer frame) throws IOException {
    var why = end.get();
    if (why != null) {
      throw new IOException("the connection has ended: " + why.text());
    }
    return below.write(frame);
  }

  private void writeQuietly(ByteBuffer frame) {
    try {
      below.write(frame);
    } catch (IOException e) {
      // The link has ended; the listener hears why.
    }
  }

  @Override
  public boolean holds() {
    return below.holds();
  }

  @Override
  public void pause() {
    flow(() -> paused = true);
  }

  @Override
  public void resume() {
    unanswered.set(0);
    flow(() -> paused = false);
  }

  private void flow(Runnable change) {
    flow.lock();
    try {
      change.run();
      if ((paused || behind) && end.get() == null) {
        below.pause();
      } else {
        below.resume();
      }
    } finally {
      flow.unlock();
    }
  }

  @Override
  public void post(Runnable task) {
    below.post(task);
  }

  /** Says goodbye (RFC 6455, section 7.1.1), waits a little for the answer and ends the link. */
  @Override
  public void close(Reason why) {
    if (end.compareAndSet(null, why)) {
      below.resume(); // to read the answer
      writeQuietly(frames.close(CloseFrame.NORMAL, ""));
      var _ = scheduler.schedule(() -> below.close(why), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void giveUp(Reason why, int code) {
    if (end.compareAndSet(null, why)) {
      writeQuietly(frames.close(code, ""));
      below.close(why);
    }
  }

  /** Messages of the far side, on the reader's thread. */
  private final class Incoming implements Frames.Messages {
    @Override
    public void binary(ByteBuffer bytes) {
      if (end.get() == null && bytes.hasRemaining()) {
        sign.complete(Optional.empty());
        requireNonNull(listener).received(bytes);
      }
    }

    @Override
    public void text(String text) {
      if (end.get() == null) {
        manner.text().accept(text);
        if (manner.textIsOutput()) {
          binary(StandardCharsets.UTF_8.encode(text));
        }
      }
    }

    @Override
    public void ping(ByteBuffer pong) {
      // Only the newest ping needs an answer (RFC 6455, section 5.5.3).
      if (below.holds()) {
        latePong = pong;
      } else {
        writeQuietly(pong);
      }
    }

    @Override
    public void pong() {
      sign.complete(Optional.empty());
    }

    @Override
    public void closed(int code, String reason) {
      var why = end.get();
      if (why != null) {
        below.close(why); // the answer to our goodbye
      } else {
        giveUp(CloseWords.of(code, reason), CloseFrame.NORMAL);
      }
    }
  }

  /** News of the link below, on the reader's thread. */
  private final class Below implements Listener {
    @Override
    public void received(ByteBuffer bytes) {
      heard = true;
      heardAt = System.nanoTime();
      unanswered.set(0);
      var waiting = rest;
      if (waiting != null) {
        if (end.get() == null) {
          rest = joined(waiting, bytes); // the link below has little more to say
        }
        return;
      }
      read(bytes);
      if (bytes.hasRemaining() && end.get() == null) {
        rest = joined(bytes, ByteBuffer.allocate(0));
        flow(() -> behind = true);
        readOnLater();
      }
    }

    private static ByteBuffer joined(ByteBuffer first, ByteBuffer then) {
      return ByteBuffer.allocate(first.remaining() + then.remaining()).put(first).put(then).flip();
    }

    private void readOnLater() {
      var _ =
          scheduler.schedule(
              () -> below.post(this::readOn), frames.pause().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The next turn of what waits; between two of them the others of the reader have theirs. */
    private void readOn() {
      var waiting = rest;
      if (waiting == null) {
        return;
      }
      read(waiting);
      if (waiting.hasRemaining() && end.get() == null) {
        readOnLater();
      } else {
        rest = null;
        flow(() -> behind = false);
      }
    }

    private void read(ByteBuffer bytes) {
      try {
        frames.read(bytes);
      } catch (InvalidDataException e) {
        giveUp(
            Reason.of(Kind.PROTOCOL, "the far side broke the websocket protocol: " + words(e)),
            e.getCloseCode());
      }
    }

    private static String words(InvalidDataException e) {
      return e.getMessage() == null ? "error " + e.getCloseCode() : e.getMessage();
    }

    @Override
    public void drained() {
      var pong = latePong;
      latePong = null;
      if (pong != null) {
        writeQuietly(pong);
      }
      if (end.get() == null) {
        requireNonNull(listener).drained();
      }
    }

    @Override
    public void ended(Reason why) {
      requireNonNull(pings).cancel(false);
      var waiting = rest;
      rest = null;
      for (int turns = 0;
          waiting != null && waiting.hasRemaining() && turns < LAST_TURNS;
          turns++) {
        if (end.get() == null) {
          read(waiting);
        }
      }
      end.compareAndSet(null, heard ? why : manner.cutAtOnce());
      var reason = requireNonNull(end.get());
      sign.complete(Optional.of(reason));
      requireNonNull(listener).ended(reason);
    }
  }
}
