package dev.consolegw.gateway.command.log;

import com.google.re2j.Pattern;
import dev.consolegw.gateway.command.pattern.Matching;
import dev.consolegw.gateway.command.pattern.TextLines;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Lets lines pass that a pattern is found in, in their text as {@link TextLines} reads it; a longer
 * line than {@link #LONGEST} is looked at in pieces. A line comes out when its end has come, or
 * when the output pauses and it is found whatever comes. Many short lines are looked at in one go.
 */
final class Grep implements LineStage {
  /** The longest line that is looked at as a whole, in bytes. */
  static final int LONGEST = TextLines.LONGEST;

  /** A longer line is not looked at before its end: it may grow byte by byte. */
  private static final int LOOKED_AT_EARLY = 4 * 1024;

  /** So many bytes are looked at in one go, unless a line is longer. */
  private static final int TOGETHER = 8 * 1024;

  /** The pattern, and where it is looked for. */
  record Wanted(Pattern pattern, Matching matching) {}

  /** A line with its end, or a piece of one that is too long, and the offset where it begins. */
  private record Line(long at, ByteBuffer bytes, List<String> texts) {}

  private final Wanted wanted;
  private final LineStage next;
  private final List<Line> lines = new ArrayList<>();
  private ByteBuffer line = ByteBuffer.allocate(256);
  private long lineAt;
  private int together;
  private boolean passing;

  Grep(Wanted wanted, LineStage next) {
    this.wanted = wanted;
    this.next = next;
  }

  @Override
  public void take(long at, ByteBuffer bytes) throws IOException {
    int begin = bytes.position();
    if (passing) {
      passOn(at, bytes);
    }
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

  /** The rest of a line that has begun to pass. */
  private void passOn(long at, ByteBuffer bytes) throws IOException {
    int end = bytes.position();
    while (passing && end < bytes.limit()) {
      passing = bytes.get(end++) != '\n';
    }
    next.take(at, bytes.slice(bytes.position(), end - bytes.position()));
    bytes.position(end);
  }

  @Override
  public void pause() throws IOException {
    if (line.position() == 0 || line.position() > LOOKED_AT_EARLY) {
      return;
    }
    var begun = copy();
    if (wanted.matching().look(() -> isFoundForGood(begun.duplicate()))) {
      line.clear();
      passing = true;
      next.take(lineAt, begun);
    }
    next.pause();
  }

  private boolean isFoundForGood(ByteBuffer begun) {
    var text = new TextLines();
    var ended = new ArrayList<String>();
    text.take(begun, ended::add);
    return ended.stream().anyMatch(this::isFound)
        || TextLines.isFoundForGood(wanted.pattern(), text.unfinished());
  }

  private boolean isFound(String text) {
    return wanted.pattern().matcher(text).find();
  }

  @Override
  public void cut() throws IOException {
    if (passing) {
      passing = false;
      next.take(lineAt, ByteBuffer.wrap(new byte[] {'\n'}));
    }
    if (line.position() > 0) {
      keep();
    }
    look();
    next.cut();
  }

  private void keep() throws IOException {
    var bytes = copy();
    line.clear();
    lines.add(new Line(lineAt, bytes, texts(bytes.duplicate())));
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
      found.set(i, lines.get(i).texts().stream().anyMatch(this::isFound));
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

  private ByteBuffer copy() {
    return ByteBuffer.allocate(line.position()).put(line.duplicate().flip()).flip();
  }

  private static List<String> texts(ByteBuffer bytes) {
    var text = new TextLines();
    var all = new ArrayList<String>(1);
    text.take(bytes, all::add);
    text.cut(all::add);
    return all;
  }
}
