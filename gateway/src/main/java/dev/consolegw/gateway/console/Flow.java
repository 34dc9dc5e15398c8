package dev.consolegw.gateway.console;

import dev.consolegw.gateway.backend.Backend;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Holds the guest back while the writer cannot follow. Any thread; pausing and resuming a backend
 * only sets a flag there, so the lock is not held over I/O.
 */
final class Flow {
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Backend backend;
  private volatile boolean paused;

  void begin(Backend line) {
    set(line, false);
  }

  void end() {
    set(null, false);
  }

  boolean isPaused() {
    return paused;
  }

  void pause() {
    change(true);
  }

  void resume() {
    if (paused) {
      change(false);
    }
  }

  private void set(@Nullable Backend line, boolean stopped) {
    lock.lock();
    try {
      backend = line;
      paused = stopped;
    } finally {
      lock.unlock();
    }
  }

  private void change(boolean stop) {
    lock.lock();
    try {
      if (backend == null || paused == stop) {
        return;
      }
      paused = stop;
      if (stop) {
        backend.pause();
      } else {
        backend.resume();
      }
    } finally {
      lock.unlock();
    }
  }
}
