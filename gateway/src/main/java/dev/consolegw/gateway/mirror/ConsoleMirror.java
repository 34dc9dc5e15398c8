package dev.consolegw.gateway.mirror;

import dev.consolegw.config.MirrorSettings;
import dev.consolegw.config.state.StateFile;
import dev.consolegw.gateway.directory.ConsoleEntry;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.history.ReadResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies one console's output into its file: a cursor in its history, and no bytes of its own.
 *
 * <pre>
 *   QUIET ── output ──▶ TIMED ── 100 ms ──▶ QUEUED, runs ── all copied ──▶ QUIET
 *                         ▲                   │     │
 *                         └── came meanwhile ─┘     │ the file cannot be written
 *                              QUEUED ◀── 5 s ── BROKEN
 * </pre>
 *
 * {@link #run} is for the threads of {@link Mirrors} and never runs twice at once; everything else
 * is for any thread and waits for nothing.
 */
final class ConsoleMirror implements OutputMirror.Copy, Runnable {
  /** Output waits so long for more of it. */
  static final Duration DELAY = Duration.ofMillis(100);

  /** Between attempts to write a file. */
  static final Duration RETRY = Duration.ofSeconds(5);

  /** Bytes per turn: then other consoles have theirs. */
  private static final int TURN = 1024 * 1024;

  private static final int BLOCK = 64 * 1024;

  private static final Logger log = LoggerFactory.getLogger(ConsoleMirror.class);

  private final ConsoleId id;
  private final Mirrors all;

  // Guarded by this.
  private State state = State.QUIET;
  private ConsoleEntry console;
  private HistoryReader history;
  private long begin;
  private boolean again;
  private boolean ended;
  private @Nullable CompletableFuture<Void> drained;

  // Of who runs it.
  private @Nullable Position position;
  private boolean isFirst = true;
  private @Nullable ByteBuffer halfMark;

  private enum State {
    QUIET,
    TIMED,
    QUEUED,
    BROKEN
  }

  private enum Outcome {
    ALL,
    SOME,
    FAILED
  }

  ConsoleMirror(Mirrors all, ConsoleEntry console, HistoryReader history) {
    this.id = console.id();
    this.all = all;
    this.console = console;
    this.history = history;
    this.begin = history.end();
  }

  ConsoleId id() {
    return id;
  }

  /** Under which its file is known; made for each use, for most have no copy. */
  String key() {
    return id.toString();
  }

  private StateFile place() {
    return Position.place(all.folder(), key());
  }

  /** The console is there again. */
  synchronized void begin(ConsoleEntry now, HistoryReader reader) {
    console = now;
    history = reader;
    ended = false;
  }

  /** Nothing that was printed so far is copied, unless some was before. */
  synchronized void beginHere() {
    begin = history.end();
  }

  @Override
  public void more() {
    if (all.settings().isEmpty()) {
      return;
    }
    synchronized (this) {
      again = true;
      if (state == State.QUIET) {
        later(State.TIMED, DELAY);
      }
    }
  }

  @Override
  public void know(ConsoleEntry now) {
    synchronized (this) {
      console = now;
    }
  }

  @Override
  public void end() {
    synchronized (this) {
      ended = true;
    }
    soon();
  }

  /** There may be something to copy. */
  synchronized void soon() {
    again = true;
    if (state != State.QUEUED) {
      queue();
    }
  }

  /** Done when all is copied that was printed so far, or cannot be. */
  synchronized CompletableFuture<Void> drain() {
    if (drained == null) {
      drained = new CompletableFuture<>();
    }
    soon();
    return drained;
  }

  private void later(State next, Duration delay) {
    state = next;
    all.in(delay, this::due);
  }

  private synchronized void due() {
    if (state == State.TIMED || state == State.BROKEN) {
      queue();
    }
  }

  private void queue() {
    state = State.QUEUED;
    all.execute(this);
  }

  synchronized boolean isOver() {
    return ended && state == State.QUIET;
  }

  @Override
  public void run() {
    HistoryReader from;
    Path last = position == null ? Path.of("/") : position.file();
    synchronized (this) {
      again = false;
      from = history;
    }
    var outcome = Outcome.FAILED;
    try {
      var settings = all.settings();
      outcome = settings.isEmpty() ? Outcome.ALL : turn(settings.get(), from, last);
      all.trouble().ends(key());
    } catch (IOException failure) {
      all.trouble().begins(key(), Mirrors.describe(failure));
    } catch (RuntimeException bug) {
      log.error("event=mirror-fault", bug);
    }
    settle(outcome);
  }

  private void settle(Outcome outcome) {
    CompletableFuture<Void> done = null;
    synchronized (this) {
      boolean last = ended || drained != null;
      if (outcome == Outcome.SOME || (outcome == Outcome.ALL && again && last)) {
        queue();
      } else if (outcome == Outcome.ALL && again) {
        later(State.TIMED, DELAY);
      } else if (outcome == Outcome.FAILED && !last) {
        later(State.BROKEN, RETRY);
      } else {
        state = State.QUIET;
        done = drained;
        drained = null;
      }
    }
    all.forgetIfOver(this);
    if (done != null) {
      done.complete(null);
    }
  }

  private Outcome turn(MirrorSettings settings, HistoryReader from, Path before)
      throws IOException {
    if (position == null) {
      position = Position.read(place()).orElseGet(this::beginning);
    }
    if (position.offset() > from.end()) {
      position = position.at(from.start()); // somebody has removed the history
    }
    if (position.offset() == from.end() && halfMark == null) {
      return Outcome.ALL;
    }
    var last = before.getNameCount() == 0 ? position.file() : before;
    var path = all.names().claim(key(), plain(settings), last);
    var taken = all.files().take(path, settings.mode());
    boolean fine = false;
    try {
      if (isFirst) {
        skipCopied(taken.file(), from);
        isFirst = false;
      }
      boolean rest = copy(taken.file(), from);
      fine = true;
      return rest ? Outcome.SOME : Outcome.ALL;
    } finally {
      if (fine) {
        all.files().giveBack(taken);
      } else {
        taken.file().close();
      }
    }
  }

  private synchronized Position beginning() {
    return new Position(begin, 0, "", Path.of("/"));
  }

  private Path plain(MirrorSettings settings) {
    ConsoleEntry now;
    synchronized (this) {
      now = console;
    }
    return MirrorNames.plain(settings.file(), now);
  }

  /** After a kill, the file may have more than was noted. */
  private void skipCopied(MirrorFile file, HistoryReader from) throws IOException {
    var noted = position;
    if (noted != null && noted.identity().equals(file.identity()) && noted.size() < file.size()) {
      position = noted.at(KilledWrite.next(file, noted, from));
    }
  }

  /** Whether there is more. */
  private boolean copy(MirrorFile file, HistoryReader from) throws IOException {
    long begun = file.size();
    var block = ByteBuffer.allocate(BLOCK);
    try {
      while (file.size() - begun < TURN) {
        if (halfMark != null) {
          file.append(halfMark);
          halfMark = null;
        }
        block.clear();
        switch (HistoryBlocks.read(from, offset(), block)) {
          case ReadResult.Bytes _ -> append(file, block.flip());
          case ReadResult.Gap gap -> {
            halfMark = GapMark.of(offset(), gap);
            moveTo(gap.resumesAt());
          }
          case ReadResult.Nothing _, ReadResult.OnDisk _ -> {
            return false;
          }
        }
      }
      return true;
    } finally {
      note(file);
    }
  }

  private void append(MirrorFile file, ByteBuffer bytes) throws IOException {
    try {
      file.append(bytes);
    } finally {
      moveTo(offset() + bytes.position());
    }
  }

  private long offset() {
    return position == null ? 0 : position.offset();
  }

  private void moveTo(long offset) {
    position = position == null ? null : position.at(offset);
  }

  private void note(MirrorFile file) throws IOException {
    position = new Position(offset(), file.size(), file.identity(), file.path());
    position.write(place());
  }
}
