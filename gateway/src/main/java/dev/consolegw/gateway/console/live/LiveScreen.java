package dev.consolegw.gateway.console.live;

import dev.consolegw.authz.Identity;
import dev.consolegw.gateway.console.Console;
import dev.consolegw.gateway.console.Subscription;
import dev.consolegw.gateway.console.screen.ScreenRequest;
import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.history.OffsetRange;
import dev.consolegw.gateway.history.ReadResult;
import dev.consolegw.gateway.history.feed.FeedConsumer;
import dev.consolegw.gateway.history.feed.HistoryFeed;
import dev.consolegw.gateway.terminal.screen.ScreenModel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One screen as it changes. Output only signals; what has come is drawn in rounds, {@link #ROUND}
 * apart, in the background, and read from the history like everything else. Who looks is told after
 * a round that changed something, when no sequence is open, or when nothing has followed it for
 * {@link #STILL}.
 *
 * <p>One round at a time, which alone has the model. Any thread signals, comes and goes; the lock
 * guards who looks and whether a round is under way, and is held over memory only.
 */
final class LiveScreen {
  /** How far rounds are apart. */
  static final Duration ROUND = Duration.ofMillis(50);

  /** How long a sequence may be open before the screen is shown without it. */
  static final Duration STILL = Duration.ofMillis(300);

  /** When it is tried again that the disk did not let us do. */
  static final Duration AGAIN = Duration.ofSeconds(1);

  /** What one round draws before others have the background, in bytes. */
  static final int TURN = 1 << 20;

  /** Who has come behind by more than this begins anew. */
  static final int BEHIND = 16 << 20;

  private static final int PIECE = 64 * 1024;

  private final Console console;
  private final HistoryReader history;
  private final Identity who;
  private final Services services;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Object, Consumer<ScreenRows>> lookers = new LinkedHashMap<>();
  private boolean busy = true;
  private boolean news;
  private boolean closed;
  private @Nullable ScreenRows shown; // guarded, as those above
  private Subscription following = () -> {};
  private ScreenModel model = new ScreenModel(1, 1); // of the round, as those below
  private GuestScreens.Size size = GuestScreens.USUAL;
  private GuestScreens.Size asked = GuestScreens.USUAL;
  private long at;
  private volatile long rested;

  /** What draws it, and when. */
  record Services(GuestScreens screens, ScheduledExecutorService timer, Executor background) {}

  private LiveScreen(Console console, Identity who, Services services) {
    this.console = console;
    this.history = console.history();
    this.who = who;
    this.services = services;
  }

  /**
   * Begins to draw one; empty when too many follow the console.
   *
   * @param who looks first, and pays for what is rebuilt
   */
  static Optional<LiveScreen> begin(Console console, Identity who, Services services) {
    var screen = new LiveScreen(console, who, services);
    var following = console.follow(screen::printed);
    following.ifPresent(it -> {
      screen.following = it;
      screen.rebuild();
    });
    return following.map(_ -> screen);
  }

  /**
   * Tells somebody of the screen as it is, soon, and as it changes. While more is being drawn, what
   * was shown last is the past, and they hear of the next.
   */
  Subscription add(Consumer<ScreenRows> looker) {
    var key = new Object();
    lock.lock();
    try {
      lookers.put(key, looker);
      if (busy || news) {
        shown = null; // so the next is told, be it the same
      }
      var now = shown;
      if (now != null) {
        services.background().execute(() -> looker.accept(now));
      }
    } finally {
      lock.unlock();
    }
    return () -> remove(key);
  }

  private void remove(Object key) {
    lock.lock();
    try {
      lookers.remove(key);
    } finally {
      lock.unlock();
    }
  }

  void close() {
    following.close();
    lock.lock();
    try {
      closed = true;
      lookers.clear();
    } finally {
      lock.unlock();
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  // --- rounds ---------------------------------------------------------------------------------

  /** Where output comes: only takes note. */
  private void printed() {
    lock.lock();
    try {
      news = true;
      if (busy || closed) {
        return;
      }
      busy = true;
    } finally {
      lock.unlock();
    }
    later(this::round, rested + ROUND.toNanos() - System.nanoTime());
  }

  private void later(Runnable what, long nanos) {
    if (nanos <= 0) {
      services.background().execute(what);
    } else {
      var _ =
          services
              .timer()
              .schedule(() -> services.background().execute(what), nanos, TimeUnit.NANOSECONDS);
    }
  }

  /** Draws what has come. In the background. */
  private void round() {
    if (isClosed()) {
      return;
    }
    took();
    if (history.end() - at > BEHIND) {
      rebuild();
      return;
    }
    var piece = ByteBuffer.allocate(PIECE);
    for (int drawn = 0; drawn < TURN; ) {
      switch (history.read(at, piece.clear(), HistoryReader.Access.MEMORY)) {
        case ReadResult.Bytes(int count) -> {
          model.feed(piece.flip());
          at += count;
          drawn += count;
        }
        case ReadResult.Gap gap -> {
          model.gap();
          at = gap.resumesAt();
        }
        case ReadResult.OnDisk _ -> {
          readFromDisk();
          return;
        }
        case ReadResult.Nothing _ -> {
          drawn();
          return;
        }
      }
    }
    services.background().execute(this::round);
  }

  private void took() {
    lock.lock();
    try {
      news = false;
    } finally {
      lock.unlock();
    }
  }

  private void readFromDisk() {
    var drawing =
        new FeedConsumer() {
          @Override
          public void bytes(ByteBuffer piece) {
            model.feed(piece);
          }

          @Override
          public void gap(ReadResult.Gap gap) {
            model.gap();
          }
        };
    var _ =
        HistoryFeed.begin(history, new OffsetRange(at, history.end()), drawing)
            .done()
            .whenComplete((end, failure) -> {
              if (failure == null) {
                at = end;
                later(this::round, 0);
              } else {
                later(this::rebuild, AGAIN.toNanos());
              }
            });
  }

  /** Begins anew from the history. */
  private void rebuild() {
    took();
    var _ =
        services
            .screens()
            .rebuild(ScreenRequest.now(history, who, 0, 0), console.status().told())
            .whenComplete((picture, failure) -> {
              if (failure == null) {
                later(() -> take(picture), 0);
              } else if (!isClosed()) {
                later(this::rebuild, AGAIN.toNanos());
              }
            });
  }

  private void take(GuestScreens.Picture picture) {
    size = picture.size();
    model = new ScreenModel(size.rows(), size.columns());
    model.feed(picture.screen().paint());
    at = picture.screen().join();
    round();
  }

  /** All that has come is drawn. */
  private void drawn() {
    var now = GuestScreens.size(console.status().told(), model.evidence());
    if (!now.equals(GuestScreens.USUAL) && !now.isAs(size) && !now.isAs(asked)) {
      asked = now;
      rebuild();
      return;
    }
    boolean isOpen = model.settled() < model.fed();
    if (isOpen) {
      long fed = model.fed();
      later(() -> showIfStill(fed), STILL.toNanos());
    } else {
      show();
    }
    rest();
  }

  /** A sequence that is still open is not waited for. In the background. */
  private void showIfStill(long fed) {
    lock.lock();
    try {
      if (busy || closed) {
        return; // and then it is shown soon
      }
      busy = true;
    } finally {
      lock.unlock();
    }
    if (model.fed() == fed) {
      show();
    }
    rest();
  }

  private void rest() {
    rested = System.nanoTime();
    lock.lock();
    try {
      busy = news && !closed;
      if (!busy) {
        return;
      }
    } finally {
      lock.unlock();
    }
    later(this::round, ROUND.toNanos());
  }

  private void show() {
    var now = ScreenRows.of(model);
    List<Consumer<ScreenRows>> all;
    lock.lock();
    try {
      if (now.equals(shown)) {
        return;
      }
      shown = now;
      all = List.copyOf(lookers.values());
    } finally {
      lock.unlock();
    }
    all.forEach(looker -> looker.accept(now));
  }
}
