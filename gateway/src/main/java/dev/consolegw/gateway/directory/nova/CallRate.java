package dev.consolegw.gateway.directory.nova;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How often Nova may be asked for the console of one server, whoever asks. Thread-safe. */
final class CallRate {
  /** Calls within {@link #TIME}, at most; the thirteenth waits for the first to be forgotten. */
  static final int MOST = 12;

  static final Duration TIME = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final Map<String, Deque<Instant>> calls = new ConcurrentHashMap<>();

  CallRate(InstantSource clock) {
    this.clock = clock;
  }

  /** Whether one more is allowed; then it counts. */
  boolean take(String server) {
    var now = clock.instant();
    var allowed = new boolean[1];
    calls.compute(
        server,
        (_, old) -> {
          var times = old == null ? new ArrayDeque<Instant>(MOST) : old;
          times.removeIf(time -> !time.plus(TIME).isAfter(now));
          allowed[0] = times.size() < MOST;
          if (allowed[0]) {
            times.add(now);
          }
          return times;
        });
    return allowed[0];
  }

  void forget(String server) {
    calls.remove(server);
  }
}
