package dev.consolegw.gateway.connection;

import dev.consolegw.gateway.backend.Backend;
import dev.consolegw.gateway.backend.ConsoleOutput;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.directory.ConsoleId;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection of a console: dials when somebody wants it, redials when it is lost, hangs up
 * when nobody wants it any more. Its {@link ConnectionState} has the picture.
 *
 * <p>Any thread. The lock guards the state, and with it whose backend {@link FlowControl} and
 * {@link InputQueue} use (their locks are inner ones). It is never held over I/O; of the owner,
 * only whether it wants a connection is asked with it.
 */
public final class Connection {
  private static final Reason UNWANTED =
      Reason.of(Reason.Kind.LOCAL, "nobody looks at this console any more");
  private static final Reason CLOSING = Reason.of(Reason.Kind.LOCAL, "the gateway is stopping");
  private static final Reason OUR_FAULT =
      Reason.of(Reason.Kind.LOCAL, "the gateway failed; its log says how");
  private static final Logger log = LoggerFactory.getLogger(Connection.class);

  /** For all: it has no state, and asks whoever waits for a number of their own. */
  private static final Backoff BACKOFF = new Backoff(() -> ThreadLocalRandom.current().nextLong());

  private final ConsoleId id;
  private final ConnectionServices services;
  private final Owner owner;
  private final InputQueue queue;
  private final FlowControl flow = new FlowControl();
  private final ReentrantLock lock = new ReentrantLock();
  private volatile ConnectionState state = new ConnectionState.Idle();
  private @Nullable Future<?> lingering;

  /** Whether there were news of the far side since the last dial began. */
  private boolean news;

  /** Whose connection it is. None of this may block. */
  public interface Owner {
    /** Whether anybody looks, or the console is captured. Takes no lock. */
    boolean wantsConnection();

    /** Whether anybody looks. Takes no lock. */
    boolean isWatched();

    /** A dial has worked. */
    void connected();

    /**
     * A dial has failed; there will be another while somebody wants one.
     *
     * @param attempt how many in a row have failed
     */
    void unreachable(Reason why, int attempt);

    /**
     * The connection is gone; it will be dialled again.
     *
     * @param unsent typed bytes that were thrown away with the connection
     */
    void disconnected(Reason why, int unsent);

    /** We hung up ourselves. */
    void hungUp(Reason why);

    /** It has shown nothing for as long as keys are kept for it. */
    void stillSilent();

    /** What the guest printed; on the backend's reader's thread. */
    void printed(ConsoleOutput.Printed output);

    /** One line for whoever looks; on the backend's reader's thread. */
    void notice(String line);
  }

  public Connection(ConsoleId id, ConnectionServices services, Owner owner) {
    this.id = id;
    this.services = services;
    this.owner = owner;
    this.queue =
        new InputQueue(
            services.timer(),
            new SilentConnectionGuard(
                services.limits().silentFor(), services.timer(), owner::stillSilent),
            services.meters().typed());
  }

  /** The way of its input. */
  public InputQueue queue() {
    return queue;
  }

  public ConnectionState state() {
    return state;
  }

  public boolean isLive() {
    return state instanceof ConnectionState.Live;
  }

  /** The way to hold its guest back. */
  public FlowControl flow() {
    return flow;
  }

  /** Dials unless it is connected or just dialling: at once, if somebody asks for it. */
  public void want(DialLimiter.Urgency urgency) {
    lock.lock();
    try {
      if (lingering != null) {
        lingering.cancel(false);
        lingering = null;
      }
      switch (state) {
        case ConnectionState.Idle _ -> dial(1, urgency);
        case ConnectionState.Waiting(Reason _, int attempt, Future<?> next) -> {
          next.cancel(false);
          dial(attempt + 1, urgency);
        }
        case ConnectionState.Connecting(DialAttempt _, DialLimiter.Turn turn, int _) -> {
          if (urgency == DialLimiter.Urgency.ASKED) {
            turn.hurry();
          }
        }
        case ConnectionState.Live _, ConnectionState.Gone _ -> {}
      }
    } finally {
      lock.unlock();
    }
  }

