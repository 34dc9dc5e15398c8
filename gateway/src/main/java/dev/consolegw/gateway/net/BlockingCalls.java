package dev.consolegw.gateway.net;

import dev.consolegw.gateway.fault.Uncaught;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Calls that would pin a virtual thread to its carrier, or know no time-out: name look-ups, small
 * files, native libraries. They run on a few platform threads, each with a deadline.
 */
final class BlockingCalls implements Closeable {
  private static final int THREADS = 4;
  private static final int WAITING = 1024;

  private final ThreadPoolExecutor threads;

  BlockingCalls() {
    threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING),
            Thread.ofPlatform().name("slow-call-", 0).daemon().factory());
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * Waits for the call's result.
   *
   * @throws SocketTimeoutException when the deadline passes first; the call then ends by itself
   * @throws IOException what the call threw, or why it could not be made
   */
  <T> T call(Callable<T> work, Deadline deadline) throws IOException {
    try {
      var result = threads.submit(work);
      try {
        return result.get(deadline.millisLeft(), TimeUnit.MILLISECONDS);
      } finally {
        result.cancel(false);
      }
    } catch (TimeoutException e) {
      throw new SocketTimeoutException("no answer in time");
    } catch (RejectedExecutionException e) {
      throw new IOException("too many name look-ups are under way");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("given up");
    } catch (ExecutionException e) {
      Uncaught.pass(e);
      throw e.getCause() instanceof IOException cause
          ? cause
          : new IOException(String.valueOf(e.getCause()), e.getCause());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
