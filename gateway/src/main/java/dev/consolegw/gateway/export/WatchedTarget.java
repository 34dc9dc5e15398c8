package dev.consolegw.gateway.export;

import dev.consolegw.gateway.export.protocol.ExportLine;
import dev.consolegw.gateway.export.protocol.ExportTarget;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A log system of which operators are told when it stands still in the middle of a delivery, such
 * as a file whose disk hangs: nobody can end that wait. As the target itself.
 */
final class WatchedTarget implements ExportTarget {
  private final ExportTarget target;
  private final ExportTrouble trouble;
  private final ScheduledExecutorService timer;

  WatchedTarget(ExportTarget target, ExportTrouble trouble, ScheduledExecutorService timer) {
    this.target = target;
    this.trouble = trouble;
    this.timer = timer;
  }

  @Override
  public Delivery deliver(List<ExportLine> lines) throws InterruptedException {
    var watch = watch();
    try {
      return target.deliver(lines);
    } finally {
      watch.ifPresent(it -> it.cancel(false));
    }
  }

  private Optional<Future<?>> watch() {
    var time = target.patience();
    var told = "it has taken nothing for %d s".formatted(time.toSeconds());
    try {
      return Optional.of(
          timer.schedule(() -> trouble.failed(told), time.toMillis(), TimeUnit.MILLISECONDS));
    } catch (RejectedExecutionException end) {
      return Optional.empty();
    }
  }

  @Override
  public Duration patience() {
    return target.patience();
  }

  @Override
  public Duration settles() {
    return target.settles();
  }

  @Override
  public long losses() {
    return target.losses();
  }

  @Override
  public void close() throws IOException {
    target.close();
  }
}
