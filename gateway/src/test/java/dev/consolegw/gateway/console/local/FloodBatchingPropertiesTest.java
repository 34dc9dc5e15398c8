package dev.consolegw.gateway.console.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.ManualClock;
import dev.consolegw.gateway.testing.ManualScheduler;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** However a guest prints, nothing waits for long, and nothing for ever. */
class FloodBatchingPropertiesTest {
  private final ManualClock clock = new ManualClock();
  private final ManualScheduler timer = new ManualScheduler(clock);
  private long unseen;
  private Duration waited = Duration.ZERO;

  private void seen() {
    unseen = 0;
    waited = Duration.ZERO;
  }

  private void pass(int millis) {
    for (int i = 0; i < millis; i++) {
      waited = unseen == 0 ? Duration.ZERO : waited.plusMillis(1);
      timer.advance(Duration.ofMillis(1));
      assertThat(waited).isLessThanOrEqualTo(FloodBatching.EVERY);
    }
  }

  @Property
  void outputIsSeenWithinARoundAndAtOnceWhenItIsMuch(
      @ForAll @Size(max = 60) List<@IntRange(max = 90_000) Integer> outputs,
      @ForAll @Size(min = 60, max = 60) List<@IntRange(max = 30) Integer> pauses) {
    var batching = new FloodBatching(clock, timer, this::seen);
    seen();

    for (int i = 0; i < outputs.size(); i++) {
      unseen += outputs.get(i);
      if (batching.printed(outputs.get(i))) {
        seen();
      }
      assertThat(unseen).isLessThan(FloodBatching.MUCH);
      pass(pauses.get(i));
    }
    pass((int) FloodBatching.EVERY.toMillis());

    assertThat(unseen).isZero();
    assertThat(timer.waiting()).isZero();
  }
}
