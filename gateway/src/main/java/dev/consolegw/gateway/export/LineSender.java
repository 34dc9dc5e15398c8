package dev.consolegw.gateway.export;

import dev.consolegw.gateway.export.protocol.ExportLine;
import dev.consolegw.gateway.export.protocol.ExportTarget;
import dev.consolegw.gateway.export.protocol.ExportTarget.Delivery;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends lines to one log system, in parts where it does not take them together, and counts them.
 * Operators are told when it stands still in the middle of a delivery, such as a file whose disk
 * hangs: nobody can end that wait. One thread; any may read the count.
 */
final class LineSender implements Closeable {
  private final ExportTarget target;
  private final ExportTrouble trouble;
  private final ScheduledExecutorService timer;
  private final AtomicLong sent = new AtomicLong();

  LineSender(ExportTarget target, ExportTrouble trouble, ScheduledExecutorService timer) {
    this.target = target;
    this.trouble = trouble;
    this.timer = timer;
  }

  /**
   * Sends them.
   *
   * @return nothing when they are taken; what is refused for good is, too, and is told
   */
  Optional<Delivery.Later> send(List<ExportLine> lines) throws InterruptedException {
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    return switch (deliver(lines)) {
      case Delivery.Taken(int refused, String why) -> {
        sent.addAndGet(lines.size() - refused);
        if (refused > 0) {
          trouble.refused(refused, why);
        }
        yield Optional.empty();
      }
      case Delivery.NotTogether(String why) when lines.size() == 1 -> {
        trouble.refused(1, why);
        yield Optional.empty();
      }
      case Delivery.NotTogether _ -> {
        int half = lines.size() / 2;
        var later = send(lines.subList(0, half));
        yield later.isPresent() ? later : send(lines.subList(half, lines.size()));
      }
      case Delivery.Later later -> Optional.of(later);
    };
  }

  private Delivery deliver(List<ExportLine> lines) throws InterruptedException {
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

  /** Lines that were taken, since the start. */
  long sentLines() {
    return sent.get();
  }

  /** See {@link ExportTarget#settles}. */
  Duration settles() {
    return target.settles();
  }

  /** See {@link ExportTarget#losses}. */
  long losses() {
    return target.losses();
  }

  @Override
  public void close() throws IOException {
    target.close();
  }
}
