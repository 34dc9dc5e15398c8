package dev.consolegw.gateway.console.viewer;

import dev.consolegw.gateway.terminal.TerminalReplies;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the answers of one viewer's terminal from the guest, while others answer. What comes in one
 * call goes on in one piece, in its order. Keys that may yet become an answer wait for the rest, no
 * longer than {@link TerminalReplies#PATIENCE}.
 *
 * <p>Any thread; whoever finds nobody forwarding forwards, outside the lock. Memory is bounded by
 * the client's SSH window: each byte is forwarded or counted as dropped before it is given back.
 */
final class TerminalReplyFilter {
  private final ScheduledExecutorService timer;
  private final Consumer<ByteBuffer> forward;
  private final IntConsumer dropped;
  private final ReentrantLock lock = new ReentrantLock();
  private final ByteArrayOutputStream ready = new ByteArrayOutputStream();
  private final TerminalReplies answers = new TerminalReplies(ready);
  private boolean forwarding;
  private long calls;
  private @Nullable Future<?> alarm;

  /**
   * @param forward gets keys, by one thread at a time
   * @param dropped told how many bytes were an answer
   */
  TerminalReplyFilter(
      ScheduledExecutorService timer, Consumer<ByteBuffer> forward, IntConsumer dropped) {
    this.timer = timer;
    this.forward = forward;
    this.dropped = dropped;
  }

  /**
   * Takes what was typed.
   *
   * @param bytes the caller's again when this returns
   * @param drops whether answers are to be dropped; else everything passes at once
   */
  void feed(ByteBuffer bytes, boolean drops) {
    change(
        bytes.remaining(),
        () -> {
          if (!drops) {
            answers.release();
          }
          while (bytes.hasRemaining()) {
            if (drops) {
              answers.feed(bytes.get());
            } else {
              ready.write(bytes.get());
            }
          }
          calls++;
          setAlarm();
        });
  }

  private void change(int fresh, Runnable what) {
    int gone;
    lock.lock();
    try {
      int before = fresh + answers.held() + ready.size();
      what.run();
      gone = before - answers.held() - ready.size();
    } finally {
      lock.unlock();
    }
    if (gone > 0) {
      dropped.accept(gone);
    }
    forwardAll();
  }

  private void setAlarm() {
    if (alarm != null) {
      alarm.cancel(false);
      alarm = null;
    }
    if (answers.waits()) {
      long call = calls;
      alarm =
          timer.schedule(
              () -> waitedEnough(call), answers.patience().toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void waitedEnough(long call) {
    change(
        0,
        () -> {
          if (call == calls) {
            answers.release();
          }
        });
  }

  private void forwardAll() {
    for (var next = next(false); next != null; next = next(true)) {
      forward.accept(next);
    }
  }

  private @Nullable ByteBuffer next(boolean mine) {
    lock.lock();
    try {
      if (forwarding && !mine) {
        return null;
      }
      forwarding = ready.size() > 0;
      if (!forwarding) {
        return null;
      }
      var piece = ByteBuffer.wrap(ready.toByteArray());
      ready.reset();
      return piece;
    } finally {
      lock.unlock();
    }
  }
}
