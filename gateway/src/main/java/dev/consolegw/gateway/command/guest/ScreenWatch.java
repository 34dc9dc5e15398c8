package dev.consolegw.gateway.command.guest;

import com.google.re2j.Pattern;
import dev.consolegw.gateway.console.live.ScreenLooker;
import dev.consolegw.gateway.console.live.ScreenRows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a pattern in a screen as it changes. What changes while it looks is looked at
 * afterwards, and only the newest of it. One thread at a time brings screens, the newest last;
 * {@link Threads#looking} looks, one look at a time.
 */
final class ScreenWatch implements ScreenLooker {
  private final Pattern pattern;
  private final Where where;
  private final Duration stable;
  private final Threads threads;
  private final Outcome outcome;
  private final CompletableFuture<Boolean> looked = new CompletableFuture<>();
  private final CompletableFuture<Void> missed = new CompletableFuture<>();
  private @Nullable ScreenRows newest; // guarded, as what follows
  private boolean isNewer; // than what is being looked at
  private boolean isLooking;
  private boolean isDue;
  private Map<Match, Long> standing = Map.of(); // since when

  /**
   * Which part of the screen is looked at.
   *
   * @param row counted from 1; 0 for all
   * @param selected only what is selected there
   */
  record Where(int row, boolean selected) {}

  /** Runs something when a time has passed, on any thread. */
  @FunctionalInterface
  interface Later {
    /** Asked for once at a time. */
    void run(Duration after, Runnable what);
  }

  /**
   * What runs the looks.
   *
   * @param looking runs one at a time
   * @param later hands on to looking
   * @param clock in nanoseconds
   */
  record Threads(Executor looking, Later later, LongSupplier clock) {}

  /**
   * What comes of it.
   *
   * @param found runs at each look that finds it, on that thread
   * @param refused runs when the screen is not drawn any more, on any thread
   */
  record Outcome(Runnable found, Runnable refused) {}

  /** Where it is found, in which text. */
  private record Match(int row, String text) {}

  /**
   * @param stable for how long a text in which it is found must stand there unchanged
   */
  ScreenWatch(Pattern pattern, Where where, Duration stable, Threads threads, Outcome outcome) {
    this.pattern = pattern;
    this.where = where;
    this.stable = stable;
    this.threads = threads;
    this.outcome = outcome;
  }

  /** Done when the screen has been looked at once: whether the pattern was somewhere on it. */
  CompletableFuture<Boolean> looked() {
    return looked;
  }

  /** Done when a look has found the pattern nowhere. */
  CompletableFuture<Void> missed() {
    return missed;
  }

  @Override
  public boolean wantsSelected() {
    return where.selected();
  }

  @Override
  public void see(ScreenRows screen) {
    synchronized (this) {
      newest = screen;
    }
    lookSoon();
  }

  @Override
  public void refused() {
    outcome.refused().run();
  }

  private void lookSoon() {
    synchronized (this) {
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
    var matches = screen == null ? List.<Match>of() : find(screen);
    boolean is;
    boolean again;
    synchronized (this) {
      is = keep(matches);
      again = isNewer;
      isLooking = again;
    }
    if (is) {
      outcome.found().run();
    }
    looked.complete(!matches.isEmpty());
    if (matches.isEmpty()) {
      missed.complete(null);
    }
    if (again) {
      threads.looking().execute(this::look);
    }
  }

  /**
   * Takes note of what stands there now, and looks again when the oldest of it has stood for long
   * enough; whether that is so already.
   */
  private boolean keep(List<Match> matches) {
    long now = threads.clock().getAsLong();
    long longest = 0;
    var kept = new HashMap<Match, Long>();
    for (var match : matches) {
      long since = standing.getOrDefault(match, now);
      longest = Math.max(longest, now - since);
      kept.put(match, since);
    }
    standing = kept;
    long left = stable.toNanos() - longest;
    if (left > 0 && !kept.isEmpty() && !isDue) {
      isDue = true;
      threads.later().run(Duration.ofNanos(left), this::due);
    }
    return left <= 0 && !kept.isEmpty();
  }

  /** Something may have stood for long enough. */
  private void due() {
    synchronized (this) {
      isDue = false;
    }
    lookSoon();
  }

  private List<Match> find(ScreenRows screen) {
    int first = where.row() == 0 ? 0 : where.row() - 1;
    int end = where.row() == 0 ? screen.lines().size() : where.row();
    var matches = new ArrayList<Match>();
    for (int row = first; row < Math.min(end, screen.lines().size()); row++) {
      for (var text : texts(screen, row)) {
        if (pattern.matcher(text).find()) {
          matches.add(new Match(row, text));
        }
      }
    }
    return matches;
  }

  /** In the cursor's row, blanks before it may have been printed or not. */
  private List<String> texts(ScreenRows screen, int row) {
    if (where.selected()) {
      return screen.selected().get(row);
    }
    var line = screen.lines().get(row);
    var cursor = screen.cursor();
    return cursor.row() == row && !cursor.text().equals(line)
        ? List.of(line, cursor.text())
        : List.of(line);
  }
}
