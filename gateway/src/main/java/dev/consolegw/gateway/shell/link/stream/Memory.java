package dev.consolegw.gateway.shell.link.stream;

import dev.consolegw.gateway.shell.guest.Allowance;
import java.util.Arrays;

/**
 * The last bytes that were sent, and where in them others occur. Both sides have the same. Grows as
 * it is used; looking costs a step for each byte, however much is remembered. One thread at a time.
 */
final class Memory {
  /** Shorter matches are left to the compression; also the grid on which they are found. */
  static final int BLOCK = 32;

  private static final int FIRST = 64 * 1024;

  private static final int MOST = 4 * 1024 * 1024;

  /** Of an entry, for the number of a block in a ring of up to 8 MiB; the rest tells its sum. */
  private static final int PLACE_BITS = 18;

  private static final int NUMBER = (1 << PLACE_BITS) - 1;
  private static final int PRIME = 0x01000193;
  private static final int SPREAD = 0x9E3779B1;
  private static final int OLDEST = power(BLOCK);

  private final Allowance allowance;
  private int limit;
  private byte[] ring;
  private int[] places = new int[0];
  private long total;
  private long indexed;

  /** A place where bytes were found. */
  record Match(long from, int length) {}

  /**
   * @param limit how much is remembered; a power of two, or 0 for nothing
   * @param allowance what it takes; without room it does not grow any more
   */
  Memory(int limit, Allowance allowance) {
    if (limit != 0 && (Integer.bitCount(limit) != 1 || limit < FIRST || limit > MOST)) {
      throw new IllegalArgumentException("no power of two from 64 KiB to 4 MiB: " + limit);
    }
    this.limit = limit;
    this.allowance = allowance;
    ring = new byte[0];
  }

  /** How many bytes were sent in all. */
  long total() {
    return total;
  }

  /** Remembers bytes that are sent now. */
  void add(byte[] bytes, int from, int to) {
    if (limit == 0) {
      return;
    }
    grow(to - from);
    if (limit == 0) {
      return;
    }
    for (int i = from; i < to; ) {
      int part = Math.min(to - i, ring.length - at(total));
      System.arraycopy(bytes, i, ring, at(total), part);
      total += part;
      i += part;
    }
    for (; indexed + BLOCK <= total; indexed += BLOCK) {
      index(indexed);
    }
  }

  /** Remembers bytes that were sent as a reference. */
  void add(Match match) {
    int at = at(match.from);
    byte[] copy = Arrays.copyOfRange(ring, at, at + match.length);
    int wrapped = at + match.length - ring.length;
    if (wrapped > 0) {
      System.arraycopy(ring, 0, copy, match.length - wrapped, wrapped);
    }
    add(copy, 0, copy.length);
  }

  /** How many of the bytes stand at a place, too. */
  int common(long place, byte[] bytes, int from, int to) {
    if (place < oldest() || place >= total) {
      return 0;
    }
    int most = (int) Math.min(to - from, total - place);
    int length = 0;
    while (length < most && ring[at(place + length)] == bytes[from + length]) {
      length++;
    }
    return length;
  }

  /** How many of the bytes before one stand before a place, too; not further back than a limit. */
  int commonBefore(long place, byte[] bytes, int from, int earliest) {
    int length = 0;
    while (from - length > earliest
        && place - length > oldest()
        && ring[at(place - length - 1)] == bytes[from - length - 1]) {
      length++;
    }
    return length;
  }

  /** Where a block with this sum may stand; -1 for nowhere, which is nearly always right. */
  long place(int sum) {
    if (places.length == 0) {
      return -1;
    }
    int spread = spread(sum);
    int entry = places[slot(spread)];
    if ((entry ^ spread) >>> PLACE_BITS != 0 || (entry & NUMBER) == 0) {
      return -1;
    }
    long last = indexed - BLOCK;
    long back = at(last) - (long) ((entry & NUMBER) - 1) * BLOCK;
    return last - (back < 0 ? back + ring.length : back);
  }

  /** The sum of a block. */
  static int sum(byte[] bytes, int from) {
    int sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum = sum * PRIME + bytes[from + i];
    }
    return sum;
  }

  /** The sum one byte further on. */
  static int roll(int sum, byte out, byte in) {
    return sum * PRIME + in - out * OLDEST;
  }

  private long oldest() {
    return Math.max(0, total - ring.length);
  }

  private int at(long place) {
    return (int) (place & ring.length - 1);
  }

  private int slot(int spread) {
    return spread & (places.length - 1);
  }

  /** The lowest bits of a product know little of its factors. */
  private static int spread(int sum) {
    int product = sum * SPREAD;
    return product ^ (product >>> 15);
  }

  /** Blocks never wrap: a ring is made of whole ones. */
  private void index(long place) {
    int spread = spread(sum(ring, at(place)));
    places[slot(spread)] = (spread & ~NUMBER) | (at(place) / BLOCK + 1);
  }

  private void grow(int more) {
    int size = Math.max(ring.length, FIRST);
    while (size < limit && size < total + more) {
      size *= 2;
    }
    if (size == ring.length) {
      return;
    }
    while (!allowance.tryUse(cost(size) - cost(ring.length))) {
      limit = size / 2 < FIRST ? 0 : size / 2; // for good: what wraps is in no order to grow
      if (limit <= ring.length) {
        limit = ring.length;
        return;
      }
      size = limit;
    }
    byte[] old = ring;
    ring = Arrays.copyOf(old, size); // never wrapped before the limit is reached
    places = new int[2 * size / BLOCK];
    for (long place = 0; place + BLOCK <= indexed; place += BLOCK) {
      index(place);
    }
  }

  /** With the places in it. */
  private static long cost(int size) {
    return size + 2L * size / BLOCK * Integer.BYTES;
  }

  private static int power(int exponent) {
    int power = 1;
    for (int i = 0; i < exponent; i++) {
      power *= PRIME;
    }
    return power;
  }
}
