package dev.consolegw.gateway.ssh;

import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.command.CommandIo;
import dev.consolegw.gateway.command.Refusal;
import dev.consolegw.gateway.console.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A channel that is a command: streams that block the command's virtual thread for as long as the
 * client does not read or send, and fail when it is gone.
 */
final class CommandActivity implements Activity, CommandIo {
  private final ConsoleChannel channel;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<ByteBuffer> input = new ArrayDeque<>();
  private @Nullable Runnable whenGone;
  private boolean ended;
  private boolean gone;

  /** Does the work of a command. */
  interface Work {
    ExitCode run(CommandIo io) throws Refusal, IOException;
  }

  private CommandActivity(ConsoleChannel channel) {
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
      whenGone = what;
      if (!gone) {
        return;
      }
    } finally {
      lock.unlock();
    }
    what.run();
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
        while (input.isEmpty() && !ended && !gone) {
          changed.awaitUninterruptibly();
        }
        var next = input.peek();
        if (next == null) {
          return -1;
        }
        count = Math.min(length, next.remaining());
        next.get(into, start, count);
        if (!next.hasRemaining()) {
          input.remove();
        }
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
    var kept = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
    change(() -> input.add(kept));
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
    change(() -> gone = true);
    Runnable what;
    lock.lock();
    try {
      what = whenGone;
    } finally {
      lock.unlock();
    }
    if (what != null) {
      what.run();
    }
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
