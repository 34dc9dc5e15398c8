package dev.consolegw.gateway.command.log;

import com.google.re2j.Pattern;
import dev.consolegw.gateway.terminal.SafeOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Lets lines pass that a pattern is found in. It is looked for in the text alone, without colours
 * and the end of the line; a longer line than {@link #LONGEST} is looked at in pieces. A line comes
 * out when its end has come.
 */
final class Grep implements Stage {
  /** The longest line that is looked at as a whole, in bytes. */
  static final int LONGEST = 64 * 1024;

  private final Pattern pattern;
  private final Stage next;
  private ByteBuffer line = ByteBuffer.allocate(256);
  private final SafeOutput text = new SafeOutput(SafeOutput.Keep.TEXT);
  private long lineAt;

  Grep(Pattern pattern, Stage next) {
    this.pattern = pattern;
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
        look();
      } else if (!line.hasRemaining()) {
        line = ByteBuffer.allocate(2 * line.capacity()).put(line.flip());
      }
    }
  }

  @Override
  public void cut() throws IOException {
    if (line.position() > 0) {
      look();
    }
    next.cut();
  }

  private void look() throws IOException {
    line.flip();
    if (pattern.matcher(text(line.duplicate())).find()) {
      boolean ended = line.get(line.limit() - 1) == '\n';
      next.take(lineAt, line);
      if (!ended) {
        next.take(lineAt, ByteBuffer.wrap(new byte[] {'\n'}));
        next.cut();
      }
    }
    line.clear();
  }

  private String text(ByteBuffer bytes) {
    var safe = StandardCharsets.UTF_8.decode(text.of(bytes)).toString();
    var rest = StandardCharsets.UTF_8.decode(text.rest()).toString();
    return (safe + rest).stripTrailing();
  }
}
