package dev.consolegw.gateway.history;

import java.time.Instant;

/** What a read of a {@link HistoryReader} found at an offset. */
public sealed interface ReadResult {

  /** So many bytes, at least one, were put into the buffer. */
  record Bytes(int count) implements ReadResult {}

  /** Nothing has been printed there yet. */
  record Nothing() implements ReadResult {}

  /** The bytes are no longer in memory: ask again with {@link HistoryReader.Access#DISK}. */
  record OnDisk() implements ReadResult {}

  /**
   * What was printed there, if anything, is not kept.
   *
   * @param resumesAt the next offset to read, greater than the one asked for
   * @param at when the gap was noticed, or for want of that the time of the output after it
   */
  record Gap(long resumesAt, Cause cause, Instant at) implements ReadResult {}

  /** Why there is a gap. */
  enum Cause {
    /** Older than what is kept. */
    TRIMMED,
    /**
     * The gateway stopped without closing the history; what was shown at the very end is unknown.
     */
    KILL,
    /** The disk was full, stalled, or cannot be read. */
    DISK,
    /** The connection to the console was interrupted. */
    LINK,
    /** The index that knew is lost. */
    UNKNOWN
  }
}
