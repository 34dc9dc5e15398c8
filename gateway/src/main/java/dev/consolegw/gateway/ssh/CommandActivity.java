package dev.consolegw.gateway.ssh;

import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.command.CommandIo;
import dev.consolegw.gateway.command.Refusal;
import dev.consolegw.gateway.console.ExitCode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * A channel that is a command: streams that block the command's virtual thread for as long as the
 * client does not read or send, and fail when it is gone.
 */
final class CommandActivity implements Activity, CommandIo {
  private final ConsoleChannel channel;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** What the client has sent and the command not read, as much as the window allows. */
  private ByteBuffer input = ByteBuffer.allocate(0);

  private final List<Runnable> whenGone = new ArrayList<>();
  private boolean ended;
  private boolean gone;

  /** Does the work of a command. */
  interface Work {
    ExitCode run(CommandIo io) throws Refusal, IOException;
  }

  CommandActivity(ConsoleChannel channel) {
    this.channel = channel;
  }

  /** Runs a command on this thread and ends the channel with what came of it. */
  static void run(ConsoleChannel channel, Work work) throws Refusal {
    var io = new CommandActivity(channel);
    channel.begin(io);
    try {
      channel.exit(work.run(io).status());
    } catch (IOException clientGone) {
      channel.close(true);
    }
  }

  // --- the command's side ---------------------------------------------------------------------

  @Override
  public boolean pty() {
    return channel.hasPty();
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
          channel.out().write(size, packet -> packet.put(piece));
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
        while (!input.hasRemaining() && !ended && !gone) {
          changed.awaitUninterruptibly();
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

  @Override
  public void data(ByteBuffer bytes) {
    change(() -> keep(bytes));
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
  public void resized(ConsoleInput.WindowChange size) {}

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
