package dev.consolegw.authz.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.value.AgeClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What the cloud has said is asked for again in time, whatever becomes of the clocks. */
class FactCacheTest {
  private static final Duration AGE = Duration.ofMinutes(1);
  private static final Duration SIX_HOURS = Duration.ofHours(6);

  private Instant wall = Instant.parse("2030-01-02T03:04:05Z");
  private long monotonic;
  private int reads;
  private final FactCache cache = new FactCache(AGE, new AgeClock(() -> wall, () -> monotonic));

  private void pass(Duration time) {
    wall = wall.plus(time);
    monotonic += time.toNanos();
  }

  private int readsNow() throws Exception {
    cache.ensure("roles", () -> reads++);
    return reads;
  }

  @Test
  void aFactIsReadOnceInItsTime() throws Exception {
    assertThat(readsNow()).isEqualTo(1);
    pass(AGE.minusSeconds(1));
    assertThat(readsNow()).isEqualTo(1);
    pass(Duration.ofSeconds(1));

    assertThat(readsNow()).isEqualTo(2);
  }

  @Test
  void aWallClockThatIsSetBackKeepsNoFactYoung() throws Exception {
    assertThat(readsNow()).isEqualTo(1);
    wall = wall.minus(SIX_HOURS);
    pass(AGE);

    assertThat(readsNow()).isEqualTo(2);
  }

  @Test
  void aWallClockThatIsSetForwardMakesItOld() throws Exception {
    assertThat(readsNow()).isEqualTo(1);
    wall = wall.plus(SIX_HOURS);

    assertThat(readsNow()).isEqualTo(2);
  }

  @Test
  void aMachineThatWasSuspendedAsksAgain() throws Exception {
    assertThat(readsNow()).isEqualTo(1);
    wall = wall.plus(AGE); // the monotonic clock stood still

    assertThat(readsNow()).isEqualTo(2);
  }
}
