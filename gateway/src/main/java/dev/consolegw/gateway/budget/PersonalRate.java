package dev.consolegw.gateway.budget;

import dev.consolegw.authz.Identity;
import dev.consolegw.authz.Person;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * How often each person may do something: so many times within any second. What is refused does not
 * count. A clock that was set back forgives. Any thread; never blocks.
 */
public final class PersonalRate {
  private static final long SECOND = 1_000;

  /** When so many people are remembered, those are forgotten who did nothing for a second. */
  private static final int REMEMBERED = 64;

  private final int perSecond;
  private final InstantSource clock;
  private Map<Set<Person>, Times> people = Map.of(); // another as soon as there is somebody

  /** When somebody did it, as often as they may in a second, in a ring. */
  private static final class Times {
    private final long[] at;
    private long count;

    Times(int most) {
      at = new long[most];
    }

    boolean admits(long now) {
      int next = (int) (count % at.length);
      if (count >= at.length && isLately(at[next], now)) {
        return false;
      }
      at[next] = now;
      count++;
      return true;
    }

    boolean isIdle(long now) {
      return count == 0 || !isLately(at[(int) ((count - 1) % at.length)], now);
    }

    private static boolean isLately(long time, long now) {
      return time > now - SECOND && time <= now;
    }
  }

  public PersonalRate(int perSecond, InstantSource clock) {
    this.perSecond = perSecond;
    this.clock = clock;
  }

  /** Whether somebody may do it now; if so, they have. */
  public synchronized boolean admits(Identity who) {
    long now = clock.millis();
    if (people.isEmpty()) {
      people = new HashMap<>();
    } else if (people.size() >= REMEMBERED) {
      people.values().removeIf(times -> times.isIdle(now));
    }
    return people.computeIfAbsent(who.owners(), _ -> new Times(perSecond)).admits(now);
  }
}
