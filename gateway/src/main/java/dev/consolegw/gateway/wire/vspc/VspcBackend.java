package dev.consolegw.gateway.wire.vspc;

import dev.consolegw.gateway.backend.Backend;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.backend.ConsoleOutput;
import dev.consolegw.gateway.backend.OutputSink;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.backend.SendResult;
import dev.consolegw.gateway.net.telnet.Telnet;
import dev.consolegw.gateway.terminal.Printable;
import dev.consolegw.gateway.wire.link.ResetSequence;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One serial port of a VM that has called. Owns its link, and both of them while the VM moves to
 * another host: what is typed meanwhile is held, and goes out once and in order on the new link, or
 * on the old one when the VM stays. {@link MovingLine} has the picture.
 *
 * <p>Any thread. {@code telling} makes the sink hear one thing at a time, as two links have two
 * threads; the line has a lock of its own, which is not held while the sink is told.
 */
final class VspcBackend implements Backend, VspcLink.Owner {
  private static final Reason CLOSED_BY_US =
      Reason.of(Reason.Kind.LOCAL, "the gateway closed the connection");

  private static final Reason CALLED_AGAIN =
      Reason.of(Reason.Kind.AWAY, "its host has connected it anew");

  private static final Printable MOVES =
      Printable.of("the VM moves to another host; what you type reaches it there");

  private final String console;
  private final Registrar registrar;
  private final Consumer<VspcBackend> ended;
  private final MovingLine line;
  private final ResetSequence reset;
  private final Liveness liveness;

  private final ReentrantLock telling = new ReentrantLock();
  // Guarded by telling.
  private final EarlyOutput early;
  private @Nullable OutputSink sink;
  private boolean told; // of its end
  private @Nullable Reason over;

  /**
   * One whose output is kept until somebody takes it.
   *
   * @param console its key
   * @param early what it has printed already
   * @param ended told when it is over, by any thread
   */
  VspcBackend(
      String console,
      VspcLink link,
      EarlyOutput early,
      Consumer<VspcBackend> ended,
      VspcServices services) {
    this.console = console;
    this.ended = ended;
    this.early = early;
    this.registrar = services.registrar();
    this.line = new MovingLine(this, link, services);
    this.reset = new ResetSequence(new ResetLine(), services.timer());
    this.liveness = new Liveness(services.timer());
  }

  /** Its key. */
  String console() {
    return console;
  }

  MovingLine line() {
    return line;
  }

  /** Whether somebody takes its output for the first time; the early output comes first. */
  boolean take(OutputSink to) {
    telling.lock();
    try {
      if (sink != null) {
        return false;
      }
      sink = to;
      var before = early.take();
      if (before.hasRemaining()) {
        to.accept(new ConsoleOutput.Bytes(before));
      }
      if (over != null) {
        told = true;
        to.accept(new ConsoleOutput.Closed(over));
      } else if (line.isMoving()) {
        to.accept(new ConsoleOutput.Held(MOVES));
      }
    } finally {
      telling.unlock();
    }
    line.pause().remove(ReadPause.Cause.UNTAKEN);
    return true;
  }

  /** Another call is for the same console: this one ends. Returns what nobody has taken. */
  ByteBuffer replaced() {
    line.close(CALLED_AGAIN);
    telling.lock();
    try {
      return early.take();
    } finally {
      telling.unlock();
    }
  }

  /** Takes on what an earlier call printed and nobody has taken; before anything else. */
  void inherit(ByteBuffer printed) {
    telling.lock();
    try {
      var own = early.take();
      early.add(printed);
      early.add(own);
    } finally {
      telling.unlock();
    }
  }

  /**
   * Finds out whether the host still answers.
   *
   * @param alive told once, on the thread of the link or the timer's
   */
  void askWhetherAlive(Consumer<Boolean> alive) {
    var link = line.current();
    if (link.isEmpty()) {
      alive.accept(false);
    } else {
      liveness.ask(link.get(), alive);
    }
  }

  /** From which host it calls now; nothing while that is not known. */
  Optional<InetAddress> from() {
    return line.current().map(VspcLink::from);
  }

  boolean isTaken() {
    telling.lock();
    try {
      return sink != null;
    } finally {
      telling.unlock();
    }
  }

  boolean isOver() {
    telling.lock();
    try {
      return over != null;
    } finally {
      telling.unlock();
    }
  }

  private void tell(ConsoleOutput output) {
    telling.lock();
    try {
      var to = sink;
      if (to != null && !told) {
        to.accept(output);
      }
    } finally {
      telling.unlock();
    }
  }

