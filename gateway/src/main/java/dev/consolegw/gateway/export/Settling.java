package dev.consolegw.gateway.export;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * Steps that a log system has taken but may yet lose, oldest first, as far as it may. The bytes are
 * in the histories: this only knows where each step began. One thread.
 */
final class Settling {
  private final Duration time;
  private final InstantSource ages;
  private final Deque<Sent> sent = new ArrayDeque<>();
  private long losses;

  /** How far one step goes. */
  record Step(long from, long to) {}

  private record Sent(long at, Map<ExportCursor, Step> steps) {}

  /**
   * @param time after which what was sent cannot be lost any more
   * @param ages no clock that is set
   */
  Settling(Duration time, InstantSource ages) {
    this.time = time;
    this.ages = ages;
  }

  /** Was just taken. */
  void add(Map<ExportCursor, Step> steps) {
    sent.add(new Sent(ages.millis(), Map.copyOf(steps)));
  }

  /** What is settled by now: their cursors have moved. */
  Collection<ExportCursor> settled() {
    var moved = new ArrayList<ExportCursor>();
    while (!sent.isEmpty() && ages.millis() - sent.peek().at() >= time.toMillis()) {
      sent.remove()
          .steps()
          .forEach((cursor, step) -> {
            cursor.takenTo(step.to());
            moved.add(cursor);
          });
    }
    return moved;
  }

  /**
   * What has to be read again, if the log system went away since this was asked last.
   *
   * @param now how often it has gone away
   */
  List<ExportCursor> lost(long now) {
    if (now == losses) {
      return List.of();
    }
    losses = now;
    var again = new ArrayList<ExportCursor>();
    for (var one : sent) {
      one.steps()
          .forEach((cursor, step) -> {
            cursor.back(step.from());
            again.add(cursor);
          });
    }
    sent.clear();
    return again;
  }

  boolean isEmpty() {
    return sent.isEmpty();
  }
}
