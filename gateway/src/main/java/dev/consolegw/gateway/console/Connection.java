package dev.consolegw.gateway.console;

import dev.consolegw.gateway.backend.Backend;
import dev.consolegw.gateway.backend.ConsoleOutput;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.directory.ConsoleId;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one connection of a console: dials when somebody wants it, redials when it is lost, hangs up
 * when nobody wants it any more. Its {@link ConsoleState} has the picture.
 *
 * <p>Any thread. The lock guards the state alone, and is never held over I/O or a call of the
 * owner.
 */
final class Connection {
  private final ConsoleId id;
  private final Works works;
  private final Owner owner;
  private final Typing typing;
  private final Flow flow = new Flow();
  private final Redial redial = new Redial(ThreadLocalRandom.current());
  private final ReentrantLock lock = new ReentrantLock();
  private volatile ConsoleState state = new ConsoleState.Idle();
  private @Nullable Future<?> lingering;

  /** Whose connection it is. None of this may block. */
  interface Owner {
    /** Whether anybody looks, or the console is captured. */
    boolean wantsConnection();

    void connected();

    void unreachable(Reason why);

    /**
     * The line is gone; it will be dialled again.
     *
     * @param unsent typed bytes that were thrown away with the connection
     */
    void disconnected(Reason why, int unsent);

    /** What the line says, but for its end; on its reader's thread. */
    void output(Dial dial, ConsoleOutput output);
  }

  Connection(ConsoleId id, Works works, Owner owner, Typing typing) {
    this.id = id;
    this.works = works;
    this.owner = owner;
    this.typing = typing;
  }

  ConsoleState state() {
    return state;
  }

  boolean isLive() {
    return state instanceof ConsoleState.Live;
  }

  Flow flow() {
    return flow;
  }

  /** Dials now unless it is connected or just dialling. */
  void want() {
    lock.lock();
    try {
      if (lingering != null) {
        lingering.cancel(false);
        lingering = null;
      }
      switch (state) {
        case ConsoleState.Idle _ -> dial(1);
        case ConsoleState.Waiting(Reason _, int attempt, Future<?> next) -> {
          next.cancel(false);
          dial(attempt + 1);
        }
        case ConsoleState.Connecting _, ConsoleState.Live _, ConsoleState.Gone _ -> {}
      }
    } finally {
      lock.unlock();
    }
  }

  /** Nobody wants it at the moment: hangs up unless that changes soon. */
  void linger() {
    lock.lock();
    try {
      if (!(state instanceof ConsoleState.Gone)) {
        lingering = later(works.limits().linger(), this::hangUpIfUnwanted);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Hangs up for good. */
  void close() {
    hangUp(become(new ConsoleState.Gone()));
  }

  private void hangUpIfUnwanted() {
    if (!owner.wantsConnection() && !(state instanceof ConsoleState.Gone)) {
      hangUp(become(new ConsoleState.Idle()));
    }
  }

  private ConsoleState become(ConsoleState next) {
    lock.lock();
    try {
      var last = state;
      state = next;
      return last;
    } finally {
      lock.unlock();
    }
  }

  private void hangUp(ConsoleState last) {
    switch (last) {
      case ConsoleState.Live(Dial dial, Backend backend, int _) -> {
        dial.forget();
        flow.end();
        typing.down();
        backend.close();
      }
      case ConsoleState.Connecting(Dial dial, int _) -> dial.forget();
      case ConsoleState.Waiting(Reason _, int _, Future<?> next) -> next.cancel(false);
      case ConsoleState.Idle _, ConsoleState.Gone _ -> {}
    }
  }

  private void dial(int attempt) {
    var dial = new Dial(this, works.clock().instant());
    state = new ConsoleState.Connecting(dial, attempt);
    works.tasks().execute(() -> run(dial, attempt));
  }

  private void run(Dial dial, int attempt) {
    try {
      opened(dial, works.dialler().dial(id, dial, works.limits().dialBudget()), attempt);
    } catch (DialException failure) {
      failed(dial, attempt, failure.reason());
    }
  }

  private void opened(Dial dial, Backend backend, int attempt) {
    flow.begin(backend);
    typing.live(backend, dial);
    var live = new ConsoleState.Live(dial, backend, attempt);
    if (!follows(dial, live)) {
      hangUp(live);
      return;
    }
    works.events().accept(new ConsoleEvent.Connected(id));
    owner.connected();
    var ended = dial.ended();
    if (ended != null) {
      lost(dial, ended);
    }
  }

  /** Goes from dialling to the next state, unless something else has happened meanwhile. */
  private boolean follows(Dial dial, ConsoleState next) {
    lock.lock();
    try {
      boolean current = state instanceof ConsoleState.Connecting c && c.dial() == dial;
      if (current) {
        state = next;
      }
      return current;
    } finally {
      lock.unlock();
    }
  }

  private void failed(Dial dial, int attempt, Reason why) {
    if (follows(dial, retry(why, attempt))) {
      works.events().accept(new ConsoleEvent.DialFailed(id, attempt, why));
      owner.unreachable(why);
    }
  }

  /** Takes what a connection says; on its reader's thread. */
  void output(Dial dial, ConsoleOutput output) {
    if (output instanceof ConsoleOutput.Closed(Reason why)) {
      lost(dial, why);
    } else {
      owner.output(dial, output);
    }
  }

  private void lost(Dial dial, Reason why) {
    lock.lock();
    try {
      if (!(state instanceof ConsoleState.Live live) || live.dial() != dial) {
        return;
      }
      var lasted = Duration.between(dial.since(), works.clock().instant());
      boolean settled = dial.hasShown() || lasted.compareTo(works.limits().settle()) >= 0;
      state = retry(why, settled ? 1 : live.attempt() + 1);
    } finally {
      lock.unlock();
    }
    flow.end();
    int unsent = typing.down();
    works.events().accept(new ConsoleEvent.Disconnected(id, why));
    owner.disconnected(why, unsent);
  }

  private ConsoleState retry(Reason why, int attempt) {
    return owner.wantsConnection()
        ? new ConsoleState.Waiting(why, attempt, later(redial.pause(attempt), this::redial))
        : new ConsoleState.Idle();
  }

  private void redial() {
    lock.lock();
    try {
      if (state instanceof ConsoleState.Waiting(Reason _, int attempt, Future<?> _)) {
        dial(attempt + 1);
      }
    } finally {
      lock.unlock();
    }
  }

  private Future<?> later(Duration delay, Runnable what) {
    return works
        .timer()
        .schedule(() -> works.tasks().execute(what), delay.toMillis(), TimeUnit.MILLISECONDS);
  }
}
