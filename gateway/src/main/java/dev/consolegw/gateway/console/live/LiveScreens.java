package dev.consolegw.gateway.console.live;

import dev.consolegw.authz.Identity;
import dev.consolegw.gateway.budget.Budget;
import dev.consolegw.gateway.console.Console;
import dev.consolegw.gateway.console.Subscription;
import dev.consolegw.gateway.directory.ConsoleId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The screens that somebody looks at as they change: one model a console, however many look, made
 * when the first does and kept for {@link #LINGER} after the last. A console that nobody looks at
 * costs nothing.
 *
 * <p>Any thread; the lock guards the map and who looks, and is held over memory only.
 */
public final class LiveScreens {
  /** So many are kept at a time; the largest that a guest can have is some 2.4 MB. */
  static final int MOST = 64;

  /** How many looks one person, and all together, may have at a time. */
  static final Budget.Limits LOOKS = new Budget.Limits(Budget.Limits.NONE, 128, 512);

  /** How long one is kept that nobody looks at. */
  static final Duration LINGER = Duration.ofSeconds(60);

  private final GuestScreens screens;
  private final ScheduledExecutorService timer;
  private final Executor background;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<ConsoleId, Kept> kept = new HashMap<>();
  private final Budget looks = new Budget(LOOKS);

  /** One, and how many look at it. */
  private static final class Kept {
    private final Console console;
    private final LiveScreen screen;
    private int lookers;
    private long idleSince;

    Kept(Console console, LiveScreen screen) {
      this.console = console;
      this.screen = screen;
    }
  }

  /**
   * @param background draws, on threads that give way to the others
   */
  public LiveScreens(GuestScreens screens, ScheduledExecutorService timer, Executor background) {
    this.screens = screens;
    this.timer = timer;
    this.background = background;
  }

  /**
   * Looks at a screen until the subscription is closed.
   *
   * @param looker given the screen as it is, soon, and then at most every {@link LiveScreen#ROUND}
   *     when something was printed; in the background, one call at a time, and short
   * @return empty when as many are looked at, by this person or by all, or follow this console, as
   *     may be
   */
  public Optional<Subscription> look(Console console, Identity who, Consumer<ScreenRows> looker) {
    var share = looks.share(who);
    lock.lock();
    try {
      var one = share.tryUse(1) ? kept(console, who) : null;
      if (one == null) {
        share.close();
        return Optional.empty();
      }
      one.lookers++;
      var looking = one.screen.add(looker);
      return Optional.of(new Looking(one, looking, share)::close);
    } finally {
      lock.unlock();
    }
  }

  private final class Looking {
    private final Kept one;
    private final Subscription looking;
    private final Budget.Share share;
    private boolean over;

    Looking(Kept one, Subscription looking, Budget.Share share) {
      this.one = one;
      this.looking = looking;
      this.share = share;
    }

    void close() {
      looking.close();
      share.close();
      lock.lock();
      try {
        if (!over && --one.lookers == 0) {
          one.idleSince = System.nanoTime();
          var _ = timer.schedule(() -> leave(one), LINGER.toMillis(), TimeUnit.MILLISECONDS);
        }
        over = true;
      } finally {
        lock.unlock();
      }
    }
  }

  /** With the lock. */
  private @Nullable Kept kept(Console console, Identity who) {
    var id = console.entry().id();
    var known = kept.get(id);
    if (known != null && known.console.equals(console)) {
      return known;
    }
    if (known != null) { // of a console that is gone, whose name another has now
      known.screen.close();
      kept.remove(id);
    }
    if (kept.size() >= MOST && !makeRoom()) {
      return null;
    }
    var begun = LiveScreen.begin(console, who, new LiveScreen.Services(screens, timer, background));
    begun.ifPresent(screen -> kept.put(id, new Kept(console, screen)));
    return begun.isPresent() ? kept.get(id) : null;
  }

  /** Lets the one go that nobody has looked at for longest. With the lock. */
  private boolean makeRoom() {
    var idle =
        kept.values().stream()
            .filter(one -> one.lookers == 0)
            .min((one, other) -> Long.compare(one.idleSince - other.idleSince, 0));
    idle.ifPresent(this::remove);
    return idle.isPresent();
  }

  private void leave(Kept one) {
    lock.lock();
    try {
      if (one.lookers == 0 && System.nanoTime() - one.idleSince >= LINGER.toNanos()) {
        remove(one);
      }
    } finally {
      lock.unlock();
    }
  }

  /** With the lock. */
  private void remove(Kept one) {
    one.screen.close();
    boolean _ = kept.remove(one.console.entry().id(), one);
  }

  /** How many are kept now. */
  int size() {
    lock.lock();
    try {
      return kept.size();
    } finally {
      lock.unlock();
    }
  }
}
