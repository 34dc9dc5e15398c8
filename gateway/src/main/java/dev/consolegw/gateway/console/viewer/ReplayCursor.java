package dev.consolegw.gateway.console.viewer;

import dev.consolegw.gateway.console.ViewerSink;
import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.history.ReadResult;
import dev.consolegw.gateway.meter.Tally;
import dev.consolegw.gateway.session.Replay;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where one viewer is in the history, and how it goes back there: what is a replay passes through
 * the {@link ReplayFilter}, what is live does not.
 *
 * <p>Any thread may ask where it is or for a replay; only the pump's, one at a time, moves it.
 */
final class ReplayCursor {
  /** The sink cannot tell what comes next. */
  private static final long UNKNOWN = -1;

  private final LocalViewer viewer;
  private final ViewerSink sink;
  private final ScreenReplay screen;
  private final HistoryReader history;
  private final Tally skipped;
  private final Runnable found;
  private final ReplayFilter filter;
  private final AtomicReference<@Nullable Replay> wanted = new AtomicReference<>();
  private final AtomicReference<@Nullable ReplayPosition> again = new AtomicReference<>();
  private volatile boolean asIs; // the replay that is to come, or has come last
  private final AtomicBoolean held = new AtomicBoolean(); // output waits for a picture
  private volatile long at;
  private long live; // the pump's
  private long counted = UNKNOWN; // the same: what the sink takes the next byte for
  private volatile @Nullable ByteBuffer
      picture; // the pump's: not begun yet, for what is said goes before it
  private volatile boolean pictureStands; // changed by the pump
  private volatile boolean hasShown;
  private volatile boolean pictureIsOnItsWay; // changed by the pump
  private volatile boolean keepsLines;

  /**
   * Stands at the end of the history.
   *
   * @param sink is told where it is
   * @param screen makes pictures
   * @param skipped counts what is passed over
   * @param found runs when {@link #turnBack} has something to do; any thread
   */
  ReplayCursor(
      LocalViewer viewer, ViewerSink sink, ScreenReplay screen, Tally skipped, Runnable found) {
    this.viewer = viewer;
    this.sink = sink;
    this.screen = screen;
    this.history = viewer.console().history();
    this.skipped = skipped;
    this.found = found;
    this.filter = new ReplayFilter(viewer.options().pty() && !viewer.options().raw());
    this.at = history.end();
  }

  /** The offset of the next byte. */
  long at() {
    return at;
  }

  /** Whether nothing of a replay is to be shown before what is new. */
  boolean isLive() {
    return again.get() == null && !held.get() && filter.left() == 0 && !filter.has(at);
  }

  /** Whether output waits until a picture is made. */
  boolean isHeld() {
    return held.get();
  }

  /** Whether the terminal shows the guest's screen. */
  boolean pictureStands() {
    return pictureStands && picture == null;
  }

  /** Whether a picture comes, or may come: what is said now goes to the scrollback before it. */
  boolean pictureComes() {
    boolean mayCome = !viewer.hasBegun() && viewer.options().replay().mayDraw();
    return (picture != null || mayCome) && !sink.countsBytes();
  }

  /** Whether lines in between would spoil it: they have no way of their own to the person. */
  boolean linesSpoil() {
    return pictureStands() && !sink.countsBytes();
  }

  /** Has it shown once more, if it does. */
  void redraw() {
    if (pictureStands()) {
      repaint(false);
    }
  }

  /** Somebody has put the terminal right: from now on lines are lines, and none is over it. */
  void pictureIsGone(NoticeOverlay overlay) {
    pictureStands = false;
    overlay.clear();
  }

  /** Whether the person was sent what was printed before here: as output, or in a picture. */
  boolean hasShown() {
    return hasShown && !pictureIsOnItsWay;
  }

  void moveTo(long offset) {
    at = offset;
  }

  /** So many bytes from here on were shown. */
  void shown(int count) {
    long next = at + count;
    hasShown = true;
    counted = filter.has(at) ? UNKNOWN : next;
    at = next;
  }

  /**
   * Tells the sink which byte comes next, where it cannot know: as soon as there is room, for a
   * guest may print nothing more.
   *
   * @throws IOException when the client is gone
   */
  void tellPlace() throws IOException {
    if (counted != at && !filter.has(at) && sink.room() > 0) {
      counted = at;
      sink.place(at, Math.max(at, live));
    }
  }

