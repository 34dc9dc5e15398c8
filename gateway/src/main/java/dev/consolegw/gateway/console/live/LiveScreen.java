package dev.consolegw.gateway.console.live;

import dev.consolegw.authz.Identity;
import dev.consolegw.gateway.console.Console;
import dev.consolegw.gateway.console.Subscription;
import dev.consolegw.gateway.console.screen.ScreenRequest;
import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.history.OffsetRange;
import dev.consolegw.gateway.history.ReadResult;
import dev.consolegw.gateway.history.feed.HistoryFeed;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One screen as it changes. Output only signals; what has come is drawn in rounds, {@link #ROUND}
 * apart, in the background, and read from the history like everything else. Who looks is told after
 * a round that changed something, when no sequence is open, or when nothing has followed it for
 * {@link #STILL}; who has just come, after the first round that began since. While nobody looks
 * nothing is drawn, and whoever comes next has it caught up.
 *
 * <p>One round at a time, in a turn of somebody who looks, and it alone has the model and tells.
 * Any thread signals, comes and goes.
 */
final class LiveScreen {
  /** How far rounds are apart. */
  static final Duration ROUND = Duration.ofMillis(50);

  /** How long a sequence may be open before the screen is shown without it. */
  static final Duration STILL = Duration.ofMillis(300);

  /** When it is tried again that the disk did not let us do. */
  static final Duration AGAIN = Duration.ofSeconds(1);

  /** How far new pictures for the sake of another size are apart. */
  static final Duration RESIZED = Duration.ofSeconds(5);

  /** What one round draws before others have the background, in bytes. */
  static final int TURN = 1 << 20;

  /** Who has come behind by more than this begins anew. */
  static final int BEHIND = 16 << 20;

  private static final int PIECE = 64 * 1024;

  private final Console console;
  private final HistoryReader history;
  private final Services services;
  private final Lookers lookers = new Lookers();
  private final AtomicReference<GuestScreens.@Nullable Picture> picture = // for the next round
      new AtomicReference<>();
  private volatile @Nullable CompletableFuture<GuestScreens.Picture> rebuilding;
  private volatile @Nullable HistoryFeed reading;
  private volatile boolean closed;
  private Subscription following = () -> {};
  private @Nullable Drawing drawing; // of the round, as those below
  private @Nullable ScreenRows shown;
  private long resized;
  private long looksAgain;
  private volatile long rested;

  /** What draws it, and when. */
  record Services(
      GuestScreens screens,
      ScheduledExecutorService timer,
      LongSupplier nanoTime,
      Rounds rounds,
      Memory memory) {}

  /** What all screens have together. */
  @FunctionalInterface
  interface Memory {
    /** Whether a screen may have so many cells from now on, instead of as many as it has. */
    boolean resize(LiveScreen screen, long cells);
  }

  private LiveScreen(Console console, Services services) {
    this.console = console;
    this.history = console.history();
    this.services = services;
    long now = now();
    rested = now;
    looksAgain = now;
    resized = now - RESIZED.toNanos();
  }

  private long now() {
    return services.nanoTime().getAsLong();
  }

  /** One that is drawn once somebody looks; empty when too many follow the console. */
  static Optional<LiveScreen> begin(Console console, Services services) {
    var screen = new LiveScreen(console, services);
    var following = console.follow(screen::printed);
    following.ifPresent(it -> screen.following = it);
    return following.map(_ -> screen);
  }

  /**
   * Tells somebody of the screen as it is, soon, and as it changes.
   *
   * @param who may be charged for drawing it
   */
  Subscription add(Identity who, ScreenLooker looker) {
    var one = lookers.add(who, looker);
    wake(0);
    return () -> {
      var _ = remove(one::equals);
    };
  }

  /** Some look no more; when they were the last, nothing more is drawn. */
  private List<Lookers.Looker> remove(Predicate<Lookers.Looker> which) {
    var gone = lookers.remove(which);
    if (lookers.first() == null) {
      picture.set(null);
      cancel(rebuilding);
    }
    return gone;
  }

  private static void cancel(@Nullable CompletableFuture<?> unwanted) {
    if (unwanted != null) {
      unwanted.cancel(false);
    }
  }

  private void refuse(Predicate<Lookers.Looker> which) {
    remove(which).forEach(one -> one.looker().refused());
  }

  void close() {
    following.close();
    closed = true;
    var _ = remove(_ -> true);
    var feed = reading;
    if (feed != null) {
      feed.cancel();
    }
  }

  // --- when there is a round --------------------------------------------------------------------

  /** Where output comes: only takes note. */
  private void printed() {
    wake(rested + ROUND.toNanos() - now());
  }

  /** Has a round begin, unless nobody would see it. */
  private void wake(long nanos) {
    if (lookers.claim(true)) {
      later(this::round, nanos);
    }
  }

  /** Goes on with the round that was taken. */
  private void later(Runnable what, long nanos) {
    if (nanos <= 0) {
      start(what);
    } else {
      after(nanos, () -> start(what));
    }
  }

  private void after(long nanos, Runnable what) {
    var _ = services.timer().schedule(what, nanos, TimeUnit.NANOSECONDS);
  }

  private void start(Runnable what) {
    var who = lookers.payer();
    if (who != null) {
      services.rounds().run(who, what);
    }
  }

  private void rest() {
    rested = now();
    if (lookers.rest()) {
      later(this::round, ROUND.toNanos());
    }
  }

  // --- the round --------------------------------------------------------------------------------

  /** Draws what has come. In the background. */
  private void round() {
    lookers.begin();
    take(picture.getAndSet(null));
    var now = drawing;
    if (now == null || isBehind(now)) {
      rebuild(true);
      rest();
      return;
    }
    var piece = ByteBuffer.allocate(PIECE);
    for (int drawn = 0; drawn < TURN; ) {
      switch (history.read(now.at(), piece.clear(), HistoryReader.Access.MEMORY)) {
        case ReadResult.Bytes(int count) -> {
          now.bytes(piece.flip());
          drawn += count;
        }
        case ReadResult.Gap gap -> now.gap(gap);
        case ReadResult.OnDisk _ -> {
          readFromDisk(now);
          return;
        }
        case ReadResult.Nothing _ -> {
          drawn(now);
          return;
        }
      }
    }
    later(this::round, 0);
  }

  private boolean isBehind(Drawing one) {
    return history.end() - one.at() > BEHIND;
  }

  private void take(GuestScreens.@Nullable Picture made) {
    if (made == null) {
      return;
    }
    var known = drawing;
    if (services.memory().resize(this, made.size().cells())) {
      drawing = new Drawing(made);
    } else if (known == null || isBehind(known)) {
      refuse(_ -> true);
    }
  }

  /** The disk's threads draw, no more than a round does. */
  private void readFromDisk(Drawing now) {
    var who = lookers.payer();
    if (who == null) {
      return;
    }
    var _ = now.busy(); // which the round pays for
    var range = new OffsetRange(now.at(), Math.min(now.at() + TURN, history.end()));
    var feed = HistoryFeed.begin(history, range, now);
    reading = feed;
    if (closed) {
      feed.cancel();
    }
    var _ =
        feed.done()
            .whenComplete((end, failure) -> {
              if (failure == null) {
                now.reached(end);
                later(this::round, services.rounds().used(who, now.busy()).toNanos());
              } else {
                later(this::round, AGAIN.toNanos());
              }
            });
  }

  /** All that has come is drawn. */
  private void drawn(Drawing now) {
    if (now.isOpen()) {
      long fed = now.fed();
      after(STILL.toNanos(), () -> still(now, fed));
    } else {
      show(now);
    }
    resize(now);
    rest();
  }

  /** A sequence that is still open is not waited for, unless a round is under way. */
  private void still(Drawing open, long fed) {
    if (lookers.claim(false)) {
      start(() -> {
        if (open.equals(drawing) && open.fed() == fed) {
          show(open);
        }
        rest();
      });
    }
  }

  private void show(Drawing drawn) {
    var all = lookers.ready();
    var now = drawn.rows(all.stream().anyMatch(one -> one.looker().wantsSelected()));
    boolean isSame = now.equals(shown);
    shown = now;
    all.forEach(one -> one.show(now, isSame));
  }

  // --- pictures ---------------------------------------------------------------------------------

  /** What is there goes on meanwhile. */
  private void resize(Drawing now) {
    if (!now.isOutgrown(console.status().told())) {
      return;
    }
    long time = now();
    long wait = resized + RESIZED.toNanos() - time;
    if (wait <= 0) {
      resized = time;
      rebuild(false);
    } else if (time - looksAgain >= 0) {
      looksAgain = time + wait;
      after(wait, () -> wake(0));
    }
  }

  /**
   * Has a picture made from the history, unless one is being made, for a round to begin anew with.
   *
   * @param isNeeded whether there is nothing to show before it comes
   */
  private void rebuild(boolean isNeeded) {
    var who = lookers.first();
    if (who == null || rebuilding != null) {
      return;
    }
    var made =
        services.screens().rebuild(ScreenRequest.now(history, who, 0, 0), console.status().told());
    rebuilding = made;
    if (lookers.first() == null) {
      made.cancel(false);
    }
    var _ =
        made.whenComplete((it, failure) -> {
          rebuilt(it);
          if (failure instanceof RejectedExecutionException && isNeeded) {
            refuse(one -> one.who().owners().equals(who.owners()));
          }
          boolean isOver = failure == null || failure instanceof CancellationException;
          if (isOver || (failure instanceof RejectedExecutionException && isNeeded)) {
            wake(0); // whoever is left, or has come meanwhile
          } else {
            after(AGAIN.toNanos(), () -> wake(0));
          }
        });
  }

  private void rebuilt(GuestScreens.@Nullable Picture made) {
    rebuilding = null;
    picture.set(made);
    if (lookers.first() == null) {
      picture.set(null);
    }
  }
}
