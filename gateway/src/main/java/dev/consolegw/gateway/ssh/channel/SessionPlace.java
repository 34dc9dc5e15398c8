package dev.consolegw.gateway.ssh.channel;

import java.util.concurrent.atomic.AtomicBoolean;

/** What one session takes of its connection and its person. Given back once; any thread. */
public final class SessionPlace implements AutoCloseable {
  private final AtomicBoolean taken = new AtomicBoolean(true);
  private final Runnable giveBack;

  /**
   * One that was just taken.
   *
   * @param giveBack short
   */
  public SessionPlace(Runnable giveBack) {
    this.giveBack = giveBack;
  }

  @Override
  public void close() {
    if (taken.getAndSet(false)) {
      giveBack.run();
    }
  }
}
