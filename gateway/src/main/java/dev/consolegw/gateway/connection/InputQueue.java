package dev.consolegw.gateway.connection;

import dev.consolegw.config.value.Pace;
import dev.consolegw.gateway.backend.Backend;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.backend.SendResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Input on its way to one console: paced, in order, never twice. Window-changes and breaks overtake
 * a paste that waits for its turn, and one that the far side does not take.
 *
 * <p>Memory is bounded by the senders: a byte counts against its client's SSH window until its
 * {@link InputAck} is told. Called by any thread; whoever finds nobody sending sends, outside the
 * lock, and never blocks.
 */
public final class InputQueue {
  /** Breaks and the like that may wait at once; the next ones are lost. */
  static final int CONTROLS = 16;

  private static final Logger log = LoggerFactory.getLogger(InputQueue.class);

  private final ScheduledExecutorService timer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<InputChunk> pastes = new ArrayDeque<>();
  private final Deque<Control> controls = new ArrayDeque<>();
  private final SilentConnectionGuard silence;

  /** Whom to tell when the backend has let go of what it keeps. */
  private final List<Consumer<Delivery>> inHand = new ArrayList<>(1);

  private @Nullable Backend backend;
  private @Nullable Control opening;
  private boolean sending;
  private boolean held;
  private boolean releasedSince;
  private boolean resting;

  private record Control(ConsoleInput input, Consumer<Delivery> told) {
    /** What a backend takes even while it holds something. */
    boolean overtakes() {
      return switch (input) {
        case ConsoleInput.WindowChange _, ConsoleInput.Break _ -> true;
        case ConsoleInput.Keys _, ConsoleInput.Reset() -> false;
      };
    }
  }

  /** One send, and who is told of it. */
  private record Step(Backend to, ConsoleInput input, Consumer<Delivery> told) {}

  /** What was taken out unsent; {@link #tell} needs to be called, without any lock. */
  public static final class Unsent {
    private final List<InputChunk> pastes;
    private final List<Consumer<Delivery>> others;

    private Unsent(List<InputChunk> pastes, List<Consumer<Delivery>> others) {
      this.pastes = pastes;
      this.others = others;
    }

    /** Tells everybody whose it was. Returns how many bytes were thrown away. */
    public int tell() {
      others.forEach(told -> InputQueue.tell(told, Delivery.LOST));
      for (var chunk : pastes) {
        InputQueue.tell(_ -> chunk.ack.taken(chunk.remaining(), false), Delivery.LOST);
      }
      return pastes.stream().mapToInt(InputChunk::remaining).sum();
    }
  }

  public InputQueue(ScheduledExecutorService timer, SilentConnectionGuard silence) {
    this.timer = timer;
    this.silence = silence;
  }

  /**
   * A connection stands. What waits for it goes with the next {@link #send}.
   *
   * @param hasShown whether it has shown output already: {@link #shown} may have come too early
   */
  public void live(Backend line, BooleanSupplier hasShown) {
    lock.lock();
    try {
      backend = line;
      held = false;
      silence.begin(line.mayBeQueued());
      if (hasShown.getAsBoolean()) {
        silence.open();
      }
      if (opening != null) {
        controls.addFirst(opening);
        opening = null;
      }
    } finally {
      lock.unlock();
    }
  }

  /** The connection is gone, and with it all that was not sent. */
  public Unsent down() {
    lock.lock();
    try {
      backend = null;
      held = false;
      silence.end();
      controls.forEach(control -> inHand.add(control.told()));
      controls.clear();
      var others = List.copyOf(inHand);
      inHand.clear();
      return new Unsent(takeOut(_ -> true), others);
    } finally {
      lock.unlock();
    }
  }

  /** The line has shown output, so that it is ours. Cheap: called for every piece of output. */
  public void shown() {
    if (silence.open()) {
      send();
    }
  }

  /**
   * Takes typed bytes.
   *
   * @param bytes the caller's again when this returns
   * @param pace how fast they may go, null for as fast as the line takes them
   * @param onlyLive whether to throw them away when there is no connection
   */
  public void keys(ByteBuffer bytes, @Nullable Pace pace, boolean onlyLive, InputAck ack) {
    int count = bytes.remaining();
    boolean refused;
    boolean mine;
    lock.lock();
    try {
      refused = onlyLive && backend == null;
      mine = !sending && !refused && count > 0;
      if (mine) {
        sending = true; // so that nobody else reads the borrowed buffer
      }
      if (!refused && count > 0) {
        add(bytes, mine, pace, ack);
      }
    } finally {
      lock.unlock();
    }
    if (refused) {
      ack.taken(count, false);
    } else if (mine) {
      sendAll();
    }
  }

  private void add(ByteBuffer bytes, boolean mayBorrow, @Nullable Pace pace, InputAck ack) {
    var last = pastes.peekLast();
    if (last == null || !last.append(bytes, pace, ack)) {
      var chunk = new InputChunk(bytes, pace, ack);
      if (!mayBorrow) {
        chunk.keep();
      }
      pastes.add(chunk);
    }
  }

