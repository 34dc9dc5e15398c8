package dev.consolegw.gateway.background;

/**
 * What the heap has grown by for a burst of work that is over, such as a start with many consoles:
 * the JVM gives it back at a full collection, and makes none while there is room.
 */
public final class SpareHeap {
  /** Of the most that the heap may have; less than this share is not worth a pause. */
  private static final int SHARE = 4;

  private SpareHeap() {}

  /**
   * Gives it back, if it is much. Everything stands still meanwhile, for about a millisecond per MB
   * that is in use: not for when people's keys wait.
   */
  public static void giveBack() {
    var heap = Runtime.getRuntime();
    if (heap.totalMemory() > heap.maxMemory() / SHARE) {
      System.gc();
    }
  }
}
