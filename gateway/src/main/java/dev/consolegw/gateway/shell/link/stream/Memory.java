package dev.consolegw.gateway.shell.link.stream;

import java.util.Arrays;

/**
 * The last bytes that were sent, and where in them others occur. Both sides have the same. Grows as
 * it is used; looking costs a step for each byte, however much is remembered. One thread at a time.
 */
final class Memory {
  /** Shorter matches are left to the compression; also the grid on which they are found. */
  static final int BLOCK = 32;

  private static final int FIRST = 64 * 1024;
  private static final int PRIME = 0x01000193;
  private static final int SPREAD = 0x9E3779B1;
  private static final int OLDEST = power(BLOCK);

  private final int limit;
  private byte[] ring;
  private int[] places = new int[0];
  private long total;
  private long indexed;

  /** A place where bytes were found. */
  record Match(long from, int length) {}

  /**
   * @param limit how much is remembered; a power of two, or 0 for nothing
   */
  Memory(int limit) {
    if (limit != 0 && (Integer.bitCount(limit) != 1 || limit < FIRST)) {
      throw new IllegalArgumentException("no power of two from 64 KiB: " + limit);
    }
    this.limit = limit;
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
    for (int i = from; i < to; i++) {
      ring[at(total++)] = bytes[i];
    }
    for (; indexed + BLOCK <= total; indexed += BLOCK) {
      index(indexed);
    }
  }

  /** Remembers bytes that were sent as a reference. */
  void add(Match match) {
    var copy = new byte[match.length];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = ring[at(match.from + i)];
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

  /** Where a block with this sum may stand; -1 for nowhere. */
  long place(int sum) {
    if (places.length == 0) {
      return -1;
    }
    int block = places[slot(sum)] - 1;
    return block < 0 ? -1 : (long) block * BLOCK;
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

  private int slot(int sum) {
    return ((sum * SPREAD) >>> 7) & places.length - 1;
  }

  private void index(long place) {
    int sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum = sum * PRIME + ring[at(place + i)];
    }
    places[slot(sum)] = (int) (place / BLOCK) + 1;
  }

  private void grow(int more) {
    int size = Math.max(ring.length, FIRST);
    while (size < limit && size < total + more) {
      size *= 2;
    }
    if (size == ring.length) {
      return;
    }
    byte[] old = ring;
    ring = Arrays.copyOf(old, size); // never wrapped before the limit is reached
    places = new int[2 * size / BLOCK];
    for (long place = 0; place + BLOCK <= indexed; place += BLOCK) {
      index(place);
    }
  }

  private static int power(int exponent) {
    int power = 1;
    for (int i = 0; i < exponent; i++) {
      power *= PRIME;
    }
    return power;
  }
}
