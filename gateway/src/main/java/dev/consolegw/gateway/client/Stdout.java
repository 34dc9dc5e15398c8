package dev.consolegw.gateway.client;

import dev.consolegw.gateway.terminal.TerminalModes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Guest bytes on their way to stdout, which may be slow: a reader of the backend puts them here, a
 * thread of our own writes them, and past {@link #HIGH} the guest is held back.
 */
final class Stdout implements Runnable {
  /** Bytes that wait when the guest is stopped; one read of the backend may come on top. */
  static final int HIGH = 256 << 10;

  /** Bytes that wait when it goes on. */
  static final int LOW = 64 << 10;

  /** No bytes: the terminal is put right. */
  private static final byte[] RESTORE = {};

  private final OutputStream out;
  private final @Nullable TerminalModes modes;
  private final Gate gate;
  private final Consumer<IOException> broken;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private int size;
  private boolean held;
  private boolean finished;
  private boolean gone;

  /**
   * Where the bytes go.
   *
   * @param isTerminal whether a person sees them: it is left as it was before
   */
  record Screen(OutputStream out, boolean isTerminal) {}

  /** Where the guest is stopped. Called under the lock: must only set a flag. */
  interface Gate {
    void hold(boolean stop);
  }

  /**
   * @param broken told once, on the writing thread, when stdout takes no more
   */
  Stdout(Screen screen, Gate gate, Consumer<IOException> broken) {
    this.out = screen.out();
    this.modes = screen.isTerminal() ? new TerminalModes() : null;
    this.gate = gate;
    this.broken = broken;
  }

  /** Takes a copy; never blocks. */
  void add(ByteBuffer bytes) {
    var copy = new byte[bytes.remaining()];
    bytes.get(copy);
    lock.lock();
    try {
      if (gone || copy.length == 0) {
        return;
      }
      waiting.add(copy);
      size += copy.length;
      if (size >= HIGH && !held) {
        held = true;
        gate.hold(true);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether something waits to be written. */
  boolean isBusy() {
    lock.lock();
    try {
      return size > 0;
    } finally {
      lock.unlock();
    }
  }

  /** Tells the gate again if the guest is to stand still: it may not have been there before. */
  void remindGate() {
    lock.lock();
    try {
      if (held) {
        gate.hold(true);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Nothing more comes. The future ends when all of it is written, or nobody reads any more. */
  CompletableFuture<Void> finish() {
    lock.lock();
    try {
      finished = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    return done;
  }

  /** Nothing more is written, also of what waits, but for what puts the terminal right. */
  CompletableFuture<Void> cut() {
    lock.lock();
    try {
      waiting.clear();
      size = 0;
    } finally {
      lock.unlock();
    }
    return finish();
  }

  /** Whether a person sees what is written, on a terminal. */
  boolean isTerminal() {
    return modes != null;
  }

  /** Switches off what the guest may have switched on at the terminal, in its turn. */
  void restoreTerminal() {
    lock.lock();
    try {
      if (!gone && modes != null) {
        waiting.add(RESTORE);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Writes until {@link #finish}. */
  @Override
  public void run() {
    try {
      for (var piece = next(); piece != null; piece = next()) {
        show(piece);
      }
      if (modes != null) {
        out.write(modes.undo());
      }
    } catch (IOException e) {
      broken.accept(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end();
    }
  }

  private void show(byte[] piece) throws IOException {
    if (modes != null && piece.length == 0) {
      out.write(modes.restore());
      return;
    }
    out.write(piece);
    if (modes != null) {
      modes.watch(piece);
    }
    written(piece.length);
  }

  /** The next piece; null when there will be none. */
  private byte @Nullable [] next() throws InterruptedException {
    lock.lock();
    try {
      while (waiting.isEmpty() && !finished) {
        changed.await();
      }
      return waiting.poll();
    } finally {
      lock.unlock();
    }
  }

  private void written(int count) {
    lock.lock();
    try {
      size = Math.max(0, size - count); // it may have been cut meanwhile
      if (held && size <= LOW) {
        held = false;
        gate.hold(false);
      }
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    lock.lock();
    try {
      gone = true;
      waiting.clear();
      size = 0;
    } finally {
      lock.unlock();
    }
    done.complete(null);
  }
}
