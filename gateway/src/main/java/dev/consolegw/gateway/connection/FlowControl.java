package dev.consolegw.gateway.connection;

import dev.consolegw.gateway.backend.Backend;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Holds the guest back for as long as there is a cause. Any thread; pausing and resuming a backend
 * only sets a flag there, so the lock is not held over I/O.
 */
public final class FlowControl {
  private final ReentrantLock lock = new ReentrantLock();
  private int causes; // a bit for each
  private @Nullable Backend backend;
  private volatile boolean paused;

  /** Why the guest waits. */
  public enum Cause {
    /** The viewer with the seat reads more slowly than the guest prints. */
    WRITER(1),
    /** The disk does. */
    DISK(2);

    private final int bit;

    Cause(int bit) {
      this.bit = bit;
    }
  }

  void begin(Backend live) {
    set(live);
  }

  void end() {
    set(null);
  }

  /** Whether it waits at the moment. */
  public boolean isPaused() {
    return paused;
  }

  /** Holds the guest back until this cause, too, is gone. */
  public void pause(Cause cause) {
    lock.lock();
    try {
      if (backend == null) {
        return;
      }
      boolean first = causes == 0;
      causes |= cause.bit;
      if (first) {
        paused = true;
        backend.pause();
      }
    } finally {
      lock.unlock();
    }
  }

  /** This cause is gone. */
  public void resume(Cause cause) {
    if (!paused) {
      return;
    }
    lock.lock();
    try {
      boolean last = causes == cause.bit;
      causes &= ~cause.bit;
      if (backend != null && last) {
        paused = false;
        backend.resume();
      }
    } finally {
      lock.unlock();
    }
  }

  private void set(@Nullable Backend live) {
    lock.lock();
    try {
      backend = live;
      causes = 0;
      paused = false;
    } finally {
      lock.unlock();
    }
  }
}
