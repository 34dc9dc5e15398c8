package dev.consolegw.gateway.history.merge;

import dev.consolegw.gateway.history.store.Index;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes outages of marks in order: the end of a connection and the beginning of the next. */
public final class OutagePairs {
  /** Between two offsets' output there was no connection, from {@code lost} to {@code back}. */
  public record Pair(long offset, Instant lost, Instant back) {}

  private final long from;
  private final long to;
  private final int atMost;
  private final ArrayDeque<Pair> outages = new ArrayDeque<>();
  private Index.@Nullable Mark down;
  private long newest = -1;

  /**
   * @param to the first offset that is of no interest
   * @param atMost how many of the last outages are kept
   */
  public OutagePairs(long from, long to, int atMost) {
    this.from = from;
    this.to = to;
    this.atMost = atMost;
  }

  /** Takes the next mark; one that was seen already does no harm. False when it is past the end. */
  public boolean take(Index.Mark mark) {
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
    if (outages.size() == atMost) {
      outages.removeFirst();
    }
    outages.add(new Pair(offset, Instant.ofEpochMilli(lost), Instant.ofEpochMilli(back)));
  }

  /** Oldest first. */
  public List<Pair> outages() {
    return List.copyOf(outages);
  }
}
