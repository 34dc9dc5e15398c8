package dev.consolegw.gateway.shell;

import dev.consolegw.gateway.console.OutputFilter;
import dev.consolegw.gateway.shell.signin.Conversation;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sorts what a guest prints while we speak with it: what is for the program of ours goes there, and
 * the rest is text, for whoever signs in as for everybody else.
 *
 * <p>The console's reader calls it; {@link #feed} any thread.
 */
final class LineFilter implements OutputFilter {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Conversation text;
  private volatile @Nullable Engine engine;

  /** What speaks with a program of ours in the guest. */
  interface Engine {
    /** Hears all that is printed. Returns what of it is text. */
    ByteBuffer received(ByteBuffer bytes);

    /** What was held back, which is text after all. */
    ByteBuffer release();
  }

  /**
   * @param text hears what is text
   */
  LineFilter(Conversation text) {
    this.text = text;
  }

  /** From now on this one hears what is printed, before it is text. */
  void feed(Engine now) {
    engine = now;
  }

  @Override
  public ByteBuffer filter(ByteBuffer printed) {
    var now = engine;
    return heard(now == null ? printed : now.received(printed));
  }

  @Override
  public ByteBuffer release() {
    var now = engine;
    return heard(now == null ? NOTHING.duplicate() : now.release());
  }

  private ByteBuffer heard(ByteBuffer shown) {
    if (shown.hasRemaining()) {
      text.printed(shown.duplicate());
    }
    return shown;
  }
}
