package dev.consolegw.gateway.history;

/**
 * Offsets that are kept, without a gap among them.
 *
 * @param to the first offset that is no part of it; greater than {@code from}
 */
public record OffsetRange(long from, long to) {
  /** In bytes. */
  public long length() {
    return to - from;
  }
}
