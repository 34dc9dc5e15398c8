package dev.consolegw.gateway.history.merge;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Old output that a wire repeats when it connects, until it is known what of it is new.
 *
 * <pre>
 *   NONE ── a piece ──▶ COLLECTING ── live output, or silence ──▶ MATCHING ── disk ──▶ PASSING
 *     ▲                                                                                  │
 *     └───────────────────────── live output, or the end of the connection ──────────────┘
 * </pre>
 *
 * What is stored is read on a disk thread; if that takes too long, all of the backlog counts as
 * new. Any thread; the lock is never held over I/O.
 */
public final class BacklogMerge {
  /** Twice of what Cloud Hypervisor repeats; what is more is not compared any more. */
  static final int MOST = 2 << 20;

  private final Known known;
  private final Sink sink;
  private final Executor diskThreads;
  private final Duration within;
  private ByteArrayOutputStream pieces = new ByteArrayOutputStream(0);
  private volatile State state = State.NONE;
  private boolean ended;
  private int collected;
  private CompletableFuture<Void> matched = CompletableFuture.completedFuture(null);

  private enum State {
    NONE,
    COLLECTING,
    MATCHING,
    PASSING
  }

  /** Reads the newest part of what is stored, without a gap; disk thread. */
  @FunctionalInterface
  public interface Known {
    byte[] newest(int atMost);
  }

  /** Takes what is new. Must not wait. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Appends.
     *
     * @param continues whether it follows what is stored without a gap
     */
    void append(ByteBuffer bytes, boolean continues);
  }

  /**
   * Nothing collected yet.
   *
   * @param within how long whoever brings output waits for the disk
   */
  public BacklogMerge(Known known, Sink sink, Executor diskThreads, Duration within) {
    this.known = known;
    this.sink = sink;
    this.diskThreads = diskThreads;
    this.within = within;
  }

  /** How many pieces came so far; as long as that grows there is more to come. */
  public synchronized int collected() {
    return collected;
  }

  /** Takes a piece; false when the backlog is over already and the piece is output like other. */
  public boolean collect(ByteBuffer bytes) {
    await();
    if (!bytes.hasRemaining()) {
      return true;
    }
    boolean full;
    synchronized (this) {
      if (state == State.PASSING) {
        return false;
      }
      state = State.COLLECTING;
      var copy = new byte[bytes.remaining()];
      bytes.get(copy);
      pieces.writeBytes(copy);
      collected++;
      full = pieces.size() >= MOST;
    }
    if (full) {
      var _ = match();
    }
    return true;
  }

  /** No more of it comes for now; done when what is new of it is appended. */
  public CompletableFuture<Void> match() {
    CompletableFuture<Void> done;
    synchronized (this) {
      if (state != State.COLLECTING) {
        return matched;
      }
      state = State.MATCHING;
      done = new CompletableFuture<>();
      matched = done;
    }
    try {
      diskThreads.execute(this::compare);
    } catch (RejectedExecutionException crowded) {
      finish(-1);
    }
    return done;
  }

  private void compare() {
    byte[] all;
    synchronized (this) {
      all = pieces.toByteArray();
    }
    finish(BacklogOverlap.end(known.newest(Math.min(all.length, MOST)), all));
  }

  private void finish(int from) {
    CompletableFuture<Void> done;
    synchronized (this) {
      if (state != State.MATCHING) {
        return;
      }
      var all = pieces.toByteArray();
      pieces = new ByteArrayOutputStream(0); // not reset: it would keep its room
      int known = Math.max(0, from);
      sink.append(ByteBuffer.wrap(all, known, all.length - known), from >= 0);
      state = ended ? State.NONE : State.PASSING;
      ended = false;
      done = matched;
    }
    done.complete(null);
  }

  /** Live output comes: what was repeated has to be in its place before. */
  public void over() {
    if (state != State.NONE) {
      var _ = match();
      await();
      synchronized (this) {
        state = State.NONE;
      }
    }
  }

  /** The connection ended. Done when what is new of its backlog is appended. */
  public CompletableFuture<Void> end() {
    synchronized (this) {
      ended = state == State.COLLECTING || state == State.MATCHING;
      state = state == State.PASSING ? State.NONE : state;
    }
    return match();
  }

  private void await() {
    if (state != State.MATCHING) {
      return;
    }
    try {
      matched().get(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException stalled) {
      finish(-1);
    } catch (ExecutionException impossible) {
      throw new IllegalStateException("never completed so", impossible);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      finish(-1);
    }
  }

  private synchronized CompletableFuture<Void> matched() {
    return matched;
  }
}