  /** Passes so many bytes over. Returns what the person is to know of it. */
  String skip(long bytes) {
    long from = at;
    at = from + bytes;
    skipped.add(bytes);
    return "skipped %d bytes from offset=%d; they are kept in the log".formatted(bytes, from);
  }

  /**
   * Looks for where the first replay starts.
   *
   * @param begin gets it: at once when there is nothing to look for, else on a disk thread
   */
  void find(Replay replay, Consumer<ReplayPosition> begin) {
    if (replay instanceof Replay.None || history.start() == history.end()) {
      begin.accept(ReplayPosition.at(at)); // where nothing was printed, nothing is drawn
    } else if (replay instanceof Replay.Screen) {
      screen.make(true, begin);
    } else if (replay instanceof Replay.Unseen(boolean orScreen) && orScreen) {
      screen.makeUnseen(begin);
    } else {
      asIs = isAsIs(replay);
      history.diskThreads().execute(() -> begin.accept(ReplayPosition.of(replay, viewer)));
    }
  }

  /** Goes back; what was printed before here is a replay, what comes after it is live. */
  void goBack(ReplayPosition start) {
    counted = UNKNOWN;
    pictureStands = start.picture().isPresent();
    if (pictureStands) {
      pictureIsOnItsWay = true;
      picture = start.picture().get();
      live = start.at();
      at = start.at();
      return;
    }
    if (!asIs) {
      filter.begin(at);
    }
    live = Math.max(live, at);
    at = start.at();
  }

  /** The picture comes next, if there is one: whatever goes before it was said. */
  boolean beginPicture() {
    var next = picture;
    if (next != null) {
      picture = null;
      filter.paint(next, at);
    }
    return next != null;
  }

  /** Puts something over the picture, before any further output. */
  void lay(ByteBuffer over) {
    counted = UNKNOWN;
    filter.insert(over);
  }

  private boolean isAsIs(Replay replay) {
    return sink.countsBytes() && replay instanceof Replay.From;
  }

  /** Looks for where a replay starts. However often it is asked for, the disk looks once. */
  void replay(Replay replay) {
    if (replay instanceof Replay.Screen) {
      if (!viewer.hasBegun()) {
        return; // what it begins with is not shown yet
      }
      if (viewer.options().pty() && !viewer.options().raw()) {
        repaint(false);
      } else {
        viewer.notice("there is no terminal here on which a screen could be drawn");
      }
    } else if (wanted.getAndSet(replay) == null) {
      history.diskThreads().execute(this::find);
    }
  }

  /**
   * Has the screen shown as it is by now; output waits for that.
   *
   * @param keepsLines whether what stands on the terminal, and what is said before, goes to its
   *     scrollback first
   */
  void repaint(boolean keepsLines) {
    if (held.compareAndSet(false, true)) {
      this.keepsLines = keepsLines;
      screen.make(
          keepsLines,
          start -> {
            again.set(start);
            found.run();
          });
    }
  }

  private void find() {
    var replay = wanted.getAndSet(null);
    if (replay != null) {
      asIs = isAsIs(replay);
      again.set(ReplayPosition.of(replay, viewer));
      found.run();
    }
  }

  /** Goes back to where a replay starts that was asked for; null when none was. */
  @Nullable ReplayPosition turnBack() {
    var start = again.getAndSet(null);
    if (start != null) {
      held.set(false);
      viewer.host().noteSeen(); // the cursor goes back, what was seen does not
      goBack(start);
      if (!keepsLines) {
        boolean _ = beginPicture(); // nothing is said before it
      }
    }
    return start;
  }

  /** Reads on into a packet; the cursor is moved by whoever learns what became of it. */
  ReadResult read(ByteBuffer packet, HistoryReader.Access access) {
    return filter.has(at)
        ? filter.read(history, at, packet, access)
        : history.read(at, packet, access);
  }

  /** How many lines were left out of a replay that has just come to its end, as no text; else 0. */
  long leftOut() {
    return filter.leftOut(at);
  }

  /** Bytes of the replay that are read and found no room. They go before anything else. */
  int left() {
    return filter.left();
  }

  /**
   * Writes of them what there is room for; false when there is none.
   *
   * @throws IOException when the client is gone
   */
  boolean showLeft() throws IOException {
    int size = Math.min(filter.left(), sink.room());
    if (size > 0) {
      var _ =
          sink.write(
              size,
              packet -> {
                filter.put(packet);
                return packet.position();
              });
    }
    if (pictureIsOnItsWay && picture == null && filter.left() == 0) {
      hasShown = true;
      pictureIsOnItsWay = false;
    }
    return size > 0;
  }
}
