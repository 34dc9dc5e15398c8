package dev.consolegw.gateway.command;

import dev.consolegw.gateway.command.log.Log;
import dev.consolegw.gateway.console.ExitCode;
import dev.consolegw.gateway.console.Followers;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Waits for output of a console until the client goes, or may read it no longer. However much
 * comes, it is one signal.
 */
final class Following implements Log.News, AutoCloseable {
  private final BlockingQueue<Boolean> news = new ArrayBlockingQueue<>(1);
  private final Followers.Follower follower;
  private final Lease lease;
  private volatile boolean gone;

  Following(Opened opened, CommandIo io) throws Refusal {
    this.lease = new Lease(opened, this::signal);
    this.follower = opened.console().followers().join(this::signal).orElseThrow(this::crowded);
    io.whenGone(() -> {
      gone = true;
      signal();
    });
  }

  private Refusal crowded() {
    lease.close();
    return new Refusal(
        ExitCode.TRY_AGAIN, "too many follow this console's log already; try again later");
  }

  private void signal() {
    boolean _ = news.offer(true);
  }

  @Override
  public boolean await() throws IOException {
    try {
      boolean _ = news.take();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the gateway stops");
    }
    return !gone && lease.holds();
  }

  /** Says why it has ended, unless the client is gone. */
  void check() throws Refusal {
    lease.check();
  }

  @Override
  public void close() {
    lease.close();
    follower.close();
  }
}
