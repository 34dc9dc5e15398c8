package dev.consolegw.gateway.ops;

import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time between the wish to end a gateway and its end: nobody new is let in, and who is here may
 * finish. On one thread, which waits.
 */
public final class Drain {
  /** How often those who stay are told how long they still may. */
  private static final Duration REMIND = Duration.ofMinutes(1);

  private static final Logger log = LoggerFactory.getLogger(Drain.class);

  private final SessionRegistry sessions;
  private final Duration remind;
  private final Told told;

  /** Hears how it goes: at once, and whenever those who stay are to be told. */
  @FunctionalInterface
  interface Told {
    /** So many sessions are left, and they may stay for so long. */
    void left(int count, Duration time);
  }

  /**
   * Does nothing yet.
   *
   * @param remind how often it tells
   */
  Drain(SessionRegistry sessions, Duration remind, Told told) {
    this.sessions = sessions;
    this.remind = remind;
    this.told = told;
  }

  /**
   * One that tells people, and operators.
   *
   * @param people hears a line for whoever looks at a console
   * @param status hears one for operators, and for how long people still may stay
   */
  public static Drain of(
      SessionRegistry sessions, Consumer<String> people, BiConsumer<String, Duration> status) {
    return new Drain(
        sessions,
        REMIND,
        (count, left) -> {
          var time = inWords(left);
          people.accept("the gateway is stopping: your session ends in " + time);
          status.accept("stopping in %s; sessions left: %d".formatted(time, count), left);
        });
  }

  /**
   * Lets no session in any more, and waits until all have ended.
   *
   * @param atMost it waits no longer; who is here then is still here when it returns
   */
  public void run(Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    sessions.letNobodyIn();
    log.info("event=draining for={}s sessions={}", atMost.toSeconds(), sessions.sessions());
    boolean none = sessions.awaitNone(Duration.ZERO);
    for (var left = atMost; !none && left.isPositive(); ) {
      told.left(sessions.sessions(), left);
      none = sessions.awaitNone(untilReminder(left));
      left = Duration.ofNanos(end - System.nanoTime());
    }
    log.info("event=drained sessions-left={}", sessions.sessions());
  }

  /** So that whole minutes are told. */
  private Duration untilReminder(Duration left) {
    long beyond = left.toNanos() % remind.toNanos();
    return beyond == 0 ? remind : Duration.ofNanos(beyond);
  }

  /** Such as {@code 10 min} or {@code 45 s}. */
  static String inWords(Duration time) {
    long seconds = Math.max(1, (time.toMillis() + 999) / 1000);
    return seconds >= 60 && seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
  }
}
