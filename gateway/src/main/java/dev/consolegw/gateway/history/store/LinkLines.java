package dev.consolegw.gateway.history.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/**
 * The lines of an index that tell of a connection's end or beginning: few among hundreds of
 * thousands that tell times, and found only by a look at each. So a look remembers where they
 * stand, and the next reads these alone and what has come since. Any thread.
 */
final class LinkLines {
  /** Lines that are remembered, the newest: half a kilobyte of a history that somebody read. */
  private static final int MOST = 64;

  /** Bytes that are read at once. */
  private static final int BLOCK = 512 * Index.LINE;

  private static final Known NOTHING = new Known(0, 0, new long[0]);

  private Known known = NOTHING;
  private long edition;

  /** Reads at a place of the index, as a channel does. */
  @FunctionalInterface
  interface Lines {
    int read(ByteBuffer into, long at) throws IOException;
  }

  /** All such lines from one number up to, not including, another. */
  private static final class Known {
    final long from;
    final long to;
    private final long[] links;

    Known(long from, long to, long[] links) {
      this.from = from;
      this.to = to;
      this.links = links;
    }

    boolean covers(long line) {
      return line >= from && line < to;
    }

    LongStream links(long first, long end) {
      return LongStream.of(links).filter(line -> line >= first && line < end);
    }

    /** Both, if nothing is between them; else the one that ends later. */
    Known and(Known other) {
      if (other.from > to || other.to < from) {
        return other.to > to ? other : this;
      }
      var all = LongStream.concat(LongStream.of(links), LongStream.of(other.links));
      return new Known(
              Math.min(from, other.from), Math.max(to, other.to), all.sorted().distinct().toArray())
          .newest();
    }

    Known newest() {
      if (links.length <= MOST) {
        return this;
      }
      long[] kept = LongStream.of(links).skip(links.length - MOST).toArray();
      return new Known(kept[0], to, kept);
    }
  }

  /** One walk over the lines, and what was found. */
  private static final class Walk {
    final Lines lines;
    final Predicate<Index.Mark> goesOn;
    final LongStream.Builder found = LongStream.builder();
    boolean ended;

    Walk(Lines lines, Predicate<Index.Mark> goesOn) {
      this.lines = lines;
      this.goesOn = goesOn;
    }

    void meet(long number, Optional<Index.Mark> mark) {
      found.add(number);
      ended = mark.isPresent() && !goesOn.test(mark.get());
    }

    /** Looks at each line of a block; the number of the line where it goes on. */
    long look(long first, long end) throws IOException {
      int most = (int) Math.min(BLOCK, (end - first) * Index.LINE);
      var block = ByteBuffer.allocate(most);
      int whole = lines.read(block, first * Index.LINE) / Index.LINE;
      for (int i = 0; i < whole; i++) {
        byte kind = block.get(i * Index.LINE + Index.KIND);
        if (kind == 'd' || kind == 'l') {
          meet(first + i, parse(block, i * Index.LINE));
          if (ended) {
            return first + i + 1;
          }
        }
      }
      ended = whole <= 0;
      return first + Math.max(whole, 0);
    }

    /** Reads those lines that are known; the number of the line where it goes on. */
    long visit(Known known, long first, long end) throws IOException {
      for (long number : known.links(first, end).toArray()) {
        var line = ByteBuffer.allocate(Index.LINE);
        boolean read = lines.read(line, number * Index.LINE) == Index.LINE;
        meet(number, read ? parse(line, 0) : Optional.empty());
        if (ended) {
          return number + 1;
        }
      }
      return Math.min(known.to, end);
    }
  }

  private static Optional<Index.Mark> parse(ByteBuffer lines, int at) {
    return Index.Mark.parse(US_ASCII.decode(lines.slice(at, Index.LINE)).toString());
  }

  /** To be asked for before the index is opened: it may become another one meanwhile. */
  synchronized long edition() {
    return edition;
  }

  /**
   * Shows them in order, until told so.
   *
   * @param of which {@link #edition} of the index
   * @param first number of the line to begin with
   * @param end number of the line after the last
   */
  void show(Lines lines, long of, long first, long end, Predicate<Index.Mark> goesOn)
      throws IOException {
    var before = known(of);
    var walk = new Walk(lines, goesOn);
    long at = first;
    while (at < end && !walk.ended) {
      if (before.covers(at)) {
        at = walk.visit(before, at, end);
      } else {
        at = walk.look(at, before.from > at ? Math.min(before.from, end) : end);
      }
    }
    if (at > first) {
      learn(new Known(first, at, walk.found.build().toArray()).newest(), of);
    }
  }

  private synchronized Known known(long of) {
    return of == edition ? known : NOTHING;
  }

  private synchronized void learn(Known more, long of) {
    if (of == edition) {
      known = known.and(more);
    }
  }

  /** The lines have other numbers now, or there are fewer. */
  synchronized void forget() {
    known = NOTHING;
    edition++;
  }
}
