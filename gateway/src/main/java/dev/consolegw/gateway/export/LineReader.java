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
  private Instant time = Instant.EPOCH;
  private long timeUntil = -1;

  /**
   * What a turn has found.
   *
   * @param next where the next one begins
   * @param hasMore whether there is more to be read at once
   * @param isOpen whether a line has begun at {@code next} that has not ended yet
   */
  record Turn(List<ExportLine> lines, long next, boolean hasMore, boolean isOpen) {}

  /** What of the bytes in hand is no complete line yet: it begins there. */
  private record Rest(int at, boolean isOpen) {}

  private LineReader(HistoryReader history, ExportLine.Origin origin, InstantSource clock) {
    this.history = history;
    this.origin = origin;
    this.clock = clock;
  }

  /**
   * Reads the next lines.
   *
   * @param from an offset
   * @param takesOpen whether a line is taken that has not ended: nothing has come for a while
   * @param clock for lines of which nobody knows when they came
   */
  static Turn turn(
      HistoryReader history,
      ExportLine.Origin origin,
      long from,
      boolean takesOpen,
      InstantSource clock) {
    return new LineReader(history, origin, clock).turn(from, takesOpen);
  }

  private Turn turn(long from, boolean takesOpen) {
    var bytes = ByteBuffer.allocate(TURN);
    long at = from;
    while (bytes.hasRemaining()) {
      switch (history.read(at, bytes, Access.DISK)) {
        case ReadResult.Bytes(int count) -> at += count;
        case ReadResult.Gap gap -> {
          cut(from, bytes.flip(), true);
          lines.add(new ExportLine(origin, at, gap.at(), GapText.of(at, gap), true));
          return new Turn(List.copyOf(lines), gap.resumesAt(), true, false);
        }
        case ReadResult.Nothing _ -> {
          var rest = cut(from, bytes.flip(), takesOpen);
          return new Turn(List.copyOf(lines), from + rest.at(), false, rest.isOpen());
        }
        case ReadResult.OnDisk _ -> throw new IllegalStateException("asked on disk, sent to disk");
      }
    }
    var rest = cut(from, bytes.flip(), false);
    return new Turn(List.copyOf(lines), from + rest.at(), true, false);
  }

  /** Takes all lines that are complete, and the last one if that is over, too. */
  private Rest cut(long from, ByteBuffer bytes, boolean isOver) {
    int start = 0;
    int end = bytes.limit();
    while (start < end) {
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
      lines.add(new ExportLine(origin, offset, timeOf(offset), text, false));
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
      time = span.map(TimedRange::at).orElseGet(clock::instant);
    }
    return time;
  }
}
