package dev.consolegw.gateway.ssh.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.ManualClock;
import dev.consolegw.gateway.testing.ManualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Whose time is counted on the way to keys. */
class KeyExchangeTimeTest {
  private static final Duration WITHIN = Duration.ofSeconds(5);
  private static final Duration ALMOST = WITHIN.minusMillis(1);
  private static final Duration A_MOMENT = Duration.ofMillis(1);

  /** Of one connection. */
  private static final class Measured {
    final ManualClock clock = new ManualClock();
    final Instant beginning = clock.instant();
    final ManualScheduler timer = new ManualScheduler(clock);
    final AtomicInteger late = new AtomicInteger();
    final KeyExchangeTime time =
        new KeyExchangeTime(
            WITHIN,
            timer,
            () -> Duration.between(beginning, clock.instant()).toNanos(),
            late::incrementAndGet);

    void pass(Duration duration) {
      timer.advance(duration);
    }
  }

  private final Measured one = new Measured();
  private final KeyExchangeTime time = one.time;
  private final AtomicInteger late = one.late;

  @Test
  void whoSaysNothingIsLateOnce() {
    time.begin(Duration.ZERO);

    one.pass(ALMOST);
    assertThat(late).hasValue(0);
    one.pass(A_MOMENT);
    assertThat(late).hasValue(1);
    one.pass(Duration.ofHours(1));
    assertThat(late).hasValue(1);
  }

  @Test
  void whatWeTakeOurselvesIsNotTheClients() {
    time.begin(Duration.ZERO);
    one.pass(ALMOST);

    time.ours();
    one.pass(Duration.ofMinutes(10));
    time.theirs();

    assertThat(late).hasValue(0);
    one.pass(A_MOMENT);
    assertThat(late).hasValue(1);
  }

  @Test
  void eachStepHasItsOwnTime() {
    time.begin(Duration.ZERO);

    for (int step = 0; step < 3; step++) {
      one.pass(ALMOST);
      time.ours();
      time.step();
      time.theirs();
    }

    one.pass(ALMOST);
    assertThat(late).hasValue(0);
    one.pass(A_MOMENT);
    assertThat(late).hasValue(1);
  }

  @Test
  void aPauseAtTheBeginningIsOurs() {
    time.begin(Duration.ofSeconds(2));

    one.pass(ALMOST.plusSeconds(2));
    assertThat(late).hasValue(0);
    one.pass(A_MOMENT);
    assertThat(late).hasValue(1);
  }

  @Test
  void whoHasKeysIsNeverLate() {
    time.begin(Duration.ZERO);
    time.ours();
    time.end();
    time.theirs();

    one.pass(Duration.ofHours(1));
    assertThat(late).hasValue(0);
  }

  /** As one does that sends a byte a second. */
  @Property(tries = 200)
  void whoNeverMakesAStepIsLateAfterItsOwnTimeHoweverItIsCut(
      @ForAll @Size(max = 50) List<@IntRange(min = 1, max = 4000) Integer> millis) {
    var cut = new Measured();
    cut.time.begin(Duration.ZERO);
    long theirs = 0;
    boolean turn = true;
    for (int part : millis) {
      if (turn && theirs + part >= WITHIN.toMillis()) {
        break;
      }
      cut.pass(Duration.ofMillis(part));
      if (turn) {
        theirs += part;
        cut.time.ours();
      } else {
        cut.time.theirs();
      }
      turn = !turn;
    }
    if (!turn) {
      cut.time.theirs();
    }

    assertThat(cut.late).hasValue(0);
    cut.pass(WITHIN.minusMillis(theirs));
    assertThat(cut.late).hasValue(1);
  }
}
