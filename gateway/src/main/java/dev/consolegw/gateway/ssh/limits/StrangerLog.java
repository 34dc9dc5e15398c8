package dev.consolegw.gateway.ssh.limits;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What strangers make us write: a few lines a minute for each network, and some for all together.
 * What exceeds that is counted, and the counts are written when the minute is over. Any thread.
 */
final class StrangerLog {
  /** Within it lines are counted. */
  static final Duration MINUTE = Duration.ofMinutes(1);

  /** Lines for one network, before they are only counted. */
  static final int EACH = 3;

  /** Lines for all networks, and as many with counts. */
  static final int ALL = 60;

  /** Networks that are told apart; what the others do is counted in one. */
  static final int NETWORKS = 1_000;

  private static final Logger log = LoggerFactory.getLogger("audit");

  private final InstantSource clock;
  private final Map<Network, int[]> lines = new LinkedHashMap<>();
  private Instant begun;
  private int written;
  private int ofOthers;

  StrangerLog(InstantSource clock) {
    this.clock = clock;
    this.begun = clock.instant();
  }

  /** Writes a line, or counts it. */
  void say(Network about, Runnable line) {
    if (counts(about)) {
      line.run();
    }
  }

  private synchronized boolean counts(Network about) {
    turn();
    var count = lines.get(about);
    if (count == null && lines.size() == NETWORKS) {
      ofOthers++;
      return false;
    }
    count = lines.computeIfAbsent(about, _ -> new int[2]);
    if (count[0] < EACH && written < ALL) {
      count[0]++;
      written++;
      return true;
    }
    count[1]++;
    return false;
  }

  /** Writes what was counted, if the minute is over. */
  synchronized void turn() {
    var now = clock.instant();
    if (begun.plus(MINUTE).isAfter(now)) {
      return;
    }
    begun = now;
    int summed = 0;
    int networks = 0;
    for (var entry : lines.entrySet()) {
      int more = entry.getValue()[1];
      if (more > 0 && summed < ALL) {
        summed++;
        log.info("event=more-from-stranger from={} count={}", entry.getKey(), more);
      } else if (more > 0) {
        ofOthers += more;
        networks++;
      }
    }
    if (ofOthers > 0) {
      log.info("event=more-from-strangers networks-beside={} count={}", networks, ofOthers);
    }
    lines.clear();
    written = 0;
    ofOthers = 0;
  }
}
