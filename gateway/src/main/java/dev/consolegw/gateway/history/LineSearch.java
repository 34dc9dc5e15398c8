package dev.consolegw.gateway.history;

import java.nio.ByteBuffer;

/** Looks for the beginnings of lines, backwards from an offset of a history. Disk threads. */
final class LineSearch {
  private static final int BLOCK = 8 * 1024;

  private final ByteBuffer block = ByteBuffer.allocate(BLOCK);
  private final HistoryReader history;

  LineSearch(HistoryReader history) {
    this.history = history;
  }

  /**
   * The beginning of the last so many lines before an offset.
   *
   * @param atMost how many bytes to look at
   */
  long find(long before, int lines, int atMost) {
    long at = before;
    long runEnd = at;
    int missing = lines;
    int left = atMost;
    while (left > 0 && missing > 0) {
      long from = fillBefore(at, Math.min(left, BLOCK));
      if (from == at) {
        long earlier = endBefore(at);
        if (earlier == at || --missing == 0) {
          return at;
        }
        at = earlier;
        runEnd = earlier;
        continue;
      }
      for (int i = (int) (at - from) - 1; i >= 0; i--) {
        boolean endsTheRun = from + i + 1 == runEnd;
        if (block.get(i) == '\n' && !endsTheRun && --missing == 0) {
          return from + i + 1;
        }
      }
      left -= (int) (at - from);
      at = from;
    }
    return at;
  }

  /** Reads what stands right before an offset; returns where it begins. */
  private long fillBefore(long at, int count) {
    long from = Math.max(0, at - count);
    long next = from;
    block.clear().limit((int) (at - from));
    while (next < at) {
      switch (history.read(next, block, HistoryReader.Access.DISK)) {
        case ReadResult.Bytes bytes -> next += bytes.count();
        case ReadResult.Gap gap -> {
          from = Math.min(gap.resumesAt(), at);
          next = from;
          block.clear().limit((int) (at - from));
        }
        case ReadResult.Nothing _ -> next = at;
        case ReadResult.OnDisk _ -> throw new IllegalStateException("asked on disk, sent to disk");
      }
    }
    return from;
  }

  /** Where the last kept bytes before an offset end; the offset itself when there are none. */
  private long endBefore(long at) {
    long end = at;
    for (var range : history.kept()) {
      if (range.from() < at) {
        end = Math.min(range.to(), at);
      }
    }
    return end;
  }
}