  /** Sends a control before all waiting keys. A window-change replaces one that still waits. */
  public void control(ConsoleInput input, Consumer<Delivery> told) {
    boolean lost;
    lock.lock();
    try {
      if (input instanceof ConsoleInput.WindowChange) {
        controls.removeIf(waiting -> waiting.input() instanceof ConsoleInput.WindowChange);
      }
      lost = backend == null || controls.size() >= CONTROLS;
      if (!lost) {
        controls.add(new Control(input, told));
      }
    } finally {
      lock.unlock();
    }
    if (lost) {
      told.accept(Delivery.LOST);
    } else {
      send();
    }
  }

  /** Sends a control when the next connection stands, before all keys. One can wait, the newest. */
  public void beginWith(ConsoleInput input, Consumer<Delivery> told) {
    lock.lock();
    try {
      opening = new Control(input, told);
    } finally {
      lock.unlock();
    }
  }

  /** The wire takes no input for now. */
  public void hold() {
    lock.lock();
    try {
      held = true;
    } finally {
      lock.unlock();
    }
  }

  /** The backend took what it had kept. */
  public void released() {
    List<Consumer<Delivery>> done;
    lock.lock();
    try {
      releasedSince = true;
      held = false;
      done = List.copyOf(inHand);
      inHand.clear();
    } finally {
      lock.unlock();
    }
    done.forEach(told -> tell(told, Delivery.SENT));
    send();
  }

  /** Throws away what waits. Returns how many bytes that were. */
  public int discard() {
    return remove(_ -> true).tell();
  }

  /** Throws away what one sender has waiting. Returns how many bytes that were. */
  public int discard(InputAck ack) {
    return remove(chunk -> chunk.ack.equals(ack)).tell();
  }

  private Unsent remove(Predicate<InputChunk> which) {
    lock.lock();
    try {
      return new Unsent(takeOut(which), List.of());
    } finally {
      lock.unlock();
    }
  }

  private List<InputChunk> takeOut(Predicate<InputChunk> which) {
    var gone = new ArrayList<InputChunk>();
    pastes.removeIf(chunk -> which.test(chunk) && gone.add(chunk));
    return gone;
  }

  /** Sends what can go now. */
  public void send() {
    lock.lock();
    try {
      if (sending) {
        return;
      }
      sending = true;
    } finally {
      lock.unlock();
    }
    sendAll();
  }

  private void sendAll() {
    for (var step = next(); step != null; step = next()) {
      sendOne(step);
    }
  }

  private void sendOne(Step step) {
    SendResult result;
    try {
      result = step.to().send(step.input());
    } catch (IOException gone) {
      tell(step.told(), Delivery.LOST); // its Closed follows and tells why
      return;
    } catch (RuntimeException bug) {
      log.error("backend failed on input", bug);
      tell(step.told(), Delivery.LOST);
      return;
    }
    switch (result) {
      case DONE -> tell(step.told(), Delivery.SENT);
      case UNSUPPORTED -> tell(step.told(), Delivery.UNSUPPORTED);
      case HELD -> keep(step);
    }
  }

  /** Puts off the telling until the backend has let go of it. */
  private void keep(Step step) {
    boolean gone;
    lock.lock();
    try {
      gone = !step.to().equals(backend);
      if (!gone && !releasedSince) {
        held = true;
        inHand.add(step.told());
        return;
      }
    } finally {
      lock.unlock();
    }
    tell(step.told(), gone ? Delivery.LOST : Delivery.SENT);
  }

  /** One sender that fails must not stop the others. */
  private static void tell(Consumer<Delivery> told, Delivery what) {
    try {
      told.accept(what);
    } catch (RuntimeException bug) {
      log.error("sender failed", bug);
    }
  }

  /** The next step, or null when nothing can go now and this thread sends no longer. */
  private @Nullable Step next() {
    lock.lock();
    try {
      releasedSince = false;
      var step = choose();
      if (step == null) {
        sending = false;
        pastes.forEach(InputChunk::keep);
      }
      return step;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Step choose() {
    if (backend == null) {
      return null;
    }
    for (var control : controls) {
      if (!held || control.overtakes()) {
        controls.remove(control);
        return new Step(backend, control.input(), control.told());
      }
    }
    var chunk = pastes.peek();
    if (chunk == null || held || (resting && chunk.pace != null)) {
      return null;
    }
    int allowed = Math.min(chunk.remaining(), silence.allows(chunk.bytes()));
    return allowed == 0 ? null : step(backend, chunk, allowed);
  }

  private Step step(Backend line, InputChunk chunk, int allowed) {
    int count = chunk.pace == null ? allowed : Math.min(allowed, chunk.pace.bytes());
    var piece = chunk.take(count);
    if (chunk.remaining() == 0) {
      pastes.remove();
    }
    if (chunk.pace != null) {
      resting = true;
      var _ = timer.schedule(this::rested, chunk.pace.interval().toNanos(), TimeUnit.NANOSECONDS);
    }
    var ack = chunk.ack;
    return new Step(
        line, new ConsoleInput.Keys(piece), what -> ack.taken(count, what == Delivery.SENT));
  }

  private void rested() {
    lock.lock();
    try {
      resting = false;
    } finally {
      lock.unlock();
    }
    send();
  }
}
