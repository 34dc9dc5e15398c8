package dev.consolegw.gateway.history;

import dev.consolegw.config.value.ByteSize;
import dev.consolegw.gateway.history.store.DiskThreads;
import dev.consolegw.gateway.history.store.OpenFiles;
import dev.consolegw.gateway.history.store.RemovedHighWater;
import dev.consolegw.gateway.history.store.RetentionRule;
import dev.consolegw.gateway.history.store.RunMark;
import dev.consolegw.gateway.history.store.Segments;
import dev.consolegw.gateway.history.tail.TailServices;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** What the histories of a gateway have in common. Any thread. */
final class HistoryServices {
  private final TailServices tails;
  private final Pins pins = new Pins();
  private final RemovedHighWater highWater;
  private final RunMark runMark;
  private volatile HistoryLimits limits;

  HistoryServices(Path directory, HistoryLimits limits, TailServices tails) throws IOException {
    this.limits = limits;
    this.tails = tails;
    this.highWater = new RemovedHighWater(directory);
    this.runMark = RunMark.place(directory, highWater);
  }

  /** As they are now: what is kept may become another. */
  HistoryLimits limits() {
    return limits;
  }

  /** Keeps so much from now on, of consoles that say nothing else and of all together. */
  void keep(ByteSize bytes, Optional<Duration> time, ByteSize all) {
    limits = limits.with(bytes, time, all);
  }

  /** How much is kept of a console that says so much of it. */
  RetentionRule rule(ByteSize bytes, Optional<Duration> time) {
    var rule = new RetentionRule(bytes, time.or(limits.rule()::time));
    return rule.equals(limits.rule()) ? limits.rule() : rule;
  }

  TailServices tails() {
    return tails;
  }

  Pins pins() {
    return pins;
  }

  RemovedHighWater highWater() {
    return highWater;
  }

  RunMark runMark() {
    return runMark;
  }

  InstantSource clock() {
    return tails.clock();
  }

  DiskThreads threads() {
    return tails.threads();
  }

  DiskThreads.Timer timer() {
    return tails.timer();
  }

  OpenFiles files() {
    return tails.files();
  }

  Segments segments(String name, Path home, RetentionRule rule, List<Segments.Extent> found) {
    Segments.Held held = (start, end) -> pins.hold(name, start, end);
    return new Segments(home, files(), rule, held, found);
  }
}
