package dev.consolegw.gateway.front;

import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.ops.SessionRegistry;
import dev.consolegw.gateway.session.ClientTerminal;
import dev.consolegw.gateway.session.ExecStreams;
import dev.consolegw.gateway.session.SessionEnd;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A channel that is a command: streams that block the command's virtual thread for as long as the
 * client does not read or send, and fail when it is gone.
 *
 * <p>The command's side is for that thread, the client's for the front's; {@link #whenGone}, {@link
 * #room} and {@link #stop} for any.
 */
final class CommandHandler implements ChannelHandler, ExecStreams {
  private final ClientChannel channel;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** What the client has sent and the command not read, as much as the window allows. */
  private ByteBuffer input = ByteBuffer.allocate(0);

  private final List<Runnable> whenGone = new ArrayList<>();
  private boolean ended;
  private boolean gone;
  private boolean isCommand;
  private boolean reads;
  private @Nullable SessionEnd ending;
  private @Nullable ClientSignal signal;
  private @Nullable Asked asked;
  private volatile ConsoleInput.@Nullable WindowChange size;

  /** Does the work of a command. */
  interface Work {
    /** Runs to the end. */
    End run(ExecStreams io) throws Refusal, IOException;
  }

  CommandHandler(ClientChannel channel) {
    this.channel = channel;
  }

  /** Runs a command on this thread and ends the channel with what came of it. */
  static void run(LiveChannel live, SessionRegistry.Kind kind, Work work) throws Refusal {
    var channel = live.channel();
    var io = new CommandHandler(channel);
    io.isCommand = kind == SessionRegistry.Kind.COMMAND;
    channel.begin(io);
    live.becomes(kind, io::stop);
    try {
      var how = work.run(io);
      var why = io.ending();
      if (why != null && kind == SessionRegistry.Kind.SHELL) {
        throw new Refusal(why.code(), why.text()).onRecord(); // what ran was cut off
      }
      io.signalStatus().ifPresentOrElse(channel::exit, () -> channel.exit(how));
    } catch (Refusal refusal) {
      var why = io.ending();
      if (why != null && kind == SessionRegistry.Kind.SHELL) {
        var first = new Refusal(why.code(), why.text()); // of which the other is a consequence
        throw refusal.isOnRecord() ? first.onRecord() : first;
      }
      int status = io.signalStatus().orElseThrow(() -> refusal);
      channel.exit(status);
    } catch (IOException cutOff) {
      var why = io.ending();
      if (why != null) {
        throw new Refusal(why.code(), why.text()).onRecord(); // with the end of what ran
      }
      io.signalStatus().ifPresentOrElse(channel::exit, channel::abort);
    }
  }

