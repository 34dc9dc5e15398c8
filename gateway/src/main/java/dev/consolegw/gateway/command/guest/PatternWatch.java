package dev.consolegw.gateway.command.guest;

import com.google.re2j.Pattern;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;

/**
 * Looks for a pattern in output as it comes. A match may be spread over any number of pieces, as
 * long as it fits into {@link #WINDOW}. Bytes are taken as UTF-8; a character that is not complete
 * yet, or none, is U+FFFD. {@code $} matches wherever output has come to a stop.
 *
 * <p>What comes while it looks is collected and looked at together, with the end of what was there
 * before; when too much is, the viewer waits. The viewer's pump brings it, another thread looks.
 */
final class PatternWatch implements CommandViewer.Output {
  /** The longest match that is found for certain, in bytes. */
  static final int WINDOW = 4 * 1024;

  private static final int COLLECTED = 32 * 1024;

  private final Pattern pattern;
  private final Executor looking;
  private final Runnable found;
  private final ByteBuffer recent = ByteBuffer.allocate(2 * WINDOW); // of the look under way
  private final ByteBuffer collected = ByteBuffer.allocate(COLLECTED); // guarded by itself
  private Runnable signal = () -> {};
  private boolean isLooking;

  /**
   * @param looking runs one look at a time
   * @param found runs at each look that finds it, on that thread
   */
  PatternWatch(Pattern pattern, Executor looking, Runnable found) {
    this.pattern = pattern;
    this.looking = looking;
    this.found = found;
  }

  @Override
  public int room() {
    synchronized (collected) {
      return collected.remaining();
    }
  }

  @Override
  public void whenRoom(Runnable signal) {
    synchronized (collected) {
      this.signal = signal;
    }
  }

  @Override
  public void accept(ByteBuffer output) {
    while (output.hasRemaining()) {
      synchronized (collected) {
        int count = Math.min(output.remaining(), collected.remaining());
        if (count == 0) {
          throw new IllegalStateException("more was written than there was room for");
        }
        collected.put(output.slice(output.position(), count));
        output.position(output.position() + count);
        if (isLooking) {
          continue;
        }
        isLooking = true;
      }
      looking.execute(this::look);
    }
  }

  /** Looks at one window's length of what has come, and leaves the rest to the next turn. */
  private void look() {
    take();
    if (pattern.matcher(text()).find()) {
      found.run();
    }
    int over = recent.position() - WINDOW;
    if (over > 0) {
      recent.flip().position(over);
      recent.compact();
    }
    synchronized (collected) {
      isLooking = collected.position() > 0;
      if (!isLooking) {
        return;
      }
    }
    looking.execute(this::look);
  }

  private void take() {
    Runnable room;
    synchronized (collected) {
      int count = Math.min(collected.position(), recent.remaining());
      recent.put(collected.slice(0, count));
      collected.flip().position(count);
      collected.compact();
      room = signal;
    }
    room.run();
  }

  private String text() {
    return StandardCharsets.UTF_8.decode(recent.duplicate().flip()).toString();
  }
}
