package dev.consolegw.gateway.ssh.limits;

import dev.consolegw.authz.LogRateLimit;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What strangers make us write: a few lines a minute for each network, and some for all together;
 * the sums of the rest are written once a minute. Any thread.
 */
final class StrangerLog {
  /** How often the sums are written. */
  static final Duration MINUTE = LogRateLimit.TOGETHER;

  /** Networks of which the sum is written at a time; what the others do is written in one. */
  static final int SUMMED = 60;

  private static final Logger log = LoggerFactory.getLogger("audit");

  private final LogRateLimit<Network> lines;

  StrangerLog(InstantSource clock) {
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
            log.info("event=more-from-stranger from={} count={}", network, count));
    if (sums.count() > 0) {
      log.info(
          "event=more-from-strangers networks-beside={} count={}", sums.beside(), sums.count());
    }
  }
}