  /** The exit status, when a signal has ended it. */
  private OptionalInt signalStatus() {
    lock.lock();
    try {
      return signal == null ? OptionalInt.empty() : OptionalInt.of(signal.status());
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the client no longer: what has come may be read, and then reading fails. */
  private void stop(SessionEnd why) {
    change(() -> ending = why);
  }

  private @Nullable SessionEnd ending() {
    lock.lock();
    try {
      return ending;
    } finally {
      lock.unlock();
    }
  }

  // --- the command's side ---------------------------------------------------------------------

  @Override
  public boolean pty() {
    return channel.caller().pty();
  }

  @Override
  public Optional<ClientTerminal> terminal() {
    if (!pty()) {
      return Optional.empty();
    }
    var type = channel.request().terminal();
    var now = size;
    return Optional.of(
        now == null
            ? new ClientTerminal(type, 0, 0)
            : new ClientTerminal(type, now.columns(), now.rows()));
  }

  @Override
  public Optional<String> cutOff() {
    lock.lock();
    try {
      var why = ending;
      if (why != null) {
        return Optional.of(why.text());
      }
      return signal != null
          ? Optional.of("ended by SIG" + signal)
          : Optional.of("the client left").filter(_ -> gone);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void whenAsked(Asked what) {
    change(() -> asked = what);
  }

  @Override
  public OutputStream out() {
    return new Out(false);
  }

  @Override
  public OutputStream err() {
    return new Out(true);
  }

  @Override
  public InputStream in() {
    change(() -> reads = true);
    return new In();
  }

  @Override
  public void whenGone(Runnable what) {
    lock.lock();
    try {
      if (!gone) {
        whenGone.add(what);
        return;
      }
    } finally {
      lock.unlock();
    }
    what.run();
  }

  /**
   * Waits for input.
   *
   * @param other stops the waiting when it becomes true; whoever makes it so calls {@link #room}
   * @return all that has come; empty when it is something else or nothing in time
   * @throws IOException when no input can come any more
   */
  byte[] poll(Duration atMost, BooleanSupplier other) throws IOException {
    byte[] came;
    lock.lock();
    try {
      long left = atMost.toNanos();
      while (!input.hasRemaining() && !ended && !gone && !other.getAsBoolean() && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (!input.hasRemaining() && (ended || gone)) {
        throw new EOFException("the client sends no more");
      }
      came = new byte[input.remaining()];
      input.get(came);
    } catch (InterruptedException stop) {
      throw new InterruptedIOException("the gateway stops");
    } finally {
      lock.unlock();
    }
    channel.taken(came.length);
    return came;
  }

  /** Throws away what the client has sent and nobody has read. */
  void forget() {
    int count;
    lock.lock();
    try {
      count = input.remaining();
      input.position(input.limit());
    } finally {
      lock.unlock();
    }
    channel.taken(count);
  }

  private final class Out extends OutputStream {
    private final boolean beside;

    Out(boolean beside) {
      this.beside = beside;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int start, int length) throws IOException {
      var left = ByteBuffer.wrap(bytes, start, length);
      while (left.hasRemaining()) {
        int size = Math.min(awaitRoom(), left.remaining());
        var piece = left.slice(left.position(), size);
        if (beside) {
          if (channel.out().writeBeside(piece)) {
            left.position(left.position() + size);
          }
        } else {
          var _ = channel.out().write(size, packet -> packet.put(piece));
          left.position(left.position() + piece.position());
        }
      }
    }
  }

  private int awaitRoom() throws IOException {
    lock.lock();
    try {
      int room = channel.out().room();
      while (room == 0 && !gone) {
        changed.awaitUninterruptibly();
        room = channel.out().room();
      }
      if (gone) {
        throw new IOException("the client is gone");
      }
      return room;
    } finally {
      lock.unlock();
    }
  }

  private final class In extends InputStream {
    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int start, int length) throws IOException {
      int count;
      lock.lock();
      try {
        while (!input.hasRemaining() && !ended && !gone && ending == null) {
          changed.awaitUninterruptibly();
        }
        if (!input.hasRemaining() && !ended && !gone) {
          throw new InterruptedIOException("the session is over");
        }
        if (!input.hasRemaining()) {
          return -1;
        }
        count = Math.min(length, input.remaining());
        input.get(into, start, count);
      } finally {
        lock.unlock();
      }
      channel.taken(count);
      return count;
    }
  }

  // --- the client's side ----------------------------------------------------------------------

  /** Ctrl-C on a terminal is a signal to a command that does not read. */
  @Override
  public void data(ByteBuffer bytes) {
    var interrupted = new AtomicBoolean();
    change(() -> {
      interrupted.set(isCommand && pty() && !reads && ClientSignal.isTypedIn(bytes));
      keep(bytes);
    });
    if (interrupted.get()) {
      signalled(ClientSignal.INT);
    }
  }

  /** As if the client were gone, but it hears the exit status; unless what runs takes signals. */
  @Override
  public void signalled(ClientSignal which) {
    var taker = taker();
    if (taker != null) {
      taker.signalled(which.name());
      return;
    }
    change(() -> signal = signal == null && !gone ? which : signal);
    gone();
  }

  /** One buffer, for a client may send its whole window in single bytes. */
  private void keep(ByteBuffer bytes) {
    int count = bytes.remaining();
    if (input.capacity() - input.limit() < count) {
      int left = input.remaining();
      input = ByteBuffer.allocate(Math.max(2 * left, left + count)).put(input).flip();
    }
    int end = input.limit();
    input.limit(end + count).put(end, bytes, bytes.position(), count);
  }

  @Override
  public void endOfInput() {
    change(() -> ended = true);
  }

  @Override
  public void resized(ConsoleInput.WindowChange newest) {
    size = newest;
    var taker = taker();
    if (taker != null) {
      taker.resized(newest.columns(), newest.rows());
    }
  }

  private @Nullable Asked taker() {
    lock.lock();
    try {
      return asked;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void broke(Duration length) {}

  @Override
  public void room() {
    change(() -> {});
  }

  @Override
  public void gone() {
    var what = new ArrayList<Runnable>();
    change(() -> {
      gone = true;
      what.addAll(whenGone);
      whenGone.clear();
    });
    what.forEach(Runnable::run);
  }

  private void change(Runnable what) {
    lock.lock();
    try {
      what.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
