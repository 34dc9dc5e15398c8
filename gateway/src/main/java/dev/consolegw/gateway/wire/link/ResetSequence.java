package dev.consolegw.gateway.wire.link;

import dev.consolegw.gateway.net.Link;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What brings most guests back to a login prompt: Ctrl-C, Return, Ctrl-D, with time in between for
 * the shell to follow. The same bytes and times as the Odorobo agent's own reset.
 */
public final class ResetSequence {
  private static final byte[] KEYS = {0x03, 0x0D, 0x04};
  private static final int GAP_MILLIS = 75;

  private final Link link;
  private final ScheduledExecutorService scheduler;
  private volatile boolean running;

  public ResetSequence(Link link, ScheduledExecutorService scheduler) {
    this.link = link;
    this.scheduler = scheduler;
  }

  /** Whether some of it is still to be sent. */
  public boolean isRunning() {
    return running;
  }

  /**
   * Sends the first key now and the others from the scheduler's thread.
   *
   * @param released called on the link's thread when all is sent, unless something is still held:
   *     then {@link Link.Listener#drained} follows
   */
  public void start(Runnable released) throws IOException {
    if (running) {
      throw new IllegalStateException("a reset is being sent already");
    }
    running = true;
    try {
      step(0, released);
    } catch (IOException e) {
      running = false;
      throw e;
    }
  }

  private void step(int at, Runnable released) throws IOException {
    link.write(ByteBuffer.wrap(KEYS, at, 1));
    if (at + 1 < KEYS.length) {
      var _ = scheduler.schedule(() -> next(at + 1, released), GAP_MILLIS, TimeUnit.MILLISECONDS);
    } else {
      link.post(() -> {
        running = false;
        if (!link.holds()) {
          released.run();
        }
      });
    }
  }

  private void next(int at, Runnable released) {
    try {
      step(at, released);
    } catch (IOException e) {
      running = false; // The connection is gone; its Closed is on the way.
    }
  }
}
