package dev.consolegw.gateway.history;

import dev.consolegw.gateway.history.store.DiskThreads;
import dev.consolegw.gateway.history.store.OpenFiles;
import dev.consolegw.gateway.history.store.RemovedHighWater;
import dev.consolegw.gateway.history.store.RetentionRule;
import dev.consolegw.gateway.history.store.Segments;
import dev.consolegw.gateway.history.tail.TailServices;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** What the histories of a gateway have in common. Any thread. */
record HistoryServices(
    HistoryLimits limits, TailServices tails, Pins pins, RemovedHighWater highWater) {

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
