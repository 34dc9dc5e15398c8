package dev.consolegw.gateway.console;

import dev.consolegw.config.Pace;
import dev.consolegw.gateway.backend.Backend;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.backend.Sent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Input on its way to one console: paced, in order, never twice. Window-changes and breaks overtake
 * a paste that is waiting for its turn.
 *
 * <p>Memory is bounded by the senders: a byte counts against its client's SSH window until its
 * {@code taken} is called, when it was sent or thrown away. Called by any thread; whoever finds
 * nobody sending sends, outside the lock, and never blocks.
 */
final class Typing {
  /** Breaks and the like that may wait at once; the next ones are dropped. */
  static final int CONTROLS = 16;

  private final ScheduledExecutorService timer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Paste> pastes = new ArrayDeque<>();
  private final Deque<Control> controls = new ArrayDeque<>();
  private final SilentLine silence;
  private @Nullable Backend backend;
  private boolean sending;
  private boolean held;
  private boolean releasedEarly;
  private @Nullable Runnable afterHeld;
  private long nextAt = System.nanoTime();
  private @Nullable Future<?> turn;

  /** Who types. Told of every byte once, when it was sent or thrown away; by any thread. */
  @FunctionalInterface
  interface Sender {
    void taken(int bytes);
  }

  /** One piece of typed bytes; {@code bytes} is the caller's until it had to be kept. */
  private static final class Paste {
    final @Nullable Pace pace;
    final Sender taken;
    ByteBuffer bytes;
    boolean borrowed;

    Paste(ByteBuffer bytes, boolean borrowed, @Nullable Pace pace, Sender taken) {
      this.bytes = bytes;
      this.borrowed = borrowed;
      this.pace = pace;
      this.taken = taken;
    }

    void keep() {
      if (borrowed) {
        bytes = copy(bytes);
        borrowed = false;
      }
    }
  }

  private record Control(ConsoleInput input, Consumer<Sent> answered) {}

  /** One send, and what follows when the backend has taken it. */
  private record Step(Backend to, ConsoleInput input, Consumer<Sent> answered) {}

  Typing(ScheduledExecutorService timer, SilentLine silence) {
    this.timer = timer;
    this.silence = silence;
  }

  /** A connection stands: sends what waits for it. */
  void live(Backend line, Dial dial) {
    lock.lock();
    try {
      backend = line;
      held = false;
      silence.begin(line.mayBeQueued());
      if (dial.hasShown()) {
        silence.open();
      }
    } finally {
      lock.unlock();
    }
    send();
  }

  /** The connection is gone: what was not sent is thrown away. Returns how many bytes that were. */
  int down() {
    lock.lock();
    try {
      backend = null;
      held = false;
      silence.end();
      controls.clear();
    } finally {
      lock.unlock();
    }
    released();
    return discard();
  }

  /** The line has shown output, so that it is ours. Cheap: called for every piece of output. */
  void shown() {
    if (silence.open()) {
      send();
    }
  }

  /**
   * Takes typed bytes.
   *
   * @param bytes the caller's again when this returns
   * @param pace how fast they may go, null for as fast as the line takes them
   * @param taken whose they are
   */
  void keys(ByteBuffer bytes, @Nullable Pace pace, Sender taken) {
    if (!bytes.hasRemaining()) {
      return;
    }
    lock.lock();
    try {
      var paste = new Paste(bytes, !sending, pace, taken);
      if (sending) {
        paste.bytes = copy(bytes);
      }
      pastes.add(paste);
    } finally {
      lock.unlock();
    }
    send();
  }

  /** Sends a control before all waiting keys. A window-change replaces one that still waits. */
  void control(ConsoleInput input, Consumer<Sent> answered) {
    lock.lock();
    try {
      if (input instanceof ConsoleInput.WindowChange) {
        controls.removeIf(waiting -> waiting.input() instanceof ConsoleInput.WindowChange);
      }
      if (backend == null || controls.size() >= CONTROLS) {
        return;
      }
      controls.add(new Control(input, answered));
    } finally {
      lock.unlock();
    }
    send();
  }

  /** The wire takes no input for now. */
  void hold() {
    lock.lock();
    try {
      held = true;
    } finally {
      lock.unlock();
    }
  }

