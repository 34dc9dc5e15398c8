package dev.consolegw.gateway.fault;

import org.jspecify.annotations.Nullable;

/**
 * Hands an {@link Error} on that a future or a library has caught. An error is never an answer to
 * one person: it goes where it would go had nobody caught it, to the thread's handler for uncaught
 * exceptions, which is the one place that decides whether the process ends.
 */
public final class Uncaught {
  /** A chain of causes may be a ring. */
  private static final int CAUSES = 20;

  private Uncaught() {}

  /**
   * Tells the handler of the current thread if the failure is an error, or has one among its
   * causes; otherwise does nothing. Any thread.
   */
  public static void pass(@Nullable Throwable failure) {
    var cause = failure;
    for (int i = 0; i < CAUSES && cause != null; i++) {
      if (cause instanceof Error) {
        var me = Thread.currentThread();
        me.getUncaughtExceptionHandler().uncaughtException(me, cause);
        return;
      }
      cause = cause.getCause();
    }
  }
}
