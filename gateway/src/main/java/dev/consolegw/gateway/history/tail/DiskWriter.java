package dev.consolegw.gateway.history.tail;

import dev.consolegw.gateway.history.store.DiskThreads;
import dev.consolegw.gateway.history.store.Index;
import dev.consolegw.gateway.history.store.Segments;
import dev.consolegw.gateway.history.store.UnwrittenMetadata;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the tail of one history to the disk, and lets go of memory and files when it is idle.
 *
 * <pre>
 *     ┌── append, and no round lately ─────────────────────────▼
 *   QUIET ── append ──▶ TIMED ── a round, or much to write ──▶ QUEUED, runs ── all written ──▶ QUIET
 *                         ▲                                    │     │
 *                         └──── some came meanwhile ───────────┘     │ the disk fails
 *                                  QUEUED ◀── 1 s ── BROKEN ◀────────┘
 * </pre>
 *
 * {@link WriteRounds} says when.
 *
 * <p>{@link #run} is for disk threads and never runs twice at once; everything else is for any
 * thread and does no I/O. Lock order: this, then the tail; neither is held over I/O.
 */
public final class DiskWriter implements DiskThreads.Task {
  private static final Duration RETRY = Duration.ofSeconds(1);

  /** Unwritten bytes that are not left to wait for the next round. */
  private static final int MUCH = 1024 * 1024;

  /** Bytes per turn: then other histories have theirs. */
  private static final int BATCH = 256 * 1024;

  private static final Logger log = LoggerFactory.getLogger(DiskWriter.class);

  private final Store store;
  private final TailServices shared;
  private final List<Waiter> waiters = new ArrayList<>(0);
  private State state = State.QUIET;
  private @Nullable CompletableFuture<Boolean> closing;
  private Index.@Nullable Mark gap;
  private boolean troubled;
  private boolean sweepDue;
  private boolean filesDue;
  private long lost;
  private boolean watchingIdle;
  private long lastUse;

  /** The next round comes by here. */
  private boolean inRound;

  private enum State {
    QUIET,
    TIMED,
    QUEUED,
    BROKEN,
    CLOSED
  }

  /** One history's parts. The name is that of its directory. */
  public record Store(
      String name,
      Path directory,
      MemoryTail tail,
      Segments segments,
      Index index,
      UnwrittenMetadata about) {
    public Segments.Size size() {
      return segments.size(index);
    }
  }

  private record Waiter(long offset, CompletableFuture<Void> done) {}

  public DiskWriter(Store store, TailServices shared) {
    this.store = store;
    this.shared = shared;
  }

  /** There is something to write. */
  public synchronized void dirty(long now) {
    lastUse = now;
    if (state == State.QUIET) {
      soon();
    } else if (state == State.TIMED && store.tail.unwrittenBytes() >= MUCH) {
      queue();
    }
  }

  /** The history could not be opened in order: begin with an attempt to repair that. */
  public synchronized void unsecured(IOException why) {
    troubled = true;
    shared.trouble().begins(store.name, describe(why));
    tryLater();
  }

  /** Has files made for it, also when nothing was printed: something else refers to it. */
  public synchronized void makeFiles() {
    if (store.about.isDue() && state != State.CLOSED) {
      filesDue = true;
      if (state == State.QUIET) {
        queue();
      }
    }
  }

  private synchronized boolean takeFilesDue() {
    boolean due = filesDue;
    filesDue = false;
    return due;
  }

  public Segments.Size size() {
    return store.size();
  }

  /** Deletes what is too old or too much, where that is not done while writing. */
  public synchronized void sweep(long allowed, long now) {
    store.segments.allow(allowed);
    if (state != State.CLOSED && store.segments.isDue(store.index, now)) {
      sweepDue = true;
      if (state == State.QUIET) {
        queue();
      }
    }
  }

  private synchronized boolean takeSweep() {
    boolean due = sweepDue;
    sweepDue = false;
    return due;
  }

  private void soon() {
    state = State.TIMED;
    if (!inRound && shared.rounds().isNow(this::round)) {
      queue();
    } else {
      inRound = true;
    }
  }

  private synchronized void round() {
    inRound = false;
    if (state == State.TIMED) {
      queue();
    }
  }

  private synchronized void again() {
    if (state == State.BROKEN) {
      queue();
    }
  }

  private void queue() {
    state = State.QUEUED;
    shared.threads().execute(this);
  }

  private void tryLater() {
    state = State.BROKEN;
    shared.timer().in(RETRY, this::again);
  }

  /** Writes one batch. */
  @Override
  public void run() {
    var batch = store.tail.unwritten(Math.min(BATCH, store.segments.room(store.tail.written())));
    IOException failure = null;
    boolean stuck = false;
    boolean anyway = takeFilesDue() || isTroubled();
    if (anyway || !batch.bytes().isEmpty()) {
      var written = store.segments.append(batch.from(), batch.bytes());
      failure = written.failure();
      stuck = failure != null;
      noteGap(batch.from(), written.to());
      store.tail.wrote(Math.max(written.to(), store.tail.onDisk()));
      if (!stuck) {
        failure = keepBooks(batch.marks());
      }
    }
    if (takeSweep() && failure == null) {
      failure = sweep();
    }
    settle(failure, stuck);
  }

  private void noteGap(long from, long to) {
    long before = store.tail.onDisk();
    if (to > from && from > before) {
      lost += from - before;
      shared.totals().lost().addAndGet(from - before);
      gap = new Index.Mark(store.tail.holeSince(), from, Index.Kind.DISK);
    }
  }

  private @Nullable IOException keepBooks(List<Index.Mark> marks) {
    var lines = gap == null ? marks : with(gap, marks);
    try {
      if (!lines.isEmpty()) {
        store.index.add(lines);
        store.tail.marked(marks);
        gap = null;
      }
      store.about.write(store.directory);
      store.segments.trim(store.index);
      return null;
    } catch (IOException broken) {
      return broken;
    }
  }

  /** Before the marks of what came after it, behind those that an earlier failure held up. */
  private static List<Index.Mark> with(Index.Mark gap, List<Index.Mark> marks) {
    var lines = new ArrayList<>(marks);
    lines.add((int) marks.stream().filter(mark -> mark.offset() < gap.offset()).count(), gap);
    return lines;
  }

  private @Nullable IOException sweep() {
    try {
      store.segments.sweep(store.index, shared.clock().millis());
      return null;
    } catch (IOException broken) {
      return broken;
    }
  }

  /** Decides what comes next. A failure of the index alone does not keep bytes from the disk. */
  private void settle(@Nullable IOException failure, boolean stuck) {
    CompletableFuture<Boolean> end = null;
    List<CompletableFuture<Void>> done;
    synchronized (this) {
      long unwritten = store.tail.unwrittenBytes();
      report(failure, unwritten < BATCH);
      if (closing != null && (stuck || unwritten == 0)) {
        state = State.CLOSED;
        end = closing;
      } else if (stuck || (failure != null && unwritten == 0)) {
        tryLater();
      } else if (unwritten >= BATCH || closing != null) {
        queue();
      } else if (unwritten > 0) {
        soon();
      } else {
        state = State.QUIET;
        watchIdle(shared.limits().idle());
      }
      done = due(store.tail.written());
    }
    done.forEach(each -> each.complete(null));
    if (end != null) {
      finish(failure == null, end);
    }
  }

  private void report(@Nullable IOException failure, boolean caughtUp) {
    if (failure != null) {
      troubled = true;
      shared.trouble().begins(store.name, describe(failure));
    } else if (troubled && caughtUp) {
      troubled = false;
      shared.trouble().ends(store.name, lost);
      lost = 0;
    } else if (troubled) {
      shared.trouble().answers(store.name);
    }
  }

  private static String describe(IOException failure) {
    var cause = failure.getClass().getSimpleName() + ": " + failure.getMessage();
    return cause.replace('"', '\'');
  }

  private synchronized boolean isTroubled() {
    return troubled;
  }

  @Override
  public synchronized void stalled() {
    troubled = true;
    shared.trouble().standsStill(store.name);
  }

  /** Completes, on a disk thread, when everything before the offset is on disk or given up. */
  public synchronized CompletableFuture<Void> written(long offset) {
    var done = new CompletableFuture<Void>();
    if (store.tail.written() >= offset) {
      done.complete(null);
    } else if (state == State.CLOSED) {
      done.completeExceptionally(new IOException("the history was closed before that was written"));
    } else {
      waiters.add(new Waiter(offset, done));
    }
    return done;
  }

  private List<CompletableFuture<Void>> due(long written) {
    if (waiters.isEmpty()) {
      return List.of();
    }
    var done = waiters.stream().filter(each -> each.offset <= written).map(Waiter::done).toList();
    waiters.removeIf(each -> each.offset <= written);
    return done;
  }

  /** A viewer made use of the disk. */
  public synchronized void used(long now) {
    lastUse = now;
    if (state == State.QUIET) {
      watchIdle(shared.limits().idle());
    }
  }

  private void watchIdle(Duration in) {
    if (!watchingIdle) {
      watchingIdle = true;
      shared.timer().in(in, this::lookIfIdle);
    }
  }

  private synchronized void lookIfIdle() {
    watchingIdle = false;
    long now = shared.clock().millis();
    lastUse = Math.min(lastUse, now); // the clock may have been set back
    var quiet = Duration.ofMillis(now - lastUse);
    var limit = shared.limits().idle();
    if (state != State.QUIET) {
      return;
    }
    if (quiet.compareTo(limit) < 0) {
      watchIdle(limit.minus(quiet));
    } else {
      shared.threads().execute(this::letGo);
    }
  }

  /** Gives memory and open files back; disk thread. */
  public void letGo() {
    store.tail.forget();
    try {
      store.segments.letGo();
    } catch (IOException broken) {
      log.warn(
          "event=history-files-unclosed console={} cause=\"{}\"", store.name, describe(broken));
    }
  }

  /**
   * Writes what is left and marks the end as clean. Nothing may be appended any more.
   *
   * @return whether the disk knows that there was output, if there was any
   */
  public synchronized CompletableFuture<Boolean> close() {
    if (closing == null) {
      closing = new CompletableFuture<>();
      store.tail.seal();
      if (state != State.QUEUED) {
        queue();
      }
    }
    return closing;
  }

  private List<Index.Mark> lastWords() {
    long at = store.tail.end();
    var clean = new Index.Mark(shared.clock().millis(), at, Index.Kind.CLEAN);
    long down = store.tail.downSince();
    return down < 0 ? List.of(clean) : List.of(new Index.Mark(down, at, Index.Kind.DOWN), clean);
  }

  private void finish(boolean clean, CompletableFuture<Boolean> end) {
    boolean hasFiles = !store.about.isDue();
    try {
      if (clean && hasFiles) {
        store.index.add(lastWords());
      }
    } catch (IOException broken) {
      log.warn(
          "event=history-closed-unclean console={} cause=\"{}\"", store.name, describe(broken));
    }
    letGo();
    synchronized (this) {
      shared.trouble().ends(store.name, lost);
      var closed = new IOException("the history was closed before that was written");
      waiters.forEach(each -> each.done.completeExceptionally(closed));
      waiters.clear();
    }
    end.complete(clean || hasFiles);
  }
}
