package dev.consolegw.gateway.history;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@link Break}s of marks in order: the end of a connection and the beginning of the next.
 */
final class LinkPairs {
  private final long from;
  private final long to;
  private final int atMost;
  private final ArrayDeque<Break> breaks = new ArrayDeque<>();
  private Index.@Nullable Mark down;
  private long newest = -1;

  /**
   * @param to the first offset that is of no interest
   * @param atMost how many of the last breaks are kept
   */
  LinkPairs(long from, long to, int atMost) {
    this.from = from;
    this.to = to;
    this.atMost = atMost;
  }

  /** Takes the next mark; one that was seen already does no harm. False when it is past the end. */
  boolean take(Index.Mark mark) {
    if (mark.offset() >= to) {
      return false;
    }
    if (mark.offset() < from || mark.offset() <= newest) {
      return true;
    }
    var first = down;
    if (mark.kind() == Index.Kind.DOWN) {
      // The first of several: no output came between them.
      down = first != null && first.offset() == mark.offset() ? first : mark;
    } else if (mark.kind() == Index.Kind.LINK && first != null && first.offset() == mark.offset()) {
      add(mark.offset(), first.millis(), mark.millis());
    }
    return true;
  }

  private void add(long offset, long lost, long back) {
    newest = offset;
    if (breaks.size() == atMost) {
      breaks.removeFirst();
    }
    breaks.add(new Break(offset, Instant.ofEpochMilli(lost), Instant.ofEpochMilli(back)));
  }

  /** Oldest first. */
  List<Break> breaks() {
    return List.copyOf(breaks);
  }
}
