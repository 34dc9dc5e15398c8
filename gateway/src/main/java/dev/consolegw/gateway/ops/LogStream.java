package dev.consolegw.gateway.ops;

import dev.consolegw.gateway.fault.Uncaught;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The log's way to standard error: whoever writes a line puts it into a bounded queue and goes on,
 * and one thread writes what is there. Whoever reads the other end slowly, or not at all, stops
 * nobody. What finds the queue full is dropped and counted; once half of the queue is free again, a
 * line at the place of the gap says how many lines are missing. What the system does not take, such
 * as a full disk, is tried again each second.
 *
 * <p>Any thread; no write waits. The lock is held over memory only.
 */
public final class LogStream extends OutputStream implements LogHealth {
  /** Bytes that wait at most, what each piece costs beyond its text included. */
  static final int MOST = 1 << 20;

  /** What a piece in the queue costs beyond its text, in bytes. */
  static final int PIECE = 64;

  /** After a write has taken so long, nobody takes what is written. */
  static final Duration STALLED = Duration.ofSeconds(2);

  /** How long the end of the process waits for what is queued. */
  public static final Duration AT_EXIT = Duration.ofSeconds(1);

  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final OutputStream to;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition pause = lock.newCondition(); // nobody signals it
  private final Deque<byte[]> queue = new ArrayDeque<>();
  private int queued;
  private boolean dropping;
  private long dropped;
  private long lost;
  private boolean failing;
  private long writingSince = Long.MAX_VALUE;
  private boolean started;

  /**
   * Writes nothing before {@link #start}.
   *
   * @param to may block, or fail; only our own thread writes there
   */
  public LogStream(OutputStream to, InstantSource clock) {
    super();
    this.to = to;
    this.clock = clock;
  }

  /** Starts the thread that writes, and takes the place of {@link System#err}. */
  public void install() {
    start();
    var charset = Charset.forName(System.getProperty("stderr.encoding", "UTF-8"));
    System.setErr(new PrintStream(this, true, charset));
  }

  /** Starts the thread that writes. */
  void start() {
    lock.lock();
    try {
      if (started) {
        return;
      }
      started = true;
    } finally {
      lock.unlock();
    }
    Thread.ofPlatform().daemon().name("log-writer").start(this::writeAll);
  }

  @Override
  public void write(int one) {
    write(new byte[] {(byte) one}, 0, 1);
  }

  /** Takes these bytes as they are, all of them or none. */
  @Override
  public void write(byte[] bytes, int from, int length) {
    if (length == 0) {
      return;
    }
    lock.lock();
    try {
      if (dropping || queued + length + PIECE > MOST) {
        dropping = true;
        int lines = bytes[from + length - 1] == '\n' ? 1 : 0;
        dropped += lines;
        lost += lines;
        return;
      }
      add(Arrays.copyOfRange(bytes, from, from + length));
    } finally {
      lock.unlock();
    }
  }

  private void add(byte[] piece) {
    queue.add(piece);
    queued += piece.length + PIECE;
    changed.signalAll();
  }

  /**
   * Whether what is written arrives: nothing is being dropped, the last write succeeded, and none
   * has been under way for {@link #STALLED}.
   */
  @Override
  public boolean isWritable() {
    lock.lock();
    try {
      return !dropping
          && !failing
          && (writingSince == Long.MAX_VALUE || clock.millis() - writingSince < STALLED.toMillis());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long lost() {
    lock.lock();
    try {
      return lost;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until all that was written so far has arrived; does nothing before {@link #install}.
   *
   * @param atMost it does not wait for longer
   */
  public void drain(Duration atMost) {
    long left = atMost.toNanos();
    lock.lock();
    try {
      while (started && !queue.isEmpty() && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("InfiniteLoopStatement") // a daemon: it ends with the process
  private void writeAll() {
    try {
      while (true) {
        written(takes(next()));
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for a piece; it stays in the queue until it is written. */
  private byte[] next() throws InterruptedException {
    lock.lock();
    try {
      while (queue.isEmpty()) {
        changed.await();
      }
      writingSince = clock.millis();
      return queue.element();
    } finally {
      lock.unlock();
    }
  }

  private boolean takes(byte[] piece) {
    try {
      to.write(piece);
      to.flush();
      return true;
    } catch (IOException refused) {
      return false; // tried again; there is no other place to say so
    } catch (RuntimeException bug) {
      Uncaught.pass(bug);
      return false;
    }
  }

  private void written(boolean all) throws InterruptedException {
    lock.lock();
    try {
      writingSince = Long.MAX_VALUE;
      failing = !all;
      if (all) {
        queued -= queue.remove().length + PIECE;
        goOn();
        changed.signalAll();
      } else {
        long left = AGAIN.toNanos();
        while (left > 0) {
          left = pause.awaitNanos(left);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes lines again when half of the queue is free, and says how many are missing here. */
  private void goOn() {
    if (dropping && queued < MOST / 2) {
      var line =
          "%s WARN  %s event=log-lines-dropped count=%d%n"
              .formatted(clock.instant(), LogStream.class.getName(), dropped);
      dropping = false;
      dropped = 0;
      add(line.getBytes(StandardCharsets.UTF_8));
    }
  }
}
