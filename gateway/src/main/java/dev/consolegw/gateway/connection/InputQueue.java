package dev.consolegw.gateway.connection;

import dev.consolegw.config.value.Pace;
import dev.consolegw.gateway.backend.Backend;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.meter.Tally;
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
 * <pre>
 *            live                        the backend keeps it, or the wire is held
 *   Down ────────────▶ Open: all goes ────────────────────────────────▶ Held: only what overtakes
 *    ▲                  │   ▲                                            │   │
 *    │       down       │   └────────────────── released ────────────────┘   │ down
 *    └──────────────────┴────────────────────────────────────────────────────┘
 *
 *   a byte: typed ──▶ waits ──▶ with the backend ──▶ taken: sent
 *             │         │ down, discard    │ down, or it failed
 *             ▼         ▼                  ▼
 *          refused    taken: thrown away, once, and never sent after that
 * </pre>
 *
 * A paced piece is followed by a pause, in which keys without a pace may go. A connection that has
 * shown nothing yet lets through what {@link SilentConnectionGuard} allows.
 *
 * <p>Memory is bounded by the senders: a byte counts against its client's SSH window until its
 * {@link InputAck} is told. Called by any thread; whoever finds nobody sending sends, outside the
 * lock, and never blocks.
 */
public final class InputQueue {
  private static final byte[] ENTER = {'\r'};
  private static final Logger log = LoggerFactory.getLogger(InputQueue.class);

  private final ScheduledExecutorService timer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<InputChunk> pastes = new ArrayDeque<>(0);
  private final ControlQueue controls = new ControlQueue();
  private final InputSender sender = new InputSender();
  private final SilentConnectionGuard silence;
  private final Tally sent;

  private boolean resting; // after a paced piece

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

  /**
   * Has no connection yet.
   *
   * @param sent counts the typed bytes that the far side has taken
   */
  public InputQueue(ScheduledExecutorService timer, SilentConnectionGuard silence, Tally sent) {
    this.timer = timer;
    this.silence = silence;
    this.sent = sent;
  }

  /**
   * A connection stands. What waits for it goes with the next {@link #send}.
   *
   * @param hasShown whether it has shown output already: {@link #shown} may have come too early
   */
  public void live(Backend backend, BooleanSupplier hasShown) {
    lock.lock();
    try {
      sender.live(backend);
      silence.begin(backend.mayBeQueued());
      if (hasShown.getAsBoolean()) {
        silence.open();
      }
      controls.begin();
    } finally {
      lock.unlock();
    }
  }

  /** The connection is gone, and with it all that was not sent. */
  public Unsent down() {
    lock.lock();
    try {
      silence.end();
      var others = new ArrayList<>(sender.down());
      others.addAll(controls.takeOut());
      return new Unsent(takeOut(_ -> true), others);
    } finally {
      lock.unlock();
    }
  }

  /**
   * The connection has shown output, so that it is ours. Cheap: called for every piece of output.
   */
  public void shown() {
    if (silence.open()) {
      send();
    }
  }

  /**
   * Takes typed bytes.
   *
   * @param bytes the caller's again when this returns
   * @param pace how fast they may go, null for as fast as the backend takes them
   * @param onlyLive whether to throw them away when there is no connection
   */
  public void keys(ByteBuffer bytes, @Nullable Pace pace, boolean onlyLive, InputAck ack) {
    int count = bytes.remaining();
    boolean refused;
    boolean mine;
    lock.lock();
    try {
      refused = onlyLive && sender.isDown();
      // Before it is added, so that nobody else reads the borrowed buffer.
      mine = !refused && count > 0 && sender.takeTurn();
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

  /** Whether keys wait until the connection has shown some output. */
  public boolean isSilent() {
    return silence.isSilent();
  }

  /**
   * Presses Enter before all waiting keys, if they wait because nothing was shown yet; once for
   * each connection.
   *
   * @param ack told of the one byte
   */
  public void wake(InputAck ack) {
    lock.lock();
    try {
      if (sender.isDown() || !silence.mayWake()) {
        return;
      }
      var enter = new InputChunk(ByteBuffer.wrap(ENTER), null, ack);
      enter.keep();
      pastes.addFirst(enter);
    } finally {
      lock.unlock();
    }
    send();
  }

  /** Sends a control before all waiting keys. A window-change replaces one that still waits. */
  public void control(ConsoleInput input, Consumer<Delivery> told) {
    boolean lost;
    lock.lock();
    try {
      lost = sender.isDown() || !controls.add(new ControlQueue.Control(input, told));
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
      controls.keepForNext(new ControlQueue.Control(input, told));
    } finally {
      lock.unlock();
    }
  }

  /** The wire takes no input for now. */
  public void hold() {
    lock.lock();
    try {
      sender.hold();
    } finally {
      lock.unlock();
    }
  }

  /** The backend took what it had kept. */
  public void released() {
    List<Consumer<Delivery>> done;
    lock.lock();
    try {
      done = sender.released();
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
      if (!sender.takeTurn()) {
        return;
      }
    } finally {
      lock.unlock();
    }
    sendAll();
  }

  private void sendAll() {
    for (var step = next(); step != null; step = next()) {
      var became = InputSender.send(step);
      if (became == null) {
        became = kept(step);
      }
      if (became != null) {
        tell(step.told(), became);
      }
    }
  }

  /** Puts off the telling until the backend has let go of it. */
  private @Nullable Delivery kept(InputSender.Step step) {
    lock.lock();
    try {
      return sender.kept(step);
    } finally {
      lock.unlock();
    }
  }

  /** One sender that fails must not stop the others. */
  private static void tell(Consumer<Delivery> told, Delivery what) {
    try {
      told.accept(what);
    } catch (RuntimeException bug) {
      log.error("event=input-sender-fault", bug);
    }
  }

  /** The next step, or null when nothing can go now and this thread sends no longer. */
  private InputSender.@Nullable Step next() {
    lock.lock();
    try {
      var step = choose();
      if (step == null) {
        sender.giveTurn();
        pastes.forEach(InputChunk::keep);
      }
      return step;
    } finally {
      lock.unlock();
    }
  }

  private InputSender.@Nullable Step choose() {
    if (sender.isDown()) {
      return null;
    }
    var control = controls.next(sender.isHeld());
    if (control != null) {
      return sender.step(control.input(), () -> {}, control.told());
    }
    var chunk = pastes.peek();
    if (chunk == null || sender.isHeld() || (resting && chunk.pace != null)) {
      return null;
    }
    int allowed = Math.min(chunk.remaining(), silence.allows(chunk.bytes()));
    return allowed == 0 ? null : step(chunk, allowed);
  }

  private InputSender.Step step(InputChunk chunk, int allowed) {
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
    return sender.step(new ConsoleInput.Keys(piece), ack::going, what -> taken(ack, count, what));
  }

  private void taken(InputAck ack, int count, Delivery what) {
    boolean isSent = what == Delivery.SENT;
    sent.add(isSent ? count : 0);
    ack.taken(count, isSent);
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
