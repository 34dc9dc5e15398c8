package dev.consolegw.gateway.line;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RedialTest {
  private final Redial redial = new Redial(new Random(7));

  private void assertPauses(int attempt, Duration longest) {
    var pauses = IntStream.range(0, 2_000).mapToObj(_ -> redial.pause(attempt)).toList();

    assertThat(pauses)
        .allSatisfy(pause -> assertThat(pause).isBetween(longest.dividedBy(2), longest));
    assertThat(pauses).hasSizeGreaterThan(100).anyMatch(p -> p.compareTo(pauses.getFirst()) != 0);
  }

  @Test
  void eachPauseIsUpToTwiceTheLast() {
    assertPauses(1, Redial.FIRST);
    assertPauses(2, Redial.FIRST.multipliedBy(2));
    assertPauses(5, Redial.FIRST.multipliedBy(16));
  }

  @Test
  void noPauseIsLongerThanTheLongest() {
    assertPauses(8, Redial.LONGEST);
    assertPauses(1_000_000, Redial.LONGEST);
    assertPauses(Integer.MAX_VALUE, Redial.LONGEST);
  }
}
