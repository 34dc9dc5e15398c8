package dev.consolegw.gateway.web.http;

import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.net.Link;
import dev.consolegw.gateway.net.http.HttpAnswer;
import dev.consolegw.gateway.net.http.HttpRequest;
import dev.consolegw.gateway.ops.SessionRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One client, from its request to its end. It asks once: it is answered and the connection ends, or
 * the connection is a websocket's from then on.
 *
 * <pre>
 *   HEAD ── all of it ──▶ ASKED ── agreed to ──▶ WEBSOCKET
 *     │ 10 s, 16 KiB        │ an answer
 *     └─────────────────────┴──▶ ANSWERED ── it has read that, or 30 s ──▶ the end
 * </pre>
 *
 * <p>It is read, and its answer written, on the link's thread; {@link #answer}, {@link #agree} and
 * what {@link #upgraded} gives are for any.
 */
public final class HttpConnection implements Link.Listener, SessionRegistry.ClientConnection {
  /** So long a client may take for its request. */
  static final Duration ASKING = Duration.ofSeconds(10);

  /** So long it may take to read the answer. */
  static final Duration ANSWERING = Duration.ofSeconds(30);

  /** How much of an answer waits for it here; the rest is where it was made. */
  static final int PIECE = 16 * 1024;

  /**
   * For how long one may hang up that has not said all: else its answer could be lost on the way.
   */
  private static final Duration LINGER = Duration.ofSeconds(1);

  private static final int FIRST = 1024;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();
  private static final Reason ANSWERED = Reason.of(Reason.Kind.LOCAL, "it has its answer");

  private final Link link;
  private final Runnable known;
  private final ScheduledExecutorService timer;
  private final Asked asked;
  private final AtomicReference<State> state = new AtomicReference<>(State.HEAD);
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private volatile Link.@Nullable Listener websocket;

  // The link's thread.
  private byte[] head = new byte[0];
  private int size;
  private boolean withBody = true;
  private boolean saidAll;
  private ByteBuffer[] answer = {};
  private @Nullable Future<?> patience;

  private enum State {
    HEAD,
    ASKED,
    WEBSOCKET,
    ANSWERED
  }

  /** Hears what a client asks. */
  @FunctionalInterface
  public interface Asked {
    /** Answers sooner or later; must not block. On the link's thread. */
    void by(HttpConnection client, HttpRequest request);
  }

  /**
   * One that is not read before {@link #open}.
   *
   * @param known runs when it is known who it is, and when it is gone
   */
  public HttpConnection(Link link, Runnable known, ScheduledExecutorService timer, Asked asked) {
    this.link = link;
    this.known = known;
    this.timer = timer;
    this.asked = asked;
  }

  /** Begins to read. Called once. */
  public void open() {
    patience = after(ASKING, () -> hangUp("it asks for nothing"));
    link.open(this, NOTHING);
  }

  private Future<?> after(Duration time, Runnable what) {
    return timer.schedule(() -> link.post(what), time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void hangUp(String why) {
    if (state.get() != State.ASKED && state.get() != State.WEBSOCKET) {
      link.close(Reason.of(Reason.Kind.PROTOCOL, why));
    }
  }

  /** It is known who it is. */
  public void known() {
    known.run();
  }

  /** Hangs up on one that has not asked for anything yet. Any thread. */
  public void dismiss() {
    if (state.compareAndSet(State.HEAD, State.ANSWERED)) {
      link.close(ANSWERED);
    }
  }

  @Override
  public void received(ByteBuffer bytes) {
    var next = websocket;
    if (next != null) {
      next.received(bytes);
    } else if (state.get() == State.HEAD) {
      read(bytes);
    }
  }

  private void read(ByteBuffer bytes) {
    int from = size;
    int count = Math.min(bytes.remaining(), HttpRequest.LIMIT - size);
    if (size + count > head.length) {
      int room = Math.max(FIRST, 2 * (size + count));
      head = Arrays.copyOf(head, Math.min(HttpRequest.LIMIT, room));
    }
    bytes.get(head, from, count);
    size += count;
    int end = HttpRequest.endOfHead(head, from, size);
    if (end < 0) {
      if (size == HttpRequest.LIMIT) {
        refuse(431, "a request has at most 16 KiB before its body");
      }
      return;
    }
    boolean more = end < size || bytes.hasRemaining();
    var request = HttpRequest.parse(Arrays.copyOf(head, end));
    head = new byte[0];
    if (more || request.isEmpty()) {
      refuse(400, "this is no request that is answered here: HTTP/1.1, one at a time, no body");
    } else if (state.compareAndSet(State.HEAD, State.ASKED)) {
      saidAll = true;
      withBody = !request.get().method().equals("HEAD");
      calm();
      asked.by(this, request.get());
    }
  }

  private void refuse(int status, String sentence) {
    answer(HttpAnswer.of(status, "text/plain; charset=utf-8", sentence + "\n"));
  }

  private void calm() {
    var waits = patience;
    if (waits != null) {
      waits.cancel(false);
    }
  }

  /** Answers, and ends; once, and not behind {@link #agree}. */
  public void answer(HttpAnswer with) {
    var before = state.getAndUpdate(it -> it == State.WEBSOCKET ? it : State.ANSWERED);
    if (before == State.HEAD || before == State.ASKED) {
      link.post(() -> {
        answer = new ByteBuffer[] {with.head(), withBody ? with.body().duplicate() : NOTHING};
        calm();
        patience = after(ANSWERING, () -> hangUp("it does not read its answer"));
        writeOn();
      });
    }
  }

  /** Whether it has got an answer, or is getting it. */
  public boolean isAnswered() {
    return state.get() == State.ANSWERED;
  }

  private void writeOn() {
    try {
      for (var part : answer) {
        while (part.hasRemaining()) {
          if (link.holds()) {
            return; // it drains
          }
          int length = Math.min(part.remaining(), PIECE);
          var piece = part.slice(part.position(), length);
          part.position(part.position() + length);
          boolean _ = link.write(piece);
        }
      }
    } catch (IOException gone) {
      return; // the link's end follows
    }
    if (!link.holds()) {
      answer = new ByteBuffer[0];
      if (saidAll) {
        link.close(ANSWERED);
      } else {
        calm();
        patience = after(LINGER, () -> hangUp("it has its answer"));
      }
    }
  }

  @Override
  public void drained() {
    var next = websocket;
    if (next != null) {
      next.drained();
    } else if (answer.length > 0) {
      writeOn();
    }
  }

  @Override
  public void ended(Reason why) {
    known.run();
    calm();
    closed.complete(null); // before it is looked who hears it: who comes later looks at this
    var next = websocket;
    if (next != null) {
      next.ended(why);
    }
  }

  @Override
  public CompletionStage<Void> closed() {
    return closed;
  }

  /** The link for a websocket, which says nothing before its client was answered that it is one. */
  public Link upgraded() {
    return new Upgraded();
  }

  /**
   * Agrees to a websocket, once, unless it has its answer already.
   *
   * @param open opens it: before the client knows of it, for whoever does may speak at once
   * @return whether it has done so
   */
  public boolean agree(byte[] agreement, Runnable open) throws IOException {
    if (!state.compareAndSet(State.ASKED, State.WEBSOCKET)) {
      return false;
    }
    open.run();
    link.write(ByteBuffer.wrap(agreement));
    return true;
  }

  private final class Upgraded implements Link {
    @Override
    public void open(Listener listener, ByteBuffer early) {
      websocket = listener;
      if (closed.isDone()) {
        listener.ended(ANSWERED);
      }
    }

    @Override
    public boolean write(ByteBuffer bytes) throws IOException {
      if (state.get() == State.WEBSOCKET) {
        return link.write(bytes);
      }
      bytes.position(bytes.limit());
      return true;
    }

    @Override
    public boolean holds() {
      return link.holds();
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
    public void post(Runnable task) {
      link.post(task);
    }

    @Override
    public void close(Reason why) {
      if (state.get() == State.WEBSOCKET) {
        link.close(why);
      }
    }
  }
}
