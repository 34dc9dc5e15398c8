package dev.consolegw.gateway.command.log;

import dev.consolegw.gateway.history.HistoryReader;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Asks a history what only its disk threads may.
 *
 * @param threads some or all of them
 */
record DiskReader(HistoryReader history, Executor threads) {

  /** One that nobody takes turns with. */
  DiskReader(HistoryReader history) {
    this(history, history.diskThreads());
  }

  /** Starts it. */
  <T> CompletableFuture<T> begin(Supplier<T> what) {
    try {
      return CompletableFuture.supplyAsync(what, threads);
    } catch (RejectedExecutionException crowded) {
      return CompletableFuture.failedFuture(crowded);
    }
  }

  /** Does it and waits for it; for a virtual thread. */
  <T> T ask(Supplier<T> what) throws IOException {
    return end(begin(what));
  }

  /**
   * Waits for something that was begun.
   *
   * @throws IOException when too many others wait for this disk
   */
  static <T> T end(CompletableFuture<T> begun) throws IOException {
    try {
      return begun.join();
    } catch (CompletionException failure) {
      if (failure.getCause() instanceof RejectedExecutionException crowded) {
        throw new IOException("too many reads of this history wait for the disk", crowded);
      }
      throw failure;
    }
  }
}
