package dev.consolegw.gateway.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BriefWorkTest {
  private static final Duration SHORT = BriefWork.AT_ONCE.dividedBy(10);

  private Duration now = Duration.ofHours(1);
  private final BriefWork brief = new BriefWork(() -> now.toNanos());

  private boolean works(Duration time) {
    return brief.tryRun(() -> now = now.plus(time));
  }

  @Test
  void whatIsShortIsDoneAtOnceForAsLongAsLittleOfTheTimeGoesIntoIt() {
    for (int i = 0; i < 10_000; i++) {
      assertThat(works(SHORT)).isTrue();
      now = now.plus(SHORT.multipliedBy(BriefWork.ONE_IN));
    }
  }

  @Test
  void oneAfterTheOtherSoonGoElsewhere() {
    int done = 0;
    while (works(SHORT)) {
      done++;
    }

    assertThat(done).isBetween(10, 20);
    now = now.plus(SHORT.multipliedBy(BriefWork.ONE_IN));
    assertThat(works(SHORT)).isTrue();
  }

  @Test
  void whatTakesLongIsPaidForBeforeTheNext() {
    var all = Duration.ofSeconds(1);

    assertThat(works(all)).isTrue();
    now = now.plus(all);
    assertThat(works(SHORT)).isFalse();
    now = now.plus(all.multipliedBy(BriefWork.ONE_IN));
    assertThat(works(SHORT)).isTrue();
  }

  @Test
  void nobodyWaitsForAnothers() {
    boolean[] inside = new boolean[1];

    assertThat(brief.tryRun(() -> inside[0] = brief.tryRun(() -> {}))).isTrue();
    assertThat(inside[0]).isFalse();
  }

  @Test
  void aFaultIsTheCallersAndEndsNothingElse() {
    assertThatThrownBy(() ->
            brief.tryRun(() -> {
              throw new IllegalStateException("broken");
            }))
        .hasMessage("broken");

    assertThat(works(SHORT)).isTrue();
  }
}
