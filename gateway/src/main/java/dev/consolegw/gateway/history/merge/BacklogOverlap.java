package dev.consolegw.gateway.history.merge;

/**
 * Finds out how much of a backlog is known already. A backlog is the newest part of what a guest
 * printed, so what is known ends somewhere in it. In time linear in both.
 */
final class BacklogOverlap {
  /** Shorter ones happen by chance, such as a line's end; unless one side is that short itself. */
  static final int SHORTEST = 32;

  private BacklogOverlap() {}

  /**
   * Where the backlog goes on after what is stored, the longest way to see it that way; -1 when
   * they have nothing in common.
   *
   * @param stored the newest part of what is known, without a gap
   */
  static int end(byte[] stored, byte[] backlog) {
    if (stored.length == 0) {
      return -1;
    }
    if (stored.length < backlog.length && stored.length >= SHORTEST) {
      int within = lastEnd(stored, backlog);
      if (within >= 0) {
        return within;
      }
    }
    int common = commonEnd(stored, backlog);
    boolean enough = common >= SHORTEST || common == backlog.length || common == stored.length;
    return enough && common > 0 ? common : -1;
  }

  /** Where all of {@code stored} ends in the backlog for the last time, or -1. */
  private static int lastEnd(byte[] stored, byte[] backlog) {
    var fallBack = fallBack(stored, stored.length);
    int found = -1;
    int matched = 0;
    for (int i = 0; i < backlog.length; i++) {
      matched = next(stored, fallBack, matched, backlog[i]);
      if (matched == stored.length) {
        found = i + 1;
      }
    }
    return found;
  }

  /** The length of the longest beginning of the backlog with which {@code stored} ends. */
  private static int commonEnd(byte[] stored, byte[] backlog) {
    var fallBack = fallBack(backlog, Math.min(stored.length, backlog.length));
    int matched = 0;
    for (byte each : stored) {
      matched = next(backlog, fallBack, matched, each);
    }
    return matched;
  }

  /** Knuth, Morris and Pratt: how much of the pattern still matches after one byte more. */
  private static int next(byte[] pattern, int[] fallBack, int matched, byte found) {
    int length = matched == fallBack.length ? fallBack[matched - 1] : matched;
    while (length > 0 && pattern[length] != found) {
      length = fallBack[length - 1];
    }
    return pattern[length] == found ? length + 1 : 0;
  }

  /** For each beginning of the pattern, how long its longest end is that is also a beginning. */
  private static int[] fallBack(byte[] pattern, int length) {
    var table = new int[length];
    for (int i = 1; i < length; i++) {
      int known = table[i - 1];
      while (known > 0 && pattern[known] != pattern[i]) {
        known = table[known - 1];
      }
      table[i] = pattern[known] == pattern[i] ? known + 1 : 0;
    }
    return table;
  }
}
