package dev.consolegw.gateway.history;

import dev.consolegw.gateway.history.merge.OutagePairs;
import dev.consolegw.gateway.history.store.Index;
import dev.consolegw.gateway.history.tail.MemoryTail;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds times by offset and offsets by time, in the marks that still wait in the tail and those of
 * the index. Disk threads. A mark holds for the output of up to a second: what came later than that
 * has a mark of its own.
 *
 * <p>Times are what the clock said. Where it was set back, times occur twice; {@link #offsetAt}
 * searches from the end, so the newer output counts.
 */
final class TimeIndex {
  private final Index index;
  private final MemoryTail tail;

  TimeIndex(Index index, MemoryTail tail) {
    this.index = index;
    this.tail = tail;
  }

  /** See {@link HistoryReader#offsetAt}; not yet bounded by what is kept. */
  long offsetAt(Instant time) throws IOException {
    long since = Math.clamp(time.getEpochSecond(), 0, 9_999_999_999L) * 1000;
    since += since == 0 ? 0 : time.getNano() / 1_000_000;
    long at = tail.end();
    // The tail first: what leaves it meanwhile is in the index before.
    for (var mark : tail.times().reversed()) {
      if (mark.isOver(since)) {
        return at;
      }
      at = mark.offset();
    }
    return index.firstSince(since, at);
  }

  /** See {@link HistoryReader#spanOf}. */
  Optional<TimedRange> spanOf(long offset) throws IOException {
    long until = tail.end();
    if (offset < 0 || offset >= until) {
      return Optional.empty();
    }
    for (var mark : tail.times().reversed()) {
      if (mark.offset() <= offset) {
        return Optional.of(span(mark, until));
      }
      until = mark.offset();
    }
    var around = index.timesAround(offset);
    if (around.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(span(around.getFirst(), nextOffset(around, until)));
  }

  /** See {@link HistoryReader#nextOutage}. */
  Optional<Outage> nextOutage(long from) throws IOException {
    var pairs = new OutagePairs(from, Long.MAX_VALUE, 1);
    feed(from, Long.MAX_VALUE, mark -> pairs.take(mark) && pairs.outages().isEmpty());
    return pairs.outages().stream().findFirst().map(TimeIndex::outage);
  }

  /** See {@link HistoryReader#lastOutages}. */
  List<Outage> lastOutages(long from, long to, int atMost) throws IOException {
    var pairs = new OutagePairs(from, to, atMost);
    feed(from, to, pairs::take);
    return pairs.outages().stream().map(TimeIndex::outage).toList();
  }

  private static Outage outage(OutagePairs.Pair pair) {
    return new Outage(pair.offset(), pair.lost(), pair.back());
  }

  private void feed(long from, long to, Predicate<Index.Mark> goesOn) throws IOException {
    var pending = tail.links(); // before the index: what leaves the tail is there already
    index.links(from, to, goesOn);
    for (var mark : pending) {
      if (!goesOn.test(mark)) {
        return;
      }
    }
  }

  private static long nextOffset(List<Index.Mark> around, long otherwise) {
    return around.size() > 1 ? Math.min(around.get(1).offset(), otherwise) : otherwise;
  }

  private static TimedRange span(Index.Mark mark, long until) {
    return new TimedRange(Instant.ofEpochMilli(mark.millis()), until);
  }
}
