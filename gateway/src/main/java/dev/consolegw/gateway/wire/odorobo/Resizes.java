package dev.consolegw.gateway.wire.odorobo;

import dev.consolegw.gateway.backend.ConsoleInput.WindowChange;
import dev.consolegw.gateway.net.websocket.WebSocketLink;
import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sends sizes, but no storm of them while somebody drags a window: the first at once, then the
 * newest every {@value #GAP_MILLIS} ms, and always the last.
 */
final class Resizes {
  static final int GAP_MILLIS = 100;

  private final WebSocketLink link;
  private final ScheduledExecutorService scheduler;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable WindowChange newest; // unsent; guarded by lock
  private boolean gap; // since the last one was sent; guarded by lock
  private boolean stopped; // guarded by lock

  Resizes(WebSocketLink link, ScheduledExecutorService scheduler) {
    this.link = link;
    this.scheduler = scheduler;
  }

  /** Sends now or soon. */
  void offer(WindowChange size) throws IOException {
    lock.lock();
    try {
      newest = size;
      if (!gap) {
        sendNewest();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The connection has ended. */
  void stop() {
    lock.lock();
    try {
      stopped = true;
    } finally {
      lock.unlock();
    }
  }

  /** With the lock; writing does not block. A size does not queue behind a paste, it waits. */
  private void sendNewest() throws IOException {
    var size = newest;
    gap = size != null && !stopped;
    if (size == null || stopped) {
      return;
    }
    if (!link.holds()) {
      newest = null;
      link.writeText(Control.resize(size));
    }
    var _ = scheduler.schedule(this::gapIsOver, GAP_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void gapIsOver() {
    lock.lock();
    try {
      sendNewest();
    } catch (IOException e) {
      stopped = true; // The connection has ended; its Closed is on the way.
    } finally {
      lock.unlock();
    }
  }
}
