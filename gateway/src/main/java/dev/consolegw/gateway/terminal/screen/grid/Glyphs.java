package dev.consolegw.gateway.terminal.screen.grid;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jline.utils.WCWidth;

/**
 * What a cell shows, as a number: a code point, the second half of a wide character, or a character
 * with others combined, of which so many are kept. No cell shows what changes the direction of text
 * or is not seen.
 */
final class Glyphs {
  static final int BLANK = ' ';

  /** The second half of a wide character. */
  static final int TAIL = -1;

  /** No glyph: what is not shown. */
  static final int NONE = -2;

  /** So many different clusters at once; another is shown without what is combined. */
  static final int MOST_CLUSTERS = 4096;

  /** The longest cluster, in UTF-16's units. */
  static final int LONGEST_CLUSTER = 16;

  private static final int FIRST_CLUSTER = 0x200000;
  private static final int REPLACEMENT = 0xFFFD;
  private static final int SOFT_HYPHEN = 0xAD;
  private static final int JOINER = 0x200D;
  private static final int FIRST_COMBINING = 0x300;

  private final List<String> clusters = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Queue<Integer> free = new ArrayDeque<>();

  /** How many cells a character takes: 0 for one that is combined with the one before, 1 or 2. */
  static int width(int codePoint) {
    if (codePoint < FIRST_COMBINING) {
      return 1;
    }
    return Math.max(0, WCWidth.wcwidth(codePoint));
  }

  /** What may be shown in place of a character beyond ASCII; {@link #NONE} for nothing at all. */
  static int shown(int codePoint) {
    if (codePoint == SOFT_HYPHEN) {
      return '-';
    }
    return switch (Character.getType(codePoint)) {
      case Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.CONTROL,
          Character.SURROGATE ->
          codePoint == JOINER ? JOINER : width(codePoint) > 0 ? REPLACEMENT : NONE;
      default -> codePoint;
    };
  }

  /** A glyph with another character combined; the same glyph if it can take no more. */
  int combined(int glyph, int codePoint) {
    var text = text(glyph) + Character.toString(codePoint);
    if (text.length() > LONGEST_CLUSTER) {
      return glyph;
    }
    var known = numbers.get(text);
    if (known == null) {
      if (numbers.size() == MOST_CLUSTERS) {
        return glyph;
      }
      known = add(text);
    }
    return FIRST_CLUSTER + known;
  }

  private int add(String text) {
    var freed = free.poll();
    int number = freed == null ? clusters.size() : freed;
    if (freed == null) {
      clusters.add(text);
    } else {
      clusters.set(number, text);
    }
    numbers.put(text, number);
    return number;
  }

  boolean isFull() {
    return numbers.size() == MOST_CLUSTERS;
  }

  /** Takes note of a cluster that is still to be seen. */
  static void mark(BitSet seen, int glyph) {
    if (glyph >= FIRST_CLUSTER) {
      seen.set(glyph - FIRST_CLUSTER);
    }
  }

  /** Forgets all clusters that are not to be seen any more. */
  void keep(BitSet seen) {
    for (int i = seen.nextClearBit(0); i < clusters.size(); i = seen.nextClearBit(i + 1)) {
      if (numbers.remove(clusters.set(i, "")) != null) {
        free.add(i);
      }
    }
  }

  /** The characters of a cell; nothing for a second half. */
  String text(int glyph) {
    if (glyph >= FIRST_CLUSTER) {
      return clusters.get(glyph - FIRST_CLUSTER);
    }
    return glyph == TAIL ? "" : Character.toString(glyph);
  }
}
