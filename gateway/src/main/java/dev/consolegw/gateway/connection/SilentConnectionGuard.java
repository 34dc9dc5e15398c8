package dev.consolegw.gateway.connection;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keys to a silent connection. Nova's proxy and QEMU accept a second client, show it nothing, and
 * hand what it typed to the guest when the first one leaves; closing does not take it back. So
 * until such a connection has shown output, one CR may go out to provoke some, and the rest waits.
 * When nothing comes for long enough, the waiting keys are thrown away and the person is told.
 *
 * <p>{@link InputQueue} calls it under its lock, except for {@link #open} and {@link #isSilent}.
 */
public final class SilentConnectionGuard {
  private static final byte CR = '\r';

  private final Duration patience;
  private final ScheduledExecutorService timer;
  private final Runnable stillSilent;
  private volatile boolean silent;
  private boolean crSpent;
  private @Nullable Future<?> alarm;

  /**
   * @param stillSilent runs on the timer when keys have waited for {@code patience}
   */
  public SilentConnectionGuard(
      Duration patience, ScheduledExecutorService timer, Runnable stillSilent) {
    this.patience = patience;
    this.timer = timer;
    this.stillSilent = stillSilent;
  }

  void begin(boolean mayBeQueued) {
    end();
    silent = mayBeQueued;
    crSpent = false;
  }

  void end() {
    silent = false;
    if (alarm != null) {
      alarm.cancel(false);
      alarm = null;
    }
  }

  /** Output came: true when the connection was silent until now. Any thread. */
  boolean open() {
    if (!silent) {
      return false;
    }
    silent = false;
    return true;
  }

  /** Whether the connection has shown nothing yet, and keys wait for that. Any thread. */
  boolean isSilent() {
    return silent;
  }

  /** Whether a CR may go out to provoke some output; there is one for each connection. */
  boolean mayWake() {
    return silent && !crSpent;
  }

  /** How many of these bytes may go out now. */
  int allows(ByteBuffer keys) {
    if (!silent) {
      return Integer.MAX_VALUE;
    }
    if (!crSpent && keys.get(keys.position()) == CR) {
      crSpent = true;
      return 1;
    }
    if (alarm == null || alarm.isDone()) {
      alarm = timer.schedule(this::ring, patience.toMillis(), TimeUnit.MILLISECONDS);
    }
    return 0;
  }

  private void ring() {
    if (silent) {
      stillSilent.run();
    }
  }
}
