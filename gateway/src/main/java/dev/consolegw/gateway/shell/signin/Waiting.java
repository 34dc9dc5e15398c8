package dev.consolegw.gateway.shell.signin;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/** How a conversation waits, and by which clock. */
interface Waiting {
  /** By the machine's clock; what runs beside it runs on a virtual thread. */
  Waiting REAL =
      new Waiting() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        @SuppressWarnings("WaitNotInLoop") // whoever calls it loops
        public void await(Condition more, long nanos) throws InterruptedException {
          more.await(nanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public void start(Runnable task) {
          Thread.ofVirtual().name("shell-typing").start(task);
        }
      };

  long nanos();

  /** Waits for a signal at most so long, with its lock held; may return for no reason. */
  void await(Condition more, long nanos) throws InterruptedException;

  /** Runs what may block. */
  void start(Runnable task);
}
