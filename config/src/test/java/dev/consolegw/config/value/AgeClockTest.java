package dev.consolegw.config.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A time that no step of a clock stretches. */
class AgeClockTest {
  private static final Instant START = Instant.parse("2030-01-02T03:04:05Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration SIX_HOURS = Duration.ofHours(6);

  private Instant wall = START;
  private long monotonic = -1_000;
  private final AgeClock clock = new AgeClock(() -> wall, () -> monotonic);

  private void pass(Duration time) {
    wall = wall.plus(time);
    monotonic += time.toNanos();
  }

  private Duration age() {
    return Duration.between(START, clock.instant());
  }

  @Test
  void timePassesAsBothClocksSay() {
    pass(MINUTE);

    assertThat(age()).isEqualTo(MINUTE);
  }

  @Test
  void aWallClockThatIsSetBackStretchesNothing() {
    pass(MINUTE);
    assertThat(age()).isEqualTo(MINUTE);
    wall = wall.minus(SIX_HOURS);
    assertThat(age()).isEqualTo(MINUTE);
    pass(MINUTE);

    assertThat(age()).isEqualTo(MINUTE.multipliedBy(2));
  }

  @Test
  void aStepBackThatNobodySawHappenStretchesNothing() {
    wall = wall.minus(SIX_HOURS);
    pass(MINUTE);

    assertThat(age()).isEqualTo(MINUTE);
  }

  @Test
  void aWallClockThatIsSetForwardAgesThings() {
    wall = wall.plus(SIX_HOURS);

    assertThat(age()).isEqualTo(SIX_HOURS);
  }

  @Test
  void timeGoesOnAfterAWallClockWasSetForwardAndBackAgain() {
    wall = wall.plus(SIX_HOURS);
    assertThat(age()).isEqualTo(SIX_HOURS);
    wall = wall.minus(SIX_HOURS);
    assertThat(age()).isEqualTo(SIX_HOURS);
    pass(MINUTE);

    assertThat(age()).isEqualTo(SIX_HOURS.plus(MINUTE));
  }

  @Test
  void aSuspendedMachineAges() {
    wall = wall.plus(SIX_HOURS); // its monotonic clock stood still

    assertThat(age()).isEqualTo(SIX_HOURS);
  }

  @Test
  void aMachineThatWasSuspendedAndThenSetBackAgesOn() {
    wall = wall.plus(SIX_HOURS);
    assertThat(age()).isEqualTo(SIX_HOURS);
    wall = wall.minus(SIX_HOURS);
    pass(SIX_HOURS);

    assertThat(age()).isEqualTo(SIX_HOURS.multipliedBy(2));
  }

  @Test
  void clocksThatRunALittleApartDoNotMakeTimeRunFaster() {
    for (int i = 0; i < 1_000_000; i++) {
      wall = wall.plusMillis(i % 2 == 0 ? 2 : 0);
      monotonic += Duration.ofMillis(1).toNanos();
      Instant _ = clock.instant();
    }

    assertThat(age()).isBetween(Duration.ofSeconds(1_000), Duration.ofSeconds(1_001));
  }
}
