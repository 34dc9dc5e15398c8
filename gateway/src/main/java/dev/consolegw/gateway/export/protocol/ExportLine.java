package dev.consolegw.gateway.export.protocol;

import java.time.Instant;

/**
 * A line that a console has printed.
 *
 * @param origin whose line it is
 * @param offset of its first byte in the console's history: with the console, what tells it from
 *     every other line, also from one that says the same
 * @param time when its first byte was printed, or up to a second before
 * @param text what is left of it without what a terminal would obey; not empty, and without its end
 * @param isGap whether the text is ours, and says that output is missing here
 */
public record ExportLine(Origin origin, long offset, Instant time, String text, boolean isGap) {

  /**
   * A console, as log systems know it.
   *
   * @param console the text of its id, such as {@code file/lab/web1:0}
   * @param directory which directory knows it
   * @param project what it belongs to, as that directory calls it
   * @param server what people call it
   * @param id what its directory knows the server by
   */
  public record Origin(
      String console, String directory, String project, String server, String id) {}

  /** What a line costs beyond its text, in whatever form it is sent. */
  private static final int FORM = 256;

  /** A second of this many bytes is told apart byte by byte. */
  private static final long TOLD_APART = 100_000_000;

  private static final long NANOS = 1_000_000_000;

  /** What it counts for, in bytes or so. */
  public int cost() {
    return text.length() + FORM;
  }

  /**
   * Its time in nanoseconds since 1970, a tenth of a second late at most, so that lines of one time
   * stay in their order, and the same line that is sent twice has the same time twice.
   */
  public long nanos() {
    return time.getEpochSecond() * NANOS + time.getNano() + offset % TOLD_APART;
  }
}
