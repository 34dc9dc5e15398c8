package dev.consolegw.gateway.command.log;

import com.google.re2j.Pattern;
import dev.consolegw.gateway.command.pattern.Matching;
import dev.consolegw.gateway.terminal.SafeOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Lets lines pass that a pattern is found in. It is looked for in the text alone, without colours
 * and the end of the line; a longer line than {@link #LONGEST} is looked at in pieces. A line comes
 * out when its end has come. Many short lines are looked at in one go.
 */
final class Grep implements LineStage {
  /** The longest line that is looked at as a whole, in bytes. */
  static final int LONGEST = 64 * 1024;

  /** So many bytes are looked at in one go, unless a line is longer. */
  private static final int TOGETHER = 8 * 1024;

  /** The pattern, and where it is looked for. */
  record Wanted(Pattern pattern, Matching matching) {}

  /** A line with its end, or a piece of one that is too long, and the offset where it begins. */
  private record Line(long at, ByteBuffer bytes, String text) {}

  private final Wanted wanted;
  private final LineStage next;
  private final SafeOutput text = new SafeOutput(SafeOutput.Keep.TEXT);
  private final List<Line> lines = new ArrayList<>();
  private ByteBuffer line = ByteBuffer.allocate(256);
  private long lineAt;
  private int together;

  Grep(Wanted wanted, LineStage next) {
    this.wanted = wanted;
    this.next = next;
  }

  @Override
  public void take(long at, ByteBuffer bytes) throws IOException {
    int begin = bytes.position();
    while (bytes.hasRemaining()) {
      if (line.position() == 0) {
        lineAt = at + bytes.position() - begin;
      }
      byte c = bytes.get();
      line.put(c);
      if (c == '\n' || line.position() == LONGEST) {
        keep();
      } else if (!line.hasRemaining()) {
        line = ByteBuffer.allocate(2 * line.capacity()).put(line.flip());
      }
    }
    look();
  }

  @Override
  public void cut() throws IOException {
    if (line.position() > 0) {
      keep();
    }
    look();
    next.cut();
  }

  private void keep() throws IOException {
    var bytes = ByteBuffer.allocate(line.flip().remaining()).put(line).flip();
    line.clear();
    lines.add(new Line(lineAt, bytes, text(bytes.duplicate())));
    together += bytes.remaining();
    if (together >= TOGETHER) {
      look();
    }
  }

  private void look() throws IOException {
    var found = new BitSet(lines.size());
    if (wanted.matching().look(() -> mark(found))) {
      for (int i = found.nextSetBit(0); i >= 0; i = found.nextSetBit(i + 1)) {
        pass(lines.get(i));
      }
    }
    lines.clear();
    together = 0;
  }

  /** Marks the lines that it is found in; false when there are none. */
  private boolean mark(BitSet found) {
    for (int i = 0; i < lines.size(); i++) {
      found.set(i, wanted.pattern().matcher(lines.get(i).text()).find());
    }
    return !found.isEmpty();
  }

  private void pass(Line line) throws IOException {
    var bytes = line.bytes();
    boolean ended = bytes.get(bytes.limit() - 1) == '\n';
    next.take(line.at(), bytes);
    if (!ended) {
      next.take(line.at(), ByteBuffer.wrap(new byte[] {'\n'}));
      next.cut();
    }
  }

  private String text(ByteBuffer bytes) {
    var safe = StandardCharsets.UTF_8.decode(text.of(bytes)).toString();
    var rest = StandardCharsets.UTF_8.decode(text.rest()).toString();
    return (safe + rest).stripTrailing();
  }
}