  /** The guest printed. */
  void print(ByteBuffer bytes) {
    boolean enough = false;
    telling.lock();
    try {
      var to = sink;
      if (to == null) {
        enough = !early.add(bytes);
      } else if (!told) {
        to.accept(new ConsoleOutput.Bytes(bytes));
      }
    } finally {
      telling.unlock();
    }
    if (enough) {
      line.pause().add(ReadPause.Cause.UNTAKEN);
    }
  }

  /** Input waits from now on. */
  void held() {
    tell(new ConsoleOutput.Held(MOVES));
  }

  /** All input is gone, and more may follow. */
  void released() {
    if (!reset.isRunning()) { // else it tells by itself
      tell(new ConsoleOutput.Released());
    }
  }

  /** It is over; unless we ended it, its host calls again when the VM runs. */
  void end(Reason by) {
    var why = by.kind() == Reason.Kind.LOCAL ? by : new Reason(Reason.Kind.AWAY, by.text());
    telling.lock();
    try {
      if (over != null) {
        return;
      }
      over = why;
      var to = sink;
      if (to != null) {
        told = true;
        to.accept(new ConsoleOutput.Closed(why));
      }
    } finally {
      telling.unlock();
    }
    line.pause().remove(ReadPause.Cause.READER);
    ended.accept(this);
  }

  @Override
  public SendResult send(ConsoleInput input) throws IOException {
    return switch (input) {
      case ConsoleInput.Keys(ByteBuffer bytes) -> keys(bytes);
      case ConsoleInput.Break _ -> line.sendBreak() ? SendResult.DONE : SendResult.HELD;
      case ConsoleInput.WindowChange _, ConsoleInput.Seat _ -> SendResult.UNSUPPORTED;
      case ConsoleInput.Reset() -> {
        reset.start(() -> tell(new ConsoleOutput.Released()));
        yield SendResult.HELD;
      }
    };
  }

  private SendResult keys(ByteBuffer bytes) throws IOException {
    if (reset.isRunning()) {
      throw new IllegalStateException("keys while a reset is being sent");
    }
    return !bytes.hasRemaining() || line.send(Telnet.escaped(bytes))
        ? SendResult.DONE
        : SendResult.HELD;
  }

  /** The reset's keys, on whichever link takes input. */
  private final class ResetLine implements ResetSequence.Line {
    @Override
    public void write(ByteBuffer bytes) throws IOException {
      line.send(bytes);
    }

    @Override
    public boolean holds() {
      return line.holds();
    }

    @Override
    public void post(Runnable task) {
      telling.lock();
      try {
        task.run();
      } finally {
        telling.unlock();
      }
    }
  }

  @Override
  public void pause() {
    line.pause().add(ReadPause.Cause.READER);
  }

  @Override
  public void resume() {
    line.pause().remove(ReadPause.Cause.READER);
  }

  @Override
  public boolean mayBeQueued() {
    return false; // one host, one line
  }

  @Override
  public void close() {
    line.close(CLOSED_BY_US);
  }

  @Override
  public void extended(VspcLink link, boolean agreed) {
    // Agreed before it came here.
  }

  @Override
  public void printed(VspcLink link, ByteBuffer bytes) {
    line.pause().brought(link);
    if (line.prints(link, bytes)) {
      print(bytes);
    }
  }

  @Override
  public void said(VspcLink link, Suboption what, byte[] value) {
    switch (what) {
      case VMOTION_BEGIN -> line.begin(link, value);
      case VMOTION_COMPLETE -> line.complete(link);
      case VMOTION_ABORT -> line.abort(link);
      case VM_NAME -> {
        liveness.answered();
        registrar.named(console, Reception.text(value));
      }
      case VM_VC_UUID -> liveness.answered();
      case DO_PROXY -> link.say(Suboption.WILL_PROXY);
      case VMOTION_PEER,
          KNOWN_SUBOPTIONS_1,
          KNOWN_SUBOPTIONS_2,
          UNKNOWN_SUBOPTION_RCVD_1,
          UNKNOWN_SUBOPTION_RCVD_2,
          VMOTION_GOAHEAD,
          VMOTION_NOTNOW,
          VMOTION_PEER_OK,
          WILL_PROXY,
          WONT_PROXY,
          GET_VM_VC_UUID,
          GET_VM_NAME -> {}
    }
  }

  @Override
  public void drained(VspcLink link) {
    line.drained(link);
  }

  @Override
  public void ended(VspcLink link, Reason why) {
    line.ended(link, why);
  }
}
