package dev.consolegw.gateway.background;

import dev.consolegw.gateway.fault.Uncaught;
import java.io.Closeable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/**
 * A few threads for work that keeps a processor busy for longer than a millisecond: patterns,
 * lists, the mathematics of key exchanges. Virtual threads are not interrupted for each other, so
 * on them such work would hold up everybody's keys; these threads the system interrupts, and gives
 * a processor only when the others leave one (see {@link Niceness}). Work here waits for nothing
 * but memory, and is in turns of the people it is for, or one of them would fill the queue.
 */
public final class Background implements Executor, Closeable {
  private final ExecutorService threads;

  /**
   * Half as many as cores, but one: whoever wakes up finds a core that is free, and need not wait
   * until the system takes one away, which may be milliseconds.
   *
   * @param name of its threads
   */
  public Background(String name) {
    this.threads =
        Executors.newFixedThreadPool(
            Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
            nice(Thread.ofPlatform().daemon().name(name + '-', 0).factory()));
  }

  private static ThreadFactory nice(ThreadFactory usual) {
    return work ->
        usual.newThread(() -> {
          Niceness.giveWay();
          work.run();
        });
  }

  /** Does something some time; any thread. */
  @Override
  public void execute(Runnable work) {
    threads.execute(work);
  }

  /** Makes something, or fails. */
  @FunctionalInterface
  public interface Work<T, E extends Exception> {
    T make() throws E;
  }

  /** Waits for what is made there; meant for a virtual thread. What it throws is thrown here. */
  public <T, E extends Exception> T make(Work<T, E> work) throws E {
    var made = new CompletableFuture<T>();
    threads.execute(() -> {
      try {
        made.complete(work.make());
      } catch (Throwable failure) {
        made.completeExceptionally(failure); // first: somebody waits
        Uncaught.pass(failure);
      }
    });
    try {
      return made.join();
    } catch (CompletionException failure) {
      if (failure.getCause() instanceof Exception thrown) {
        @SuppressWarnings("unchecked") // the work throws no other that is checked
        E its = (E) thrown;
        throw its;
      }
      throw new IllegalStateException(failure.getCause());
    }
  }

  /** What has not begun never does. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
