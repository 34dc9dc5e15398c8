package dev.consolegw.authz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.LogRateLimit.Bounds;
import dev.consolegw.authz.LogRateLimit.Omitted;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogRateLimitTest {
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  private LogRateLimit<String> limit(Bounds bounds) {
    return new LogRateLimit<>(() -> now, bounds);
  }

  @Test
  void theSameIsSaidOnceInAWhileWithHowOftenItHappenedMeanwhile() {
    var lines = limit(Bounds.ONCE_A_MINUTE);
    assertThat(lines.take("x")).contains(new Omitted(0, 0));
    assertThat(lines.take("x")).isEmpty();
    assertThat(lines.take("y")).contains(new Omitted(0, 1));
    assertThat(lines.take("x")).isEmpty();
    now = now.plus(Bounds.ONCE_A_MINUTE.within());
    assertThat(lines.take("x")).contains(new Omitted(2, 1));
  }

  @Test
  void allTogetherAreBoundedToo() {
    var lines = limit(new Bounds(1, Duration.ofMinutes(10), 10));
    for (int i = 0; i < 10; i++) {
      assertThat(lines.take("subject" + i)).isPresent();
    }
    assertThat(lines.take("subject10")).isEmpty();
    now = now.plus(LogRateLimit.TOGETHER);

    assertThat(lines.take("subject11")).contains(new Omitted(0, 1));
  }

  @Test
  void whatNoLineHasToldIsSummedUpOnce() {
    var lines = limit(new Bounds(2, Duration.ofMinutes(1), 60));
    for (int i = 0; i < 5; i++) {
      assertThat(lines.take("a").isPresent()).isEqualTo(i < 2);
      assertThat(lines.take("b").isPresent()).isEqualTo(i < 2);
    }

    assertThat(lines.sums(1)).isEqualTo(new LogRateLimit.Sums<>(Map.of("a", 3L), 1, 3));
    assertThat(lines.sums(1)).isEqualTo(new LogRateLimit.Sums<>(Map.of(), 0, 0));
  }

  @Test
  void whoIsForgottenIsCountedAllTheSame() {
    var lines = limit(new Bounds(1, Duration.ofMinutes(1), 1));
    for (int i = 0; i < LogRateLimit.SUBJECTS + 7; i++) {
      var _ = lines.take("subject" + i);
    }

    var sums = lines.sums(1);

    assertThat(sums.each()).hasSize(1);
    assertThat(sums.count()).isEqualTo(LogRateLimit.SUBJECTS + 7 - 2);
  }

  @Test
  void aClockThatWasSetBackForgives() {
    var lines = limit(Bounds.SELDOM);
    assertThat(lines.take("x")).isPresent();
    assertThat(lines.take("x")).isEmpty();
    now = now.minus(Duration.ofHours(6));

    assertThat(lines.take("x")).isPresent();
  }
}
