package dev.consolegw.gateway.console.live;

import dev.consolegw.authz.Identity;
import dev.consolegw.authz.Person;
import dev.consolegw.gateway.budget.Budget;
import dev.consolegw.gateway.console.Console;
import dev.consolegw.gateway.console.Subscription;
import dev.consolegw.gateway.directory.ConsoleId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The screens that somebody looks at as they change: one model a console, however many look, made
 * when the first does and kept for {@link #LINGER} after the last, but not drawn meanwhile. A
 * console that nobody looks at costs nothing.
 *
 * <p>Any thread; the lock guards the map and who looks, and is held over memory only.
 */
public final class LiveScreens {
  /** Cells of all models that are kept at a time: 546 screens of 24 rows and 80 columns, 24 MB. */
  static final long CELLS = 1 << 20;

  /** Of those whom one person was the first to look at. */
  static final long PER_PERSON = CELLS / 2;

  /** How many looks one person, and all together, may have at a time. */
  static final Budget.Limits LOOKS = new Budget.Limits(Budget.Limits.NONE, 128, 512);

  /** How long one is kept that nobody looks at. */
  static final Duration LINGER = Duration.ofSeconds(60);

  private final ScheduledExecutorService timer;
  private final LongSupplier nanoTime;
  private final LiveScreen.Services services;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<ConsoleId, Kept> kept = new HashMap<>();
  private final Budget looks = new Budget(LOOKS);

  /** One, and how many look at it. */
  private static final class Kept {
    private final ConsoleId id;
    private final Console console;
    private final LiveScreen screen;
    private Set<Person> payer;
    private int lookers;
    private long cells;
    private long idleSince;

    Kept(ConsoleId id, Console console, LiveScreen screen, Set<Person> payer) {
      this.id = id;
      this.console = console;
      this.screen = screen;
      this.payer = payer;
      this.cells = GuestScreens.USUAL.cells();
    }
  }

  /**
   * @param background draws, on threads that give way to the others
   */
  public LiveScreens(GuestScreens screens, ScheduledExecutorService timer, Executor background) {
    this(screens, timer, background, System::nanoTime);
  }

  LiveScreens(
      GuestScreens screens,
      ScheduledExecutorService timer,
      Executor background,
      LongSupplier nanoTime) {
    this.timer = timer;
    this.nanoTime = nanoTime;
    this.services =
        new LiveScreen.Services(
            screens, timer, nanoTime, new Rounds(timer, background), this::resize);
  }

  /**
   * Looks at a screen until the subscription is closed.
   *
   * @param who looks, and may be charged for drawing it
   * @param looker given the screen as it is, soon, and then at most every {@link LiveScreen#ROUND}
   *     when something was printed
   * @return empty when as many are looked at, by this person or by all, or follow this console, as
   *     may be
   */
  public Optional<Subscription> look(Console console, Identity who, ScreenLooker looker) {
    var share = looks.share(who);
    lock.lock();
    try {
      var one = share.tryUse(1) ? kept(console, who.owners()) : null;
      if (one == null) {
        share.close();
        return Optional.empty();
      }
      one.lookers++;
      var looking = one.screen.add(who, looker);
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
          one.idleSince = nanoTime.getAsLong();
          var _ = timer.schedule(() -> leave(one), LINGER.toMillis(), TimeUnit.MILLISECONDS);
        }
        over = true;
      } finally {
        lock.unlock();
      }
    }
  }

  /** With the lock. */
  private @Nullable Kept kept(Console console, Set<Person> who) {
    var id = console.entry().id();
    var known = kept.get(id);
    if (known != null && known.console.equals(console)) {
      return mayPay(known, who) ? known : null;
    }
    if (known != null) { // of a console that is gone, whose name another has now
      remove(known);
    }
    if (!hasRoom(GuestScreens.USUAL.cells(), who, null)) {
      return null;
    }
    var begun = LiveScreen.begin(console, services);
    if (begun.isEmpty()) {
      return null;
    }
    var one = new Kept(id, console, begun.get(), who);
    kept.put(id, one);
    return one;
  }

  /** Whether somebody may look, who pays from now on for what nobody looks at. With the lock. */
  private boolean mayPay(Kept one, Set<Person> who) {
    if (one.lookers == 0 && !one.payer.equals(who)) {
      if (!hasRoomOf(who, one.cells, one)) {
        return false;
      }
      one.payer = who;
    }
    return true;
  }

  /** Whether one may have so many cells from now on. */
  private boolean resize(LiveScreen screen, long wanted) {
    lock.lock();
    try {
      for (var one : kept.values()) {
        if (one.screen.equals(screen)) {
          boolean fits = hasRoom(wanted - one.cells, one.payer, one);
          one.cells = fits ? wanted : one.cells;
          return fits;
        }
      }
      return false; // it is closed
    } finally {
      lock.unlock();
    }
  }

  /** Whether so many more fit, once those are gone that nobody looks at. With the lock. */
  private boolean hasRoom(long more, Set<Person> payer, @Nullable Kept of) {
    return hasRoomOf(payer, more, of) && hasRoom(more, CELLS, _ -> true, of);
  }

  private boolean hasRoomOf(Set<Person> payer, long more, @Nullable Kept of) {
    return hasRoom(more, PER_PERSON, one -> one.payer.equals(payer), of);
  }

  private boolean hasRoom(long more, long most, Predicate<Kept> which, @Nullable Kept of) {
    while (cells(which) + more > most) {
      var idle =
          kept.values().stream()
              .filter(which)
              .filter(one -> one.lookers == 0 && !one.equals(of))
              .min((one, other) -> Long.compare(one.idleSince - other.idleSince, 0));
      if (idle.isEmpty()) {
        return false;
      }
      remove(idle.get());
    }
    return true;
  }

  private long cells(Predicate<Kept> which) {
    return kept.values().stream().filter(which).mapToLong(one -> one.cells).sum();
  }

  private void leave(Kept one) {
    lock.lock();
    try {
      if (one.lookers == 0 && nanoTime.getAsLong() - one.idleSince >= LINGER.toNanos()) {
        remove(one);
      }
    } finally {
      lock.unlock();
    }
  }

  /** With the lock. */
  private void remove(Kept one) {
    if (kept.remove(one.id, one)) {
      one.screen.close();
    }
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
