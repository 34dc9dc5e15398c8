package dev.consolegw.gateway.history.store;

import java.util.List;

/** Shares a budget among consoles: who has little keeps it, who has most gives. */
public final class BudgetShare {
  private BudgetShare() {}

  /**
   * How much each history may have, besides what pins hold, so that all together stay within the
   * budget. All have the same right; what one does not need is for the others.
   */
  public static long level(List<Segments.Size> sizes, long budget) {
    long left = budget - sizes.stream().mapToLong(Segments.Size::held).sum();
    var free = sizes.stream().mapToLong(Segments.Size::free).sorted().toArray();
    for (int i = 0; i < free.length; i++) {
      long share = Math.max(0, left) / (free.length - i);
      if (free[i] > share) {
        return share;
      }
      left -= free[i];
    }
    return Long.MAX_VALUE;
  }
}
