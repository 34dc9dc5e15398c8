package dev.consolegw.gateway.console.viewer;

import dev.consolegw.gateway.console.ViewerSink;
import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.history.ReadResult;
import dev.consolegw.gateway.session.Replay;
import java.io.IOException;
import java.nio.ByteBuffer;
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
  private final HistoryReader history;
  private final Runnable found;
  private final ReplayFilter filter;
  private final AtomicReference<@Nullable Replay> wanted = new AtomicReference<>();
  private final AtomicReference<@Nullable ReplayPosition> again = new AtomicReference<>();
  private volatile boolean asIs; // the replay that is to come, or has come last
  private volatile long at;
  private long live; // the pump's
  private long counted = UNKNOWN; // the same: what the sink takes the next byte for

  /**
   * Stands at the end of the history.
   *
   * @param sink is told where it is
   * @param found runs when {@link #turnBack} has something to do; any thread
   */
  ReplayCursor(LocalViewer viewer, ViewerSink sink, HistoryReader history, Runnable found) {
    this.viewer = viewer;
    this.sink = sink;
    this.history = history;
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
    return again.get() == null && filter.left() == 0 && !filter.has(at);
  }

  void moveTo(long offset) {
    at = offset;
  }

  /** So many bytes from here on were shown. */
  void shown(int count) {
    long next = at + count;
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
    return "skipped %d bytes from offset=%d; they are kept in the log".formatted(bytes, from);
  }

  /**
   * Looks for where the first replay starts.
   *
   * @param begin gets it: at once when there is nothing to look for, else on a disk thread
   */
  void find(Replay replay, Consumer<ReplayPosition> begin) {
    if (replay instanceof Replay.None || history.start() == history.end()) {
      begin.accept(ReplayPosition.at(at));
    } else {
      asIs = isAsIs(replay);
      history.diskThreads().execute(() -> begin.accept(ReplayPosition.of(replay, viewer)));
    }
  }

  /** Goes back; what was printed before here is a replay, what comes after it is live. */
  void goBack(ReplayPosition start) {
    if (!asIs) {
      filter.begin(at);
    }
    live = Math.max(live, at);
    counted = UNKNOWN;
    at = start.at();
  }

  private boolean isAsIs(Replay replay) {
    return sink.countsBytes() && replay instanceof Replay.From;
  }

  /** Looks for where a replay starts. However often it is asked for, the disk looks once. */
  void replay(Replay replay) {
    if (wanted.getAndSet(replay) == null) {
      history.diskThreads().execute(this::find);
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
      viewer.host().noteSeen(); // the cursor goes back, what was seen does not
      goBack(start);
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
    return size > 0;
  }
}
