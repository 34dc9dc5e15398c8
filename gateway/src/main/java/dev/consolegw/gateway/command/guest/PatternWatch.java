package dev.consolegw.gateway.command.guest;

import com.google.re2j.Pattern;
import dev.consolegw.gateway.command.pattern.TextLines;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Looks for a pattern in output as it comes, line by line as {@link TextLines} reads it, the line
 * that has no end yet included. Where a match needs the end of that line, as with {@code $}, it
 * counts when no more has come for {@link #STILL}: how the output was cut on its way does not
 * matter.
 *
 * <p>What comes while it looks is collected; when too much is, the viewer waits. The viewer's pump
 * brings it, or the command's thread, one after the other; another thread looks.
 */
final class PatternWatch implements CommandViewer.Output {
  /** For how long nothing comes before a line without end is taken as it is. */
  static final Duration STILL = Duration.ofMillis(100);

  /** A longer line without end is looked at only when it stands still: it may grow byte by byte. */
  static final int LOOKED_AT_ONCE = 4 * 1024;

  /** Bytes that are read in one look. */
  static final int PIECE = 8 * 1024;

  private static final int COLLECTED = 32 * 1024;

  private final Pattern pattern;
  private final Threads threads;
  private final Runnable found;
  private final TextLines text = new TextLines(); // of the look under way
  private final ByteBuffer piece = ByteBuffer.allocate(PIECE); // the same
  private final ByteBuffer collected = ByteBuffer.allocate(COLLECTED); // guarded by itself
  private Runnable signal = () -> {};
  private boolean isLooking;
  private boolean isWaiting;
  private long came;

  /**
   * What runs the looks.
   *
   * @param looking runs one at a time
   * @param still runs what it is given after {@link #STILL}
   */
  record Threads(Executor looking, Executor still) {}

  /**
   * @param found runs at each look that finds it, on that thread
   */
  PatternWatch(Pattern pattern, Threads threads, Runnable found) {
    this.pattern = pattern;
    this.threads = threads;
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
        came += count;
        if (isLooking) {
          continue;
        }
        isLooking = true;
      }
      threads.looking().execute(this::look);
    }
  }

  /**
   * Looks through output of the past, on this thread, before any other comes.
   *
   * @return whether it is found
   */
  boolean isIn(ByteBuffer past) {
    return findIn(ended -> text.take(past, ended));
  }

  /** Output is missing after what {@link #isIn} was given. */
  boolean isBeforeGap() {
    return findIn(text::cut);
  }

  private boolean findIn(Consumer<Consumer<String>> reading) {
    var lines = new ArrayList<String>();
    reading.accept(lines::add);
    return lines.stream().anyMatch(line -> pattern.matcher(line).find());
  }

  /** The past has been looked through; its last line may have no end. */
  void begin() {
    synchronized (collected) {
      isLooking = true;
    }
    threads.looking().execute(this::look);
  }

  private void look() {
    take();
    if (findIn(ended -> text.take(piece, ended))) {
      found.run();
    }
    piece.clear();
    if (!goesOn()) {
      boolean waits = lookAtUnfinished();
      stop(waits);
    }
  }

  private void take() {
    Runnable room;
    synchronized (collected) {
      int count = Math.min(collected.position(), piece.remaining());
      piece.put(collected.slice(0, count)).flip();
      collected.flip().position(count);
      collected.compact();
      room = signal;
    }
    room.run();
  }

  /** Has what came meanwhile looked at, if anything did. */
  private boolean goesOn() {
    synchronized (collected) {
      if (collected.position() == 0) {
        return false;
      }
    }
    threads.looking().execute(this::look);
    return true;
  }

  /** Returns whether it has to be looked at again when it stands still. */
  private boolean lookAtUnfinished() {
    if (text.begun() > LOOKED_AT_ONCE) {
      return true;
    }
    var line = text.unfinished();
    if (!pattern.matcher(line).find()) {
      return false;
    }
    if (TextLines.isFoundForGood(pattern, line)) {
      found.run();
      return false;
    }
    return true;
  }

  /** No look is under way any more, unless something has come. */
  private void stop(boolean waits) {
    synchronized (collected) {
      isLooking = collected.position() > 0;
      if (!isLooking && waits && !isWaiting) {
        waitUntilStill();
      }
      if (!isLooking) {
        return;
      }
    }
    threads.looking().execute(this::look);
  }

  /** With the lock; the executor only takes note. */
  private void waitUntilStill() {
    isWaiting = true;
    long seen = came;
    threads.still().execute(() -> lookIfStill(seen));
  }

  private void lookIfStill(long seen) {
    synchronized (collected) {
      isWaiting = false;
      if (isLooking) {
        return; // and then it may wait anew
      }
      if (came != seen) {
        waitUntilStill();
        return;
      }
      isLooking = true;
    }
    if (pattern.matcher(text.unfinished()).find()) {
      found.run();
    }
    stop(false);
  }
}
