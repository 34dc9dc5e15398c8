package dev.consolegw.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff backoff = new Backoff(new Random(7));

  private void assertPauses(int attempt, Duration longest) {
    var pauses = IntStream.range(0, 2_000).mapToObj(_ -> backoff.pause(attempt)).toList();

    assertThat(pauses)
        .allSatisfy(pause -> assertThat(pause).isBetween(longest.dividedBy(2), longest));
    assertThat(pauses).hasSizeGreaterThan(100).anyMatch(p -> p.compareTo(pauses.getFirst()) != 0);
  }

  @Test
  void eachPauseIsUpToTwiceTheLast() {
    assertPauses(1, Backoff.FIRST);
    assertPauses(2, Backoff.FIRST.multipliedBy(2));
    assertPauses(5, Backoff.FIRST.multipliedBy(16));
  }

  @Test
  void noPauseIsLongerThanTheLongest() {
    assertPauses(8, Backoff.LONGEST);
    assertPauses(1_000_000, Backoff.LONGEST);
    assertPauses(Integer.MAX_VALUE, Backoff.LONGEST);
  }
}
