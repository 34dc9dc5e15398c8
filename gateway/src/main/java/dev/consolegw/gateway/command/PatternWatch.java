package dev.consolegw.gateway.command;

import com.google.re2j.Pattern;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Looks for a pattern in output as it comes. A match may be spread over any number of pieces, as
 * long as it fits into {@link #WINDOW}. Bytes are taken as UTF-8; a character that is not complete
 * yet, or none, is U+FFFD. {@code $} matches wherever output has come to a stop.
 */
final class PatternWatch implements Consumer<ByteBuffer> {
  /** The longest match that is found for certain, in bytes. */
  static final int WINDOW = 16 * 1024;

  private final Pattern pattern;
  private final Runnable found;
  private final ByteBuffer recent = ByteBuffer.allocate(2 * WINDOW);

  PatternWatch(Pattern pattern, Runnable found) {
    this.pattern = pattern;
    this.found = found;
  }

  @Override
  public void accept(ByteBuffer output) {
    while (output.hasRemaining()) {
      int count = Math.min(output.remaining(), recent.remaining());
      recent.put(output.slice(output.position(), count));
      output.position(output.position() + count);
      if (pattern.matcher(text()).find()) {
        found.run();
        return;
      }
      forget();
    }
  }

  private String text() {
    return StandardCharsets.UTF_8.decode(recent.duplicate().flip()).toString();
  }

  private void forget() {
    int over = recent.position() - WINDOW;
    if (over > 0) {
      recent.flip().position(over);
      recent.compact();
    }
  }
}
