package dev.consolegw.gateway.terminal.input;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a terminal sends, and lets what has only begun expire when nothing more comes in time.
 * What is found is acted on in its order, by one thread at a time, outside the lock: whoever finds
 * nobody acting acts. Any thread.
 *
 * @param <E> what is found
 */
public final class TimedInput<E> {
  private final ScheduledExecutorService timer;
  private final Reader<E> reader;
  private final Consumer<? super E> act;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private final Deque<E> found = new ArrayDeque<>();
  private boolean acting;
  private boolean stopped;
  private long calls;
  private @Nullable Future<?> alarm;

  /**
   * Finds something in bytes; a state machine in memory alone. One call at a time.
   *
   * @param <E> what is found
   */
  public interface Reader<E> {
    /** Reads all bytes; they are the caller's again when this returns. */
    void read(ByteBuffer bytes, Consumer<? super E> found);

    /** Nothing more comes of what has begun. */
    void expire(Consumer<? super E> found);

    /** How long to wait before that; empty when nothing has begun. */
    Optional<Duration> patience();
  }

  /**
   * @param timer tells when it was waited for long enough
   * @param act gets what is found, one at a time; must not block
   */
  public TimedInput(ScheduledExecutorService timer, Reader<E> reader, Consumer<? super E> act) {
    this.timer = timer;
    this.reader = reader;
    this.act = act;
  }

  /** Takes what was sent; the bytes are the caller's again when this returns. */
  public void feed(ByteBuffer bytes) {
    change(() -> reader.read(bytes, found::add));
  }

  /** Nothing more comes: what has begun is what it is. */
  public void end() {
    change(() -> reader.expire(found::add));
  }

  /** Nobody waits for anything any more. */
  public void stop() {
    lock.lock();
    try {
      stopped = true;
      cancelAlarm();
    } finally {
      lock.unlock();
    }
  }

  private void change(Runnable what) {
    lock.lock();
    try {
      what.run();
      calls++;
      cancelAlarm();
      if (!stopped) {
        reader.patience().ifPresent(this::setAlarm);
      }
    } finally {
      lock.unlock();
    }
    actOnAll();
  }

  private void cancelAlarm() {
    if (alarm != null) {
      alarm.cancel(false);
      alarm = null;
    }
  }

  private void setAlarm(Duration patience) {
    long call = calls;
    alarm = timer.schedule(() -> expire(call), patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Unless something has come meanwhile. */
  private void expire(long call) {
    change(() -> {
      if (call == calls && !stopped) {
        reader.expire(found::add);
      }
    });
  }

  private void actOnAll() {
    for (var next = next(false); next != null; next = next(true)) {
      act.accept(next);
    }
  }

  private @Nullable E next(boolean mine) {
    lock.lock();
    try {
      if (acting && !mine) {
        return null;
      }
      var next = found.poll();
      acting = next != null;
      return next;
    } finally {
      lock.unlock();
    }
  }
}
