package dev.consolegw.gateway.export;

import dev.consolegw.gateway.history.ReadResult;

/** What stands where output is missing. No state. */
final class GapText {
  private GapText() {}

  /**
   * A sentence.
   *
   * @param at the offset where the gap begins
   */
  static String of(long at, ReadResult.Gap gap) {
    var bytes = "%d bytes are missing here: ".formatted(gap.resumesAt() - at);
    return switch (gap.cause()) {
      case TRIMMED -> bytes + "the history did not keep them until they were taken";
      case KILL -> "the gateway was killed; a moment of output may be missing here";
      case DISK -> bytes + "the history's disk was full, did not follow, or cannot be read";
      case LINK -> "the connection was interrupted; output may be missing here";
      case UNKNOWN -> bytes + "nobody knows why";
    };
  }
}
