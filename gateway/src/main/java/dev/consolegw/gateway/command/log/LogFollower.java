package dev.consolegw.gateway.command.log;

import dev.consolegw.gateway.access.AuthorizedConsole;
import dev.consolegw.gateway.access.AuthorizedRead;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.console.Subscription;
import dev.consolegw.gateway.session.ExecStreams;
import dev.consolegw.gateway.session.ExitCode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Waits for output of a console until the client goes, or may read it no longer. However much
 * comes, it is one signal.
 */
final class LogFollower implements LogPipeline.NewOutput, AutoCloseable {
  private final BlockingQueue<Boolean> news = new ArrayBlockingQueue<>(1);
  private final Subscription follower;
  private final AuthorizedRead read;
  private volatile boolean gone;

  LogFollower(AuthorizedConsole authorized, ExecStreams io) throws Refusal {
    this.read = new AuthorizedRead(authorized, this::signal);
    this.follower = authorized.console().follow(this::signal).orElseThrow(this::crowded);
    io.whenGone(() -> {
      gone = true;
      signal();
    });
  }

  private Refusal crowded() {
    read.close();
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
    return !gone && read.holds();
  }

  /** Says why it has ended, unless the client is gone. */
  void check() throws Refusal {
    read.check();
  }

  @Override
  public void close() {
    read.close();
    follower.close();
  }
}
