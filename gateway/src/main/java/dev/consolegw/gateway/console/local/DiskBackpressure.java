package dev.consolegw.gateway.console.local;

import dev.consolegw.gateway.connection.FlowControl;
import dev.consolegw.gateway.console.ConsoleLimits;
import dev.consolegw.gateway.history.HistoryReader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets a fast guest wait for the disk, but never for one that does not answer. The thread that
 * prints; the answer comes on a disk thread or the timer.
 */
final class DiskBackpressure {
  private final HistoryReader history;
  private final ConsoleLimits limits;
  private final FlowControl flow;
  private final Runnable goOn;
  private volatile boolean givenUp;
  private @Nullable CompletableFuture<Void> waiting;

  /**
   * For one console.
   *
   * @param goOn lets the guest print again
   */
  DiskBackpressure(HistoryReader history, ConsoleLimits limits, FlowControl flow, Runnable goOn) {
    this.history = history;
    this.limits = limits;
    this.flow = flow;
    this.goOn = goOn;
  }

  /** Output was added up to here. */
  void printed(long end) {
    if (history.unwritten() <= limits.unwritten()) {
      givenUp = false;
    } else if (!givenUp && (waiting == null || waiting.isDone())) {
      flow.pause(FlowControl.Cause.DISK);
      waiting =
          history
              .written(end - limits.unwritten() / 2)
              .orTimeout(limits.diskWait().toMillis(), TimeUnit.MILLISECONDS)
              .whenComplete((_, late) -> answered(late == null));
    }
  }

  private void answered(boolean inTime) {
    givenUp = !inTime;
    goOn.run();
  }
}
