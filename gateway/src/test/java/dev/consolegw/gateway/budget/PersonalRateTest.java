package dev.consolegw.gateway.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.Grants;
import dev.consolegw.gateway.testing.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How often somebody may do something. */
class PersonalRateTest {
  private final ManualClock clock = new ManualClock();
  private final PersonalRate rate = new PersonalRate(5, clock);

  private int admitted(String person, int tries) {
    int admitted = 0;
    for (int i = 0; i < tries; i++) {
      admitted += rate.admits(Grants.identity(person)) ? 1 : 0;
    }
    return admitted;
  }

  @Test
  void withinAnySecondItIsNoMoreThanMayBe() {
    assertThat(admitted("alice", 3)).isEqualTo(3);
    clock.advance(Duration.ofMillis(600));
    assertThat(admitted("alice", 1_000)).isEqualTo(2);
    clock.advance(Duration.ofMillis(399));
    assertThat(admitted("alice", 1_000)).isZero();
    clock.advance(Duration.ofMillis(1));
    assertThat(admitted("alice", 1_000)).isEqualTo(3);
  }

  @Test
  void nobodyPaysForAnotherHoweverManyTheyAre() {
    for (int i = 0; i < 200; i++) {
      assertThat(admitted("person" + i, 9)).isEqualTo(5);
    }
    clock.advance(Duration.ofSeconds(1));
    assertThat(admitted("person0", 9)).isEqualTo(5);
  }

  @Test
  void aClockThatWasSetBackForgives() {
    assertThat(admitted("alice", 9)).isEqualTo(5);
    clock.advance(Duration.ofHours(-6));
    assertThat(admitted("alice", 9)).isEqualTo(5);
  }
}
