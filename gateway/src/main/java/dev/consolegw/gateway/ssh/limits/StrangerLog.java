package dev.consolegw.gateway.ssh.limits;

import dev.consolegw.authz.LogRateLimit;
import dev.consolegw.gateway.ops.audit.Audit;
import dev.consolegw.gateway.ops.audit.AuditEvent;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What strangers make us write: a few lines a minute for each network, and some for all together;
 * the sums of the rest are written once a minute. Any thread.
 */
final class StrangerLog {
  /** How often the sums are written. */
  static final Duration MINUTE = LogRateLimit.TOGETHER;

  /** Networks of which the sum is written at a time; what the others do is written in one. */
  static final int SUMMED = 60;

  private final Audit audit;
  private final LogRateLimit<Network> lines;

  StrangerLog(InstantSource clock, Audit audit) {
    this.audit = audit;
    this.lines = new LogRateLimit<>(clock, LogRateLimit.Bounds.STRANGERS);
  }

  /** Writes a line, or counts it. */
  void say(Network about, Runnable line) {
    if (lines.take(about).isPresent()) {
      line.run();
    }
  }

  /** Writes what was counted since it was called last. */
  void sumUp() {
    var sums = lines.sums(SUMMED);
    sums.each()
        .forEach((network, count) ->
            audit.record(new AuditEvent.MoreFromStrangers(network.toString(), 1, count)));
    if (sums.count() > 0) {
      audit.record(new AuditEvent.MoreFromStrangers("", sums.beside(), sums.count()));
    }
  }
}
