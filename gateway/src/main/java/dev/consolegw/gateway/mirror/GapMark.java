package dev.consolegw.gateway.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.consolegw.gateway.history.ReadResult;
import java.nio.ByteBuffer;
import java.time.temporal.ChronoUnit;

/** The line in a file where output is missing. No state. */
final class GapMark {
  /** More than one can have. */
  static final int LONGEST = ReadResult.LONGEST_WORDS + 56;

  private static final String BEGIN = "\n[console-gw: ";
  private static final String END = "]\n";

  private GapMark() {}

  /**
   * The line, with the ends of lines around it.
   *
   * @param at the offset where the gap begins
   */
  static ByteBuffer of(long at, ReadResult.Gap gap) {
    var when = gap.at().truncatedTo(ChronoUnit.SECONDS);
    return ByteBuffer.wrap((BEGIN + when + ' ' + gap.words(at) + END).getBytes(UTF_8));
  }

  /** How long such a line at the start of these bytes is; 0 if there is none. */
  static int length(ByteBuffer bytes) {
    var text = UTF_8.decode(bytes.duplicate()).toString();
    int end = text.startsWith(BEGIN) ? text.indexOf(END) : -1;
    return end < 0 ? 0 : end + END.length(); // it is all ASCII
  }
}
