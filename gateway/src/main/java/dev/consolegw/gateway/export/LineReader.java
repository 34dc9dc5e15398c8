package dev.consolegw.gateway.export;

import dev.consolegw.gateway.export.protocol.ExportLine;
import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.history.HistoryReader.Access;
import dev.consolegw.gateway.history.ReadResult;
import dev.consolegw.gateway.history.TimedRange;
import dev.consolegw.gateway.terminal.SafeOutput;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads lines out of a history, a turn at a time. A line ends with LF or with CRs, so that each
 * step of a progress bar is one, as in {@code log --timestamps}; what shows nothing is none. One
 * longer than {@link #LONGEST} comes in pieces. However the output came, and however often it is
 * read from the same place, the same lines stand at the same offsets, but for one that was taken
 * before its end. On a disk thread.
 */
final class LineReader {
  /** Bytes of output that one turn reads at most. */
  static final int TURN = 64 * 1024;

  /** The longest line, in bytes of output. */
  static final int LONGEST = 16 * 1024;

  private final HistoryReader history;
  private final ExportLine.Origin origin;
  private final InstantSource clock;
  private final List<ExportLine> lines = new ArrayList<>();
  private long budget;
  private Instant time = Instant.EPOCH;
  private long timeUntil = -1;

  /**
   * What is wanted of a turn.
   *
   * @param from an offset
   * @param to nothing is read from there on
   * @param takesOpen whether a line is taken that has not ended: nothing has come for a while
   * @param budget what the lines may cost together; one is taken, whatever it costs
   */
  record Wish(long from, long to, boolean takesOpen, long budget) {}

  /**
   * What a turn has found.
   *
   * @param next where the next one begins
   * @param hasMore whether there is more to be read at once
   * @param isOpen whether a line has begun at {@code next} that has not ended yet
   */
  record Turn(List<ExportLine> lines, long next, boolean hasMore, boolean isOpen) {}

  /**
   * What of the bytes in hand was not taken: it begins there.
   *
   * @param isOpen whether it is no complete line yet; else there was no budget for it
   */
  private record Rest(int at, boolean isOpen) {}

  private LineReader(
      HistoryReader history, ExportLine.Origin origin, long budget, InstantSource clock) {
    this.history = history;
    this.origin = origin;
    this.budget = budget;
    this.clock = clock;
  }

  /**
   * Reads the next lines.
   *
   * @param clock for lines of which nobody knows when they came
   */
  static Turn turn(
      HistoryReader history, ExportLine.Origin origin, Wish wish, InstantSource clock) {
    return new LineReader(history, origin, wish.budget(), clock).turn(wish);
  }

  private Turn turn(Wish wish) {
    long from = wish.from();
    var bytes = ByteBuffer.allocate(Math.clamp(wish.to() - from, 0, TURN));
    long at = from;
    while (bytes.hasRemaining()) {
      switch (history.read(at, bytes, Access.DISK)) {
        case ReadResult.Bytes(int count) -> at += count;
        case ReadResult.Gap gap -> {
          var rest = cut(from, bytes.flip(), true);
          if (from + rest.at() < at) {
            return new Turn(List.copyOf(lines), from + rest.at(), true, false);
          }
          lines.add(gap(at, gap));
          return new Turn(List.copyOf(lines), gap.resumesAt(), true, false);
        }
        case ReadResult.Nothing _ -> {
          return turn(from, cut(from, bytes.flip(), wish.takesOpen()), at);
        }
        case ReadResult.OnDisk _ -> throw new IllegalStateException("asked on disk, sent to disk");
      }
    }
    boolean isLast = at >= wish.to();
    var rest = cut(from, bytes.flip(), isLast);
    return isLast
        ? turn(from, rest, at)
        : new Turn(List.copyOf(lines), from + rest.at(), true, false);
  }

  /** At the end of what there is. */
  private Turn turn(long from, Rest rest, long end) {
    long next = from + rest.at();
    return new Turn(List.copyOf(lines), next, next < end && !rest.isOpen(), rest.isOpen());
  }

  /** When what is behind it came: a gap is noticed when somebody reads it. */
  private ExportLine gap(long at, ReadResult.Gap gap) {
    var time = history.timeOf(gap.resumesAt()).orElse(gap.at());
    return new ExportLine(origin, at, time, gap.words(at), true);
  }

  /** Takes lines that are complete, and the last one if that is over, too; by the budget. */
  private Rest cut(long from, ByteBuffer bytes, boolean isOver) {
    int start = 0;
    int end = bytes.limit();
    while (start < end) {
      if (budget <= 0) {
        return new Rest(start, false);
      }
      int stop = start;
      while (stop < Math.min(end, start + LONGEST) && !isEnd(bytes.get(stop))) {
        stop++;
      }
      if (stop == end && !isOver) {
        return new Rest(start, stop > start);
      }
      if (stop < end && !isEnd(bytes.get(stop))) {
        stop = character(bytes, start, stop);
      }
      take(from + start, bytes.slice(start, stop - start));
      start = stop;
      while (start < end && isEnd(bytes.get(start))) {
        start++;
      }
    }
    return new Rest(end, false);
  }

  private static boolean isEnd(byte c) {
    return c == '\n' || c == '\r';
  }

  /** No piece of a line ends inside a character, if it is one of UTF-8. */
  private static int character(ByteBuffer bytes, int start, int stop) {
    int at = stop;
    while (at > start && stop - at < 3 && (bytes.get(at) & 0xC0) == 0x80) {
      at--;
    }
    return (bytes.get(at) & 0xC0) == 0xC0 && at > start ? at : stop;
  }

  private void take(long offset, ByteBuffer bytes) {
    var text = text(bytes);
    if (!text.isBlank()) {
      var line = new ExportLine(origin, offset, timeOf(offset), text, false);
      lines.add(line);
      budget -= line.cost();
    }
  }

  private static String text(ByteBuffer bytes) {
    var safe = new SafeOutput(SafeOutput.Keep.TEXT);
    return StandardCharsets.UTF_8.decode(safe.of(bytes)).toString()
        + StandardCharsets.UTF_8.decode(safe.rest());
  }

  /** One answer of the index holds for the output of up to a second. */
  private Instant timeOf(long offset) {
    if (offset >= timeUntil) {
      var span = history.spanOf(offset);
      timeUntil = span.map(TimedRange::until).orElse(offset + 1);
      time = span.map(TimedRange::at).orElseGet(this::lastTime);
    }
    return time;
  }

  private Instant lastTime() {
    return time.equals(Instant.EPOCH) ? clock.instant() : time;
  }
}
