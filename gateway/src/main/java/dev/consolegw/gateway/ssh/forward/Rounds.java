package dev.consolegw.gateway.ssh.forward;

import dev.consolegw.gateway.fault.Uncaught;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A task that runs on a virtual thread, one round at a time, and once more when it was asked for
 * meanwhile. Who asks never waits, whatever locks they hold. Any thread.
 */
final class Rounds {
  private final AtomicInteger asked = new AtomicInteger();
  private final Runnable round;
  private final Runnable failed;

  /**
   * Runs nothing yet.
   *
   * @param round may block
   * @param failed follows a round that has thrown
   */
  Rounds(Runnable round, Runnable failed) {
    this.round = round;
    this.failed = failed;
  }

  /** A round will begin after this. */
  void ask() {
    if (asked.getAndIncrement() == 0) {
      Thread.startVirtualThread(this::run);
    }
  }

  private void run() {
    int seen;
    do {
      seen = asked.get();
      try {
        round.run();
      } catch (RuntimeException failure) {
        Uncaught.pass(failure);
        failed.run();
      }
    } while (!asked.compareAndSet(seen, 0));
  }
}
