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

  private final Line link;
  private final ScheduledExecutorService scheduler;
  private volatile boolean running;

  /** What the keys are written to; as a {@link Link}, where there is one for all of them. */
  public interface Line {
    /** Writes, and keeps what is not taken at once. */
    void write(ByteBuffer bytes) throws IOException;

    /** Whether something written is still waiting. */
    boolean holds();

    /** Runs a short task, never at the same time as others that are told of the line. */
    void post(Runnable task);
  }

  public ResetSequence(Link link, ScheduledExecutorService scheduler) {
    this(
        new Line() {
          @Override
          public void write(ByteBuffer bytes) throws IOException {
            link.write(bytes);
          }

          @Override
          public boolean holds() {
            return link.holds();
          }

          @Override
          public void post(Runnable task) {
            link.post(task);
          }
        },
        scheduler);
  }

  public ResetSequence(Line link, ScheduledExecutorService scheduler) {
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