  /** The backend took what it had kept. */
  void released() {
    Runnable after;
    lock.lock();
    try {
      releasedEarly = !held;
      held = false;
      after = afterHeld;
      afterHeld = null;
    } finally {
      lock.unlock();
    }
    if (after != null) {
      after.run();
    }
    send();
  }

  /** Throws away what waits. Returns how many bytes that were. */
  int discard() {
    return remove(_ -> true);
  }

  /** Throws away what one sender has waiting. Returns how many bytes that were. */
  int discard(Sender sender) {
    return remove(paste -> paste.taken.equals(sender));
  }

  private int remove(Predicate<Paste> which) {
    var gone = new ArrayList<Paste>();
    lock.lock();
    try {
      pastes.removeIf(paste -> which.test(paste) && gone.add(paste));
    } finally {
      lock.unlock();
    }
    gone.forEach(paste -> paste.taken.taken(paste.bytes.remaining()));
    return gone.stream().mapToInt(paste -> paste.bytes.remaining()).sum();
  }

  private void send() {
    lock.lock();
    try {
      if (sending) {
        return;
      }
      sending = true;
    } finally {
      lock.unlock();
    }
    for (var step = next(); step != null; step = next()) {
      step.answered().accept(sent(step));
    }
  }

  private static Sent sent(Step step) {
    try {
      return step.to().send(step.input());
    } catch (IOException gone) {
      return Sent.DONE; // its Closed follows and tells why; these bytes must not be typed again
    }
  }

  /** The next step, or null when nothing can go now and this thread sends no longer. */
  private @Nullable Step next() {
    lock.lock();
    try {
      releasedEarly = false;
      var step = choose();
      if (step == null) {
        sending = false;
        pastes.forEach(Paste::keep);
      }
      return step;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Step choose() {
    if (backend == null || held) {
      return null;
    }
    var control = controls.poll();
    if (control != null) {
      return new Step(backend, control.input(), answered(control.answered()));
    }
    var paste = pastes.peek();
    if (paste == null) {
      return null;
    }
    int allowed = Math.min(paste.bytes.remaining(), silence.allows(paste.bytes));
    return allowed == 0 || mustWait(paste) ? null : step(backend, paste, allowed);
  }

  private Step step(Backend line, Paste paste, int allowed) {
    int count = paste.pace == null ? allowed : Math.min(allowed, paste.pace.bytes());
    var piece = paste.bytes.slice(paste.bytes.position(), count);
    paste.bytes.position(paste.bytes.position() + count);
    if (!paste.bytes.hasRemaining()) {
      pastes.remove();
    }
    if (paste.pace != null) {
      nextAt = System.nanoTime() + paste.pace.interval().toNanos();
    }
    return new Step(line, new ConsoleInput.Keys(piece), answered(any -> paste.taken.taken(count)));
  }

  /** Puts off what follows a send until the backend has let go of it. */
  private Consumer<Sent> answered(Consumer<Sent> then) {
    return sent -> {
      if (sent != Sent.HELD || !keptUntilReleased(() -> then.accept(Sent.DONE))) {
        then.accept(sent);
      }
    };
  }

  private boolean keptUntilReleased(Runnable then) {
    lock.lock();
    try {
      if (backend == null || releasedEarly) {
        return false;
      }
      held = true;
      afterHeld = then;
      return true;
    } finally {
      lock.unlock();
    }
  }

  private boolean mustWait(Paste paste) {
    long nanos = nextAt - System.nanoTime();
    if (paste.pace == null || nanos <= 0) {
      return false;
    }
    if (turn == null) {
      turn = timer.schedule(this::takeTurn, nanos, TimeUnit.NANOSECONDS);
    }
    return true;
  }

  /** Forgets the turn before it is used: what is sent in it asks for the next one. */
  private void takeTurn() {
    lock.lock();
    try {
      turn = null;
    } finally {
      lock.unlock();
    }
    send();
  }

  private static ByteBuffer copy(ByteBuffer bytes) {
    return ByteBuffer.allocate(bytes.remaining()).put(bytes.slice()).flip();
  }
}
