package dev.consolegw.gateway.console.screen;

import dev.consolegw.gateway.terminal.screen.ScreenModel;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A screen as it was at one offset of a history; it changes no more, and several may look at it.
 * Any thread; the lock is held while somebody looks, over memory only.
 */
public final class Snapshot {
  private final ScreenModel model;
  private final long from;
  private final long offset;
  private final long join;
  private @Nullable ByteBuffer paint;

  /**
   * @param model nobody else has it any more
   * @param from where reading began
   * @param offset after the last byte that was read
   * @param unbroken where the bytes begin that were read without a gap up to there
   */
  Snapshot(ScreenModel model, long from, long offset, long unbroken) {
    this.model = model;
    this.from = from;
    this.offset = offset;
    this.join = Math.max(unbroken, offset - (model.fed() - model.settled()));
  }

  /** The first byte that was looked at; what was printed before it is not on the screen. */
  public long from() {
    return from;
  }

  /** After the last byte that was looked at. */
  public long offset() {
    return offset;
  }

  /**
   * Where output goes on for whoever has been shown {@link #paint}: the offset after the last byte
   * at which no control sequence and no character was open. Not after {@link #offset}.
   */
  public long join() {
    return join;
  }

  /**
   * Looks at the screen.
   *
   * @param look must neither feed it nor keep it
   */
  public synchronized <T> T look(Function<ScreenModel, T> look) {
    return look.apply(model);
  }

  /** What makes a terminal of this size, whatever it shows, show this screen. */
  public synchronized ByteBuffer paint() {
    if (paint == null) {
      paint = model.repaint();
    }
    return paint.asReadOnlyBuffer();
  }

  /** What puts a terminal back that has shown this. */
  public synchronized ByteBuffer undo() {
    return model.undo();
  }
}
