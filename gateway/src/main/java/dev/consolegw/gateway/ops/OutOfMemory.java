package dev.consolegw.gateway.ops;

import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place for what nobody caught. When memory or threads have run out the process ends at
 * once: some thread is gone that others count on, and whoever watches the process starts it anew.
 * Any other failure is logged. The JVM sees by itself only that its heap is full ({@code
 * -XX:+ExitOnOutOfMemoryError}); direct memory and threads are denied by code, with an error.
 */
public final class OutOfMemory implements Thread.UncaughtExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(OutOfMemory.class);

  private final int status;
  private final Consumer<String> err;
  private final IntConsumer halt;
  private volatile boolean runOut;

  /**
   * Waits to be called, on any thread.
   *
   * @param status what the process ends with
   * @param err where the last line goes; not to the log, which may need what is out
   * @param halt ends the process without running its shutdown hooks, which need memory, too
   */
  public OutOfMemory(int status, Consumer<String> err, IntConsumer halt) {
    this.status = status;
    this.err = err;
    this.halt = halt;
  }

  @Override
  public void uncaughtException(Thread thread, Throwable failure) {
    if (isOutOfMemory(failure)) {
      runOut = true;
      try {
        err.accept("console-gw: out of memory or threads, ending at once: " + failure);
      } finally {
        halt.accept(status);
      }
    }
    log.error("event=thread-failed thread=\"{}\"", thread.getName(), failure);
  }

  /** Whether the end is near, should it not be here yet. */
  public boolean hasRunOut() {
    return runOut;
  }

  private static boolean isOutOfMemory(Throwable failure) {
    int left = 20; // a chain of causes may be a ring
    for (Throwable cause = failure; cause != null && left > 0; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        return true;
      }
      left--;
    }
    return false;
  }
}
