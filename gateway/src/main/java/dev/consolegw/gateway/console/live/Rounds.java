package dev.consolegw.gateway.console.live;

import dev.consolegw.authz.Identity;
import dev.consolegw.authz.Person;
import dev.consolegw.gateway.budget.ProcessorTime;
import dev.consolegw.gateway.budget.Turns;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs the rounds in which screens are drawn, in the background: of each person one at a time, and
 * no more than {@link #PROCESSORS} in the long run. Any thread.
 */
final class Rounds {
  /** Of each person, for as long as others want them. */
  static final double PROCESSORS = 0.5;

  /** Before that counts. */
  static final Duration AT_ONCE = Duration.ofSeconds(1);

  private final ScheduledExecutorService timer;
  private final Executor background;
  private final Turns<Set<Person>> turns = Turns.ofEach(1);
  private final ProcessorTime<Set<Person>> times = new ProcessorTime<>(PROCESSORS, AT_ONCE);

  /**
   * @param background draws, on threads that give way to the others
   */
  Rounds(ScheduledExecutorService timer, Executor background) {
    this.timer = timer;
    this.background = background;
  }

  /** Runs a round when it is this person's turn. */
  void run(Identity who, Runnable round) {
    turns.when(
        who.owners(),
        turn -> {
          try {
            background.execute(() -> run(who, turn, round));
          } catch (RejectedExecutionException stopping) {
            turn.close(); // the gateway stops, and nobody looks any more
          }
        });
  }

  private void run(Identity who, Turns<Set<Person>>.Turn turn, Runnable round) {
    long began = System.nanoTime();
    try {
      round.run();
    } finally {
      var pause = used(who, Duration.ofNanos(System.nanoTime() - began));
      if (pause.isZero()) {
        turn.close();
      } else {
        var _ = timer.schedule(turn::close, pause.toNanos(), TimeUnit.NANOSECONDS);
      }
    }
  }

  /**
   * A processor was kept busy for this person.
   *
   * @return how long they are to let it be
   */
  Duration used(Identity who, Duration time) {
    return times.used(who.owners(), time);
  }
}
