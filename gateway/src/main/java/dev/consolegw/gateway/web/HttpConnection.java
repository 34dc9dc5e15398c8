package dev.consolegw.gateway.web;

import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.net.Link;
import dev.consolegw.gateway.net.accept.Doorkeeper;
import dev.consolegw.gateway.ops.SessionRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
 *     └─────────────────────┴──▶ ANSWERED, the end
 * </pre>
 *
 * <p>It is read on the link's thread; {@link #answer} and {@link Upgraded} are for any.
 */
final class HttpConnection implements Link.Listener, SessionRegistry.ClientConnection {
  /** So long a client may take for its request. */
  static final Duration ASKING = Duration.ofSeconds(10);

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();
  private static final Reason ANSWERED = Reason.of(Reason.Kind.LOCAL, "it has its answer");

  private final Link link;
  private final Doorkeeper.Visit visit;
  private final ScheduledExecutorService timer;
  private final Asked asked;
  private final AtomicReference<State> state = new AtomicReference<>(State.HEAD);
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private byte[] head = new byte[1024];
  private int size;
  private volatile Link.@Nullable Listener websocket;

  private enum State {
    HEAD,
    ASKED,
    WEBSOCKET,
    ANSWERED
  }

  /** Hears what a client asks. */
  @FunctionalInterface
  interface Asked {
    /** Answers sooner or later; must not block. */
    void by(HttpConnection client, HttpRequest request);
  }

  /**
   * One that is not read before {@link #open}.
   *
   * @param visit is over when it is known who it is, or it is gone
   */
  HttpConnection(
      Link link, Doorkeeper.Visit visit, ScheduledExecutorService timer, Asked asked) {
    this.link = link;
    this.visit = visit;
    this.timer = timer;
    this.asked = asked;
  }

  void open() {
    link.open(this, NOTHING);
    Runnable late =
        () -> {
          if (state.get() == State.HEAD) {
            link.close(Reason.of(Reason.Kind.PROTOCOL, "it asks for nothing"));
          }
        };
    var _ = timer.schedule(() -> link.post(late), ASKING.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** It is known who it is. */
  void known() {
    visit.end();
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
      head = Arrays.copyOf(head, Math.min(HttpRequest.LIMIT, 2 * (size + count)));
    }
    bytes.get(head, from, count);
    size += count;
    int end = HttpRequest.endOfHead(head, size);
    if (end < 0) {
      if (size == HttpRequest.LIMIT) {
        answer(new HttpAnswer(431, "a request has at most 16 KiB"));
      }
      return;
    }
    state.set(State.ASKED);
    var request = HttpRequest.parse(Arrays.copyOf(head, end));
    head = new byte[0];
    if (end < size || request.isEmpty()) {
      answer(new HttpAnswer(400, "this is no request that a gateway for consoles can answer"));
    } else {
      asked.by(this, request.get());
    }
  }

  /** Says that it gets no websocket, and ends it; once. */
  void answer(HttpAnswer answer) {
    var before = state.getAndUpdate(it -> it == State.WEBSOCKET ? it : State.ANSWERED);
    if (before == State.WEBSOCKET || before == State.ANSWERED) {
      return;
    }
    try {
      link.write(ByteBuffer.wrap(answer.bytes()));
    } catch (IOException gone) {
      // Nobody is there to be told.
    }
    link.close(ANSWERED);
  }

  @Override
  public void drained() {
    var next = websocket;
    if (next != null) {
      next.drained();
    }
  }

  @Override
  public void ended(Reason why) {
    visit.end();
    var next = websocket;
    if (next != null) {
      next.ended(why);
    }
    closed.complete(null);
  }

  @Override
  public CompletionStage<Void> closed() {
    return closed;
  }

  /** The link for a websocket, which says nothing before its client was answered that it is one. */
  Link upgraded() {
    return new Upgraded();
  }

  /** Agrees to a websocket, once, unless it has its answer already. Whether it has done so. */
  boolean agree(byte[] agreement) throws IOException {
    if (!state.compareAndSet(State.ASKED, State.WEBSOCKET)) {
      return false;
    }
    link.write(ByteBuffer.wrap(agreement));
    return true;
  }

  private final class Upgraded implements Link {
    @Override
    public void open(Listener listener, ByteBuffer early) {
      websocket = listener;
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
      link.close(why);
    }
  }
}