  /** Something has changed at the far side: what waits for its next dial dials now. */
  public void hurry() {
    lock.lock();
    try {
      if (state instanceof ConnectionState.Waiting(Reason _, int _, Future<?> next)) {
        next.cancel(false);
        dial(1, urgency());
      } else {
        news = true; // it may be what a dial that is under way, or this connection, ends by
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * What there is was dialled by a way that is none any more.
   *
   * @param why for whoever looks
   */
  public void dialAnew(Reason why) {
    var last = state;
    switch (last) {
      case ConnectionState.Live(DialAttempt dial, Backend backend, int _, Instant _) -> {
        lost(dial, why);
        dial.forget();
        backend.close();
      }
      case ConnectionState.Connecting(DialAttempt dial, DialLimiter.Turn turn, int attempt) -> {
        lock.lock();
        try {
          if (isDialling(dial)) {
            dial.forget();
            turn.cancel();
            dial(attempt, urgency());
          }
        } finally {
          lock.unlock();
        }
      }
      case ConnectionState.Waiting _ -> hurry();
      case ConnectionState.Idle _, ConnectionState.Gone _ -> {}
    }
  }

  /** Nobody wants it at the moment: hangs up unless that changes soon. */
  public void linger() {
    lock.lock();
    try {
      if (lingering != null) {
        lingering.cancel(false);
      }
      if (!(state instanceof ConnectionState.Gone)) {
        lingering = later(services.limits().linger(), this::hangUpIfUnwanted);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Hangs up for good. */
  public void close() {
    Runnable rest;
    lock.lock();
    try {
      rest = leave(new ConnectionState.Gone(), CLOSING);
    } finally {
      lock.unlock();
    }
    rest.run();
  }

  private void hangUpIfUnwanted() {
    Runnable rest;
    lock.lock();
    try {
      if (owner.wantsConnection() || state instanceof ConnectionState.Gone) {
        return;
      }
      rest = leave(new ConnectionState.Idle(), UNWANTED);
    } finally {
      lock.unlock();
    }
    rest.run();
  }

  /** With the lock; what it returns is to be run without. */
  private Runnable leave(ConnectionState next, Reason why) {
    var last = state;
    state = next;
    return switch (last) {
      case ConnectionState.Live(DialAttempt dial, Backend backend, int _, Instant _) -> {
        dial.forget();
        flow.end();
        var unsent = queue.down();
        yield () -> {
          backend.close();
          int _ = unsent.tell();
          owner.hungUp(why);
        };
      }
      case ConnectionState.Connecting(DialAttempt dial, DialLimiter.Turn turn, int _) -> {
        dial.forget();
        turn.cancel();
        yield () -> {};
      }
      case ConnectionState.Waiting(Reason _, int _, Future<?> due) -> () -> due.cancel(false);
      case ConnectionState.Idle _, ConnectionState.Gone _ -> () -> {};
    };
  }

  private void dial(int attempt, DialLimiter.Urgency urgency) {
    news = false;
    var dial = new DialAttempt(this);
    var turn = services.dials().ask(urgency, () -> run(dial, attempt));
    state = new ConnectionState.Connecting(dial, turn, attempt);
  }

  private void run(DialAttempt dial, int attempt) {
    try {
      opened(dial, services.dialer().dial(id, dial, services.limits().dialBudget()), attempt);
    } catch (DialException failure) {
      failed(dial, attempt, failure.reason());
    } catch (RuntimeException bug) {
      log.error("event=dial-fault console={}", id, bug);
      failed(dial, attempt, OUR_FAULT);
    }
  }

  private void opened(DialAttempt dial, Backend backend, int attempt) {
    if (!goLive(dial, backend, attempt)) {
      dial.forget();
      backend.close();
      return;
    }
    queue.send();
    owner.connected();
    announced(dial);
    var ended = dial.ended();
    if (ended != null) {
      lost(dial, ended);
    }
  }

  private boolean goLive(DialAttempt dial, Backend backend, int attempt) {
    lock.lock();
    try {
      if (!isDialling(dial)) {
        return false;
      }
      state = new ConnectionState.Live(dial, backend, attempt, services.clock().instant());
      flow.begin(backend);
      queue.live(backend, dial::hasShown);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Until everybody knows that it stands, its end waits: news come in their order. */
  private void announced(DialAttempt dial) {
    lock.lock();
    try {
      dial.announce();
    } finally {
      lock.unlock();
    }
  }

  /** False when something else has happened since the dial began. */
  private boolean isDialling(DialAttempt dial) {
    return state instanceof ConnectionState.Connecting connecting && connecting.dial() == dial;
  }

  private void failed(DialAttempt dial, int attempt, Reason why) {
    lock.lock();
    try {
      if (!isDialling(dial)) {
        return;
      }
      state = retry(why, attempt);
    } finally {
      lock.unlock();
    }
    owner.unreachable(why, attempt);
  }

  /** Who hears of it. */
  Owner owner() {
    return owner;
  }

  /** The guest has printed this. */
  void printed(ConsoleOutput.Printed what) {
    if (what instanceof ConsoleOutput.Bytes(var bytes)) {
      services.meters().printed().add(bytes.remaining());
    }
    owner.printed(what);
  }

  /** The connection of this dial is over. */
  void lost(DialAttempt dial, Reason why) {
    InputQueue.Unsent unsent;
    lock.lock();
    try {
      if (!(state instanceof ConnectionState.Live live)
          || live.dial() != dial
          || !dial.isAnnounced()) {
        return;
      }
      var lasted = Duration.between(live.since(), services.clock().instant());
      boolean settled = dial.hasShown() || lasted.compareTo(services.limits().settle()) >= 0;
      state = retry(why, settled ? 1 : live.attempt());
      flow.end();
      unsent = queue.down();
    } finally {
      lock.unlock();
    }
    int bytes = unsent.tell();
    owner.disconnected(why, bytes);
  }

  /** A machine that calls by itself is not dialled until there are news of it. */
  private ConnectionState retry(Reason why, int attempt) {
    if (!owner.wantsConnection()) {
      return new ConnectionState.Idle();
    }
    boolean calls = why.kind() == Reason.Kind.AWAY && !news;
    var next = calls ? new CompletableFuture<Void>() : later(BACKOFF.pause(attempt), this::redial);
    return new ConnectionState.Waiting(why, attempt, next);
  }

  private void redial() {
    lock.lock();
    try {
      if (state instanceof ConnectionState.Waiting(Reason _, int attempt, Future<?> _)) {
        dial(attempt + 1, urgency());
      }
    } finally {
      lock.unlock();
    }
  }

  private DialLimiter.Urgency urgency() {
    return owner.isWatched() ? DialLimiter.Urgency.WATCHED : DialLimiter.Urgency.CAPTURED;
  }

  private Future<?> later(Duration delay, Runnable what) {
    return services
        .timer()
        .schedule(() -> services.tasks().execute(what), delay.toMillis(), TimeUnit.MILLISECONDS);
  }
}
