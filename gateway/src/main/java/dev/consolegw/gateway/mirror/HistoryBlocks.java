package dev.consolegw.gateway.mirror;

import dev.consolegw.gateway.fault.Uncaught;
import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.history.HistoryReader.Access;
import dev.consolegw.gateway.history.ReadResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reads a history wherever its bytes are. No state; waits for the disk. */
final class HistoryBlocks {
  /** For how long one read is waited for. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private HistoryBlocks() {}

  /**
   * As {@link HistoryReader#read}, from the disk, too, so that {@link ReadResult.OnDisk} does not
   * occur.
   *
   * @throws IOException when the history's disk does not answer
   */
  static ReadResult read(HistoryReader history, long from, ByteBuffer into) throws IOException {
    var near = history.read(from, into, Access.MEMORY);
    if (!(near instanceof ReadResult.OnDisk)) {
      return near;
    }
    var block = ByteBuffer.allocate(into.remaining()); // its own: a late read may still write to it
    try {
      var far =
          CompletableFuture.supplyAsync(
                  () -> history.read(from, block, Access.DISK), history.diskThreads())
              .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      into.put(block.flip());
      return far;
    } catch (TimeoutException | RejectedExecutionException busy) {
      throw new IOException("the history's disk does not answer", busy);
    } catch (ExecutionException bug) {
      Uncaught.pass(bug);
      throw new IOException("the history cannot be read", bug);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped", stop);
    }
  }
}
