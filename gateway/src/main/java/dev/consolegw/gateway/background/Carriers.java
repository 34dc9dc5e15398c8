package dev.consolegw.gateway.background;

/**
 * How many platform threads carry the virtual ones. Java takes one for each core, and neither
 * interrupts a virtual thread nor takes what another thread hands in before what a carrier has
 * queued for itself. So on two cores two busy clients would hold up everybody. With more carriers,
 * there is nearly always one that is free, and the system shares the cores out among them.
 */
public final class Carriers {
  /** For each core. */
  static final int EACH = 4;

  /** However few cores there are. */
  static final int LEAST = 8;

  private static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";

  private Carriers() {}

  /** To be called before there is any virtual thread; what was asked for otherwise stays. */
  public static void useMore() {
    if (System.getProperty(PARALLELISM) == null) {
      int count = Math.max(LEAST, EACH * Runtime.getRuntime().availableProcessors());
      System.setProperty(PARALLELISM, Integer.toString(count));
    }
  }
}
