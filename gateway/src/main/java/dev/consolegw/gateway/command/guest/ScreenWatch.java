package dev.consolegw.gateway.command.guest;

import com.google.re2j.Pattern;
import dev.consolegw.gateway.console.live.ScreenRows;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a pattern in a screen as it changes. What changes while it looks is looked at
 * afterwards, and only the newest of it. Any thread brings screens; {@link Threads#looking} looks,
 * one look at a time.
 */
final class ScreenWatch implements Consumer<ScreenRows> {
  private final Pattern pattern;
  private final Where where;
  private final Duration stable;
  private final Threads threads;
  private final Runnable found;
  private final CompletableFuture<Void> looked = new CompletableFuture<>();
  private @Nullable ScreenRows newest; // guarded, as what follows
  private boolean isNewer; // than what is being looked at, or to be looked at again
  private boolean isLooking;
  private @Nullable Match standing;
  private long since;

  /**
   * Which part of the screen is looked at.
   *
   * @param row counted from 1; 0 for all
   * @param selected only what is selected there
   */
  record Where(int row, boolean selected) {
    private List<String> texts(ScreenRows screen, int at) {
      return selected ? screen.selected().get(at) : List.of(screen.lines().get(at));
    }
  }

  /**
   * What runs the looks.
   *
   * @param looking runs one at a time
   * @param still runs what it is given when {@code stable} has passed, which hands on to looking
   * @param clock in nanoseconds
   */
  record Threads(Executor looking, Executor still, LongSupplier clock) {}

  /** Where it is found, in which text. */
  private record Match(int row, String text) {}

  /**
   * @param stable for how long the text in which it is found must stand there unchanged
   * @param found runs at each look that finds it, on that thread
   */
  ScreenWatch(Pattern pattern, Where where, Duration stable, Threads threads, Runnable found) {
    this.pattern = pattern;
    this.where = where;
    this.stable = stable;
    this.threads = threads;
    this.found = found;
  }

  /** Done when the screen has been looked at once. */
  CompletableFuture<Void> looked() {
    return looked;
  }

  @Override
  public void accept(ScreenRows screen) {
    synchronized (this) {
      newest = screen;
      isNewer = true;
      if (isLooking) {
        return;
      }
      isLooking = true;
    }
    threads.looking().execute(this::look);
  }

  private void look() {
    ScreenRows screen;
    synchronized (this) {
      screen = newest;
      isNewer = false;
    }
    if (screen == null) {
      return;
    }
    var match = find(screen);
    boolean is;
    boolean again;
    synchronized (this) {
      boolean isSame = match != null && match.equals(standing);
      since = isSame ? since : threads.clock().getAsLong();
      standing = match;
      is = match != null && threads.clock().getAsLong() - since >= stable.toNanos();
      again = isNewer;
      isLooking = again;
      if (match != null && !is && !isSame) {
        threads.still().execute(this::lookAgain);
      }
    }
    if (is) {
      found.run();
    }
    looked.complete(null);
    if (again) {
      threads.looking().execute(this::look);
    }
  }

  /** It may have stood for long enough. */
  private void lookAgain() {
    synchronized (this) {
      isNewer = true;
      if (isLooking) {
        return;
      }
      isLooking = true;
    }
    threads.looking().execute(this::look);
  }

  private @Nullable Match find(ScreenRows screen) {
    int first = where.row() == 0 ? 0 : where.row() - 1;
    int end = where.row() == 0 ? screen.lines().size() : where.row();
    for (int row = first; row < Math.min(end, screen.lines().size()); row++) {
      for (var text : where.texts(screen, row)) {
        if (pattern.matcher(text).find()) {
          return new Match(row, text);
        }
      }
    }
    return null;
  }
}
