package dev.consolegw.gateway.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcessorTimeTest {
  private static final Duration AT_ONCE = Duration.ofMillis(200);

  private Duration now = Duration.ofHours(1);
  private final ProcessorTime<String> time = new ProcessorTime<>(2, AT_ONCE, () -> now.toNanos());

  private Duration used(String who, long millis) {
    return time.used(who, Duration.ofMillis(millis));
  }

  @Test
  void whoUsesLittleNeverPauses() {
    for (int i = 0; i < 10_000; i++) {
      now = now.plusMillis(1);
      assertThat(used("alice", 2)).isZero();
    }
  }

  @Test
  void whoHasUsedMorePausesUntilItIsMadeUpFor() {
    assertThat(used("alice", 200)).isZero();
    assertThat(used("alice", 100)).isEqualTo(Duration.ofMillis(50));

    now = now.plusMillis(50);

    assertThat(used("alice", 0)).isZero();
    assertThat(used("alice", 10)).isEqualTo(Duration.ofMillis(5));
  }

  @Test
  void nobodyPaysForAnother() {
    assertThat(used("greedy", 1_000)).isEqualTo(Duration.ofMillis(400));
    assertThat(used("alice", 200)).isZero();
  }

  @Test
  void noPauseIsForEver() {
    assertThat(used("greedy", 1_000_000)).isEqualTo(ProcessorTime.LONGEST);
  }

  @Test
  void whoIsDoneIsForgotten() {
    for (int i = 0; i < 10_000; i++) {
      now = now.plusMillis(10);
      assertThat(used("person" + i, 20)).isZero();
    }

    assertThat(time.remembered()).isLessThan(10);
  }
}
