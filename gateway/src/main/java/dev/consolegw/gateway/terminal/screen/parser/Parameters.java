package dev.consolegw.gateway.terminal.screen.parser;

import java.util.Arrays;

/**
 * What stands between {@code CSI} and the final byte (ECMA-48, 5.4): numbers, of which some belong
 * to the one before ({@code 38:2::10:20:30}), a private marker and an intermediate byte.
 */
public final class Parameters {
  /** So many are understood; a sequence with more is not obeyed. */
  static final int MOST = 32;

  /** Numbers stop growing here: no screen and no mode is beyond it. */
  static final int LARGEST = 100_000;

  private final int[] numbers = new int[MOST];
  private final boolean[] belonging = new boolean[MOST];
  private int last;
  private int marker;
  private int intermediate;
  private boolean broken;

  /** For who has none of a parser yet: one number, 0. */
  public Parameters() {}

  void begin() {
    last = 0;
    numbers[0] = 0;
    belonging[0] = false;
    marker = 0;
    intermediate = 0;
    broken = false;
  }

  /** Takes a byte from 0x20 to 0x3F. */
  void take(int c) {
    if (c < '0') {
      broken |= intermediate != 0;
      intermediate = c;
    } else if (intermediate != 0) {
      broken = true;
    } else if (c <= '9') {
      numbers[last] = Math.min(LARGEST, numbers[last] * 10 + c - '0');
    } else if (c <= ';') {
      separate(c == ':');
    } else {
      broken |= marker != 0 || last != 0 || numbers[0] != 0;
      marker = c;
    }
  }

  private void separate(boolean belongs) {
    if (last == MOST - 1) {
      broken = true;
    } else {
      last++;
      numbers[last] = 0;
      belonging[last] = belongs;
    }
  }

  boolean isBroken() {
    return broken;
  }

  /** How many there are, at least 1. */
  public int count() {
    return last + 1;
  }

  /** One of them; 0 if it was left out or is not there. */
  public int number(int index) {
    return index <= last ? numbers[index] : 0;
  }

  /** One of them; the other if it is 0, was left out or is not there. */
  public int number(int index, int otherwise) {
    int given = number(index);
    return given == 0 ? otherwise : given;
  }

  /** Whether it belongs to the one before: a colon stands between them. */
  public boolean belongs(int index) {
    return index <= last && belonging[index];
  }

  /** {@code < = > ?} before the numbers; 0 without. */
  public int marker() {
    return marker;
  }

  /** The byte 0x20 to 0x2F before the last one; 0 without. */
  public int intermediate() {
    return intermediate;
  }

  @Override
  public String toString() {
    return Arrays.toString(Arrays.copyOf(numbers, count()));
  }
}
