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
  record Gap(long resumesAt, Cause cause, Instant at) implements ReadResult {
    /**
     * A sentence, the same wherever the gap shows. It is ASCII, and shorter than {@link
     * #LONGEST_WORDS}.
     *
     * @param from the offset where it begins
     */
    public String words(long from) {
      var lost =
          "what was printed from offset=%d to offset=%d is not kept: ".formatted(from, resumesAt);
      return switch (cause) {
        case TRIMMED -> lost + "it was older than what is kept";
        case KILL ->
            "the gateway was killed; a moment of output after offset=%d may be missing,"
                    .formatted(from)
                + " numbering goes on at offset=%d".formatted(resumesAt);
        case DISK -> lost + "the disk was full, did not follow, or cannot be read";
        case LINK -> lost + "the connection to the console was interrupted";
        case UNKNOWN -> lost + "nobody knows why";
      };
    }
  }

  /** Characters that the words of a gap never have, whatever the offsets. */
  int LONGEST_WORDS = 200;

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
