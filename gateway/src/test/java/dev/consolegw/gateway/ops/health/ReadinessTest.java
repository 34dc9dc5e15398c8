package dev.consolegw.gateway.ops.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether the gateway says that it does its work, and why not. */
class ReadinessTest {
  private final ManualClock clock = new ManualClock();

  @TempDir private Path folder;

  @Test
  void allThatDoTheirWorkAreReady() {
    var report = new Readiness().with("ssh", Optional::empty).with("disk", Optional::empty).look();

    assertThat(report.isReady()).isTrue();
    assertThat(report.json())
        .isEqualTo(
            "{\"ready\":true,\"components\":{\"ssh\":{\"ready\":true},\"disk\":{\"ready\":true}}}\n");
  }

  @Test
  void oneThatDoesNotSaysWhy() {
    var report =
        new Readiness()
            .with("ssh", Optional::empty)
            .with("disk", () -> Optional.of("it is \"full\""))
            .look();

    assertThat(report.isReady()).isFalse();
    assertThat(report.json())
        .isEqualTo(
            "{\"ready\":false,\"components\":{\"ssh\":{\"ready\":true},"
                + "\"disk\":{\"ready\":false,\"reason\":\"it is \\\"full\\\"\"}}}\n");
  }

  @Test
  void eachLookAsksAnew() {
    var readiness = new Readiness().with("clock", () -> Optional.of(clock.instant().toString()));
    var before = readiness.look();
    clock.advance(Duration.ofSeconds(1));

    assertThat(readiness.look()).isNotEqualTo(before);
  }

  @Test
  void aDiskThatTakesWhatIsWrittenIsWell() throws IOException {
    try (var probe = new DiskProbe(folder, clock)) {
      probe.write();

      assertThat(probe.trouble()).isEmpty();
      assertThat(folder.resolve(DiskProbe.NAME)).exists();
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aDiskThatTakesNothingIsNot() throws IOException {
    var gone = Files.createDirectory(folder.resolve("gone"));
    try (var probe = new DiskProbe(gone, clock)) {
      Files.delete(gone);
      probe.write();
      assertThat(probe.trouble())
          .hasValueSatisfying(
              why -> assertThat(why).startsWith("the disk does not take what is written: "));

      Files.createDirectory(gone);
      probe.write();
      assertThat(probe.trouble()).isEmpty();
    }
  }

  @Test
  void aDiskThatSaysNothingIsNotEither() throws IOException {
    try (var probe = new DiskProbe(folder, clock)) {
      probe.write();
      clock.advance(DiskProbe.PATIENCE);
      assertThat(probe.trouble()).isEmpty();

      clock.advance(Duration.ofSeconds(1));

      assertThat(probe.trouble()).contains("the disk has answered nothing for 31 s");
    }
  }

  @Test
  void aPulseIsAliveForAsLongAsItIsHeard() {
    var pulse = new Pulse(clock, Duration.ofSeconds(30));
    clock.advance(Duration.ofSeconds(30));
    assertThat(pulse.trouble()).isEmpty();

    clock.advance(Duration.ofSeconds(1));
    assertThat(pulse.trouble()).contains("its threads have answered nothing for 31 s");

    pulse.beat();
    assertThat(pulse.trouble()).isEmpty();
  }
}
