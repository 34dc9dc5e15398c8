package dev.consolegw.gateway.console.viewer;

import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.history.Outage;
import dev.consolegw.gateway.history.ReadResult;
import dev.consolegw.gateway.session.Replay;
import java.nio.ByteBuffer;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds where a replay starts, and what there is to say about it. Disk threads.
 *
 * @param at the offset
 * @param remarks lines for the person, in front of the output
 * @param missing the last time in what is shown when the console was not connected; one line is
 *     enough, the log tells of the others
 * @param picture what is shown first, in the place of all output before {@code at}; one reader's
 */
public record ReplayPosition(
    long at, List<String> remarks, Optional<Outage> missing, Optional<ByteBuffer> picture) {
  /** How far back lines are looked for, in bytes. */
  static final int LOOK_BACK = 16 << 20;

  /** How much of what is new a terminal is shown, in bytes. */
  public static final int UNSEEN = 1 << 20;

  /** From an offset on, with nothing to say about it. */
  static ReplayPosition at(long offset) {
    return new ReplayPosition(offset, List.of(), Optional.empty());
  }

  /** The same with something to be said before. */
  ReplayPosition saying(List<String> lines) {
    return new ReplayPosition(
        at, Stream.concat(lines.stream(), remarks.stream()).toList(), missing, picture);
  }

  /** Without a picture. */
  private ReplayPosition(long at, List<String> remarks, Optional<Outage> missing) {
    this(at, remarks, missing, Optional.empty());
  }

  static ReplayPosition of(Replay replay, LocalViewer viewer) {
    var history = viewer.console().history();
    long end = history.end();
    var found = find(replay, viewer, end);
    if (found.at < viewer.readsFrom()) {
      found = at(Math.min(viewer.readsFrom(), end)); // what is said of the rest is no news to them
    }
    var missing = history.lastOutages(found.at, end, 1).stream().findFirst();
    return new ReplayPosition(found.at, found.remarks, missing);
  }

  /** What somebody is told of a time without a connection. */
  static String line(Outage missing) {
    var from = missing.from().truncatedTo(ChronoUnit.SECONDS);
    var until = missing.until().truncatedTo(ChronoUnit.SECONDS);
    var when =
        from.equals(until) ? "for a moment at " + from : "from %s to %s".formatted(from, until);
    return "not connected " + when + "; what was printed then is missing";
  }

  /** The same of a gap, in which nobody knows what was printed. */
  static String line(ReadResult.Gap gap) {
    return gap.cause() == ReadResult.Cause.KILL
        ? "the gateway was killed here; a moment of output may be missing, numbering goes on at"
            + " offset="
            + gap.resumesAt()
        : "output before offset=" + gap.resumesAt() + " is not kept";
  }

  private static ReplayPosition find(Replay replay, LocalViewer viewer, long end) {
    var history = viewer.console().history();
    return switch (replay) {
      case Replay.None() -> at(end, history);
      case Replay.Usual() -> lines(Replay.USUAL_LINES, history, end);
      case Replay.Lines(int count) -> lines(count, history, end);
      case Replay.Bytes(long count) -> at(end - count, history);
      case Replay.From(long offset) -> at(offset, history);
      case Replay.Unseen _ -> unseen(viewer, history, end);
      case Replay.Screen() -> throw new IllegalArgumentException("no output is shown again");
    };
  }

  private static ReplayPosition lines(int count, HistoryReader history, long end) {
    return at(history.lineStart(end, count, LOOK_BACK), history);
  }

  private static ReplayPosition at(long offset, HistoryReader history) {
    return at(Math.clamp(offset, history.start(), history.end()));
  }

  private static ReplayPosition unseen(LocalViewer viewer, HistoryReader history, long end) {
    var seen = viewer.host().seenBy(viewer.grant().person());
    // An offset beyond the end is none of this history's.
    if (seen.isEmpty() || seen.getAsLong() > end) {
      return lines(Replay.USUAL_LINES, history, end);
    }
    var remarks = new ArrayList<String>();
    long from = seen.getAsLong();
    if (from < history.start()) {
      from = history.start();
      remarks.add("output before offset=" + from + " is not kept");
    }
    if (viewer.options().pty() && end - from > UNSEEN) {
      remarks.add(
          "%d bytes are new; here are the last %d, the rest is in the log from offset=%d"
              .formatted(end - from, UNSEEN, from));
      from = end - UNSEEN;
    }
    return new ReplayPosition(from, remarks, Optional.empty());
  }
}
