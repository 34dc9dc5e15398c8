package dev.consolegw.gateway.export;

import dev.consolegw.gateway.terminal.Printable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells operators once when a log system takes nothing and once when it does again; what it
 * refuses, not more often than once a minute. One thread tells, any may read the counts, and say
 * that it takes nothing.
 */
final class ExportTrouble {
  private static final Duration SELDOM = Duration.ofMinutes(1);
  private static final Logger log = LoggerFactory.getLogger(ExportTrouble.class);

  private final String name;
  private final InstantSource clock;
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicReference<@Nullable Instant> since = new AtomicReference<>();
  private Instant refusalTold = Instant.MIN;
  private long refusedTold;
  private Instant nextUnnoted = Instant.MIN;

  ExportTrouble(String name, InstantSource clock) {
    this.name = Printable.of(name).asValue();
    this.clock = clock;
  }

  /** It did not take what it was sent, or has not yet. Any thread. */
  void failed(String why) {
    failures.incrementAndGet();
    if (since.compareAndSet(null, clock.instant())) {
      log.warn(
          "event=export-behind export={} cause={} hint=\"consoles go on; what it misses is sent"
              + " once it takes it, as far as histories reach\"",
          name,
          Printable.of(why).asValue());
    }
  }

  /** It took what it was sent. */
  void fine() {
    var before = since.getAndSet(null);
    if (before != null) {
      log.info(
          "event=export-follows-again export={} after={}",
          name,
          Duration.between(before, clock.instant()));
    }
  }

  /** It will never take these lines. */
  void refused(int lines, String why) {
    refused.addAndGet(lines);
    var now = clock.instant();
    if (refusalTold.equals(Instant.MIN) || now.isAfter(refusalTold.plus(SELDOM))) {
      log.warn(
          "event=export-refused export={} lines={} cause={}",
          name,
          refused.get() - refusedTold,
          Printable.of(why).asValue());
      refusalTold = now;
      refusedTold = refused.get();
    }
  }

  /** How far it is cannot be written down. */
  void unnoted(String why) {
    var now = clock.instant();
    if (now.isBefore(nextUnnoted)) {
      return;
    }
    nextUnnoted = now.plus(SELDOM);
    log.warn(
        "event=export-unnoted export={} cause={} hint=\"it goes on; after a restart, some lines are"
            + " sent twice\"",
        name,
        Printable.of(why).asValue());
  }

  /** Lines that were refused, since the start. */
  long refusedLines() {
    return refused.get();
  }

  /** Tries to send that came to nothing, since the start. */
  long failures() {
    return failures.get();
  }
}
