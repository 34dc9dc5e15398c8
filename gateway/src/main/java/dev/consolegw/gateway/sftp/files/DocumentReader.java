package dev.consolegw.gateway.sftp.files;

import dev.consolegw.gateway.fault.Uncaught;
import dev.consolegw.gateway.history.HistoryReader;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a recording needs of the disk: done on the threads of its history, waited for here. */
record DocumentReader(HistoryReader history) {
  private static final Logger log = LoggerFactory.getLogger(DocumentReader.class);

  /** Something to do there. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  /**
   * Does it, within {@link HistoryDocument#PATIENCE}.
   *
   * @throws IOException when it cannot be had; the message is for the person
   */
  <T> T ask(Work<T> work) throws IOException {
    try {
      return CompletableFuture.supplyAsync(() -> unchecked(work), history.diskThreads())
          .orTimeout(HistoryDocument.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
          .join();
    } catch (RejectedExecutionException | CompletionException failure) {
      Uncaught.pass(failure);
      if (failure.getCause() instanceof CastText.TooLongException tooLong) {
        throw tooLong;
      }
      log.warn("event=recording-unreadable cause=\"{}\"", String.valueOf(failure.getCause()));
      throw new IOException("this recording cannot be read; the gateway's log says why", failure);
    }
  }

  private static <T> T unchecked(Work<T> work) {
    try {
      return work.run();
    } catch (IOException failure) {
      throw new CompletionException(failure);
    }
  }
}
