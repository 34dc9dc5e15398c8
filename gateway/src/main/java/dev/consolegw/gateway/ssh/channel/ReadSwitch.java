package dev.consolegw.gateway.ssh.channel;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether a socket is read, where more than one may want it stopped: it goes on when all let it.
 * Whoever was slow to stop it or to let it go on looks once more at what is wanted by then, so that
 * the last word counts and nobody is left unread. Any thread; takes no lock.
 */
public final class ReadSwitch {
  private final Runnable stop;
  private final Runnable goOn;
  private final Executor threads;
  private final AtomicInteger reasons = new AtomicInteger();

  /**
   * A socket that is read.
   *
   * @param stop at once; harmless twice
   * @param goOn may handle what is read then, so it has a thread of its own; harmless twice
   */
  public ReadSwitch(Runnable stop, Runnable goOn, Executor threads) {
    this.stop = stop;
    this.goOn = goOn;
    this.threads = threads;
  }

  /** There is one more reason not to read. */
  public void suspend() {
    if (reasons.getAndIncrement() == 0) {
      stop.run();
      if (reasons.get() == 0) {
        threads.execute(this::readOn); // it was let go on before it was stopped
      }
    }
  }

  /** There is one less. */
  public void resume() {
    if (reasons.decrementAndGet() == 0) {
      threads.execute(this::readOn);
    }
  }

  private void readOn() {
    while (reasons.get() == 0) {
      goOn.run();
      if (reasons.get() == 0) {
        return;
      }
      stop.run(); // somebody has wanted that meanwhile, and may have changed their mind since
    }
  }
}
