package dev.consolegw.gateway.console.viewer;

import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.history.ReadResult;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * What somebody has not seen yet of a console, for a terminal that can be drawn on: as lines where
 * they are no more than its rows and nothing in them draws, else the screen that it has led to, and
 * where the rest is. Disk threads.
 */
final class UnseenOutput {
  /** More is never shown as lines, in bytes. */
  static final int LINES = 64 * 1024;

  /**
   * What goes to a row, up, to the top, to another screen or a part of one (ECMA-48, DEC STD 070).
   * Colours, the erasing of a line's end and moves within a line are a shell's prompt.
   */
  private static final Pattern DRAWS =
      Pattern.compile(
          "\\033(?:\\[[0-9;]*[ABEFHJLMSTdfr]|\\[\\?[0-9;]*(?:47|1047|1049)[hl]|[78DEMc])");

  private final HistoryReader history;
  private final OptionalLong seen;
  private final long end;

  UnseenOutput(HistoryReader history, OptionalLong seen) {
    this.history = history;
    this.end = history.end();
    // An offset beyond the end is none of this history's.
    this.seen = seen.isPresent() && seen.getAsLong() <= end ? seen : OptionalLong.empty();
  }

  /** The lines, if that is how it is shown. */
  Optional<ReplayPosition> lines(int rows, int columns) {
    if (seen.isEmpty()) {
      return Optional.empty();
    }
    long from = seen.getAsLong();
    boolean fits = from >= history.start() && end - from <= LINES && fits(from, rows, columns);
    return fits ? Optional.of(ReplayPosition.at(from)) : Optional.empty();
  }

  private boolean fits(long from, int rows, int columns) {
    var bytes = ByteBuffer.allocate((int) (end - from));
    while (bytes.hasRemaining()) {
      var read = history.read(from + bytes.position(), bytes, HistoryReader.Access.DISK);
      if (!(read instanceof ReadResult.Bytes)) {
        return false;
      }
    }
    var text = new String(bytes.array(), StandardCharsets.ISO_8859_1);
    long used = text.lines().mapToLong(each -> 1 + each.length() / Math.max(1, columns)).sum();
    return used <= rows && !DRAWS.matcher(text).find();
  }

  /** What is said with the screen. */
  List<String> remarks() {
    var remarks = new ArrayList<String>();
    if (seen.isPresent()) {
      long from = Math.max(seen.getAsLong(), history.start());
      if (from > seen.getAsLong()) {
        remarks.add("output before offset=" + from + " is not kept");
      }
      remarks.add(
          "%d bytes are new; here is the screen, they are in the log from offset=%d"
              .formatted(end - from, from));
    }
    return remarks;
  }
}
