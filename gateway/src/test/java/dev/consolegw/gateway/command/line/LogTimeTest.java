package dev.consolegw.gateway.command.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogTimeTest {
  /** Ten in the morning, there. */
  private static final LogTime HERE =
      new LogTime(Instant.parse("2026-07-15T08:00:00Z"), ZoneId.of("Europe/Berlin"));

  @ParameterizedTest
  @CsvSource({
    "2026-07-01T12:00:00Z, 2026-07-01T12:00:00Z",
    "2026-07-01T12:00:00.250Z, 2026-07-01T12:00:00.250Z",
    "2026-07-01T12:00+05:30, 2026-07-01T06:30:00Z",
    "2026-07-01T12:00, 2026-07-01T10:00:00Z",
    "2026-07-01 12:00:30, 2026-07-01T10:00:30Z",
    "2026-01-01T12:00:00, 2026-01-01T11:00:00Z",
    "2026-07-01, 2026-06-30T22:00:00Z",
    "09:30, 2026-07-15T07:30:00Z",
    "10:00:00, 2026-07-15T08:00:00Z",
    "10:00:01, 2026-07-14T08:00:01Z",
    "23:59, 2026-07-14T21:59:00Z",
    "10m, 2026-07-15T07:50:00Z",
    "2h, 2026-07-15T06:00:00Z",
    "500ms, 2026-07-15T07:59:59.500Z"
  })
  void timesAreReadAsPeopleWriteThem(String text, Instant time) {
    assertThat(HERE.parse(text)).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "25:00",
        "9:30",
        "10 m",
        "-10m",
        "2026-13-01",
        "2026-07-01T",
        "١٠m"
      })
  void everythingElseIsAnsweredWithWhatToWrite(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HERE.parse(text))
        .withMessageContainingAll("the time " + text, "12:00", "10m");
  }

  @Test
  void aTimeOfDayOfYesterdayIsOneOfTheWallClock() {
    // The clocks were set forward that night.
    var spring = new LogTime(Instant.parse("2026-03-29T08:00:00Z"), ZoneId.of("Europe/Berlin"));

    assertThat(spring.parse("23:00")).isEqualTo("2026-03-28T22:00:00Z");
  }

  @Test
  void aDurationThatIsNoneSaysSo() {
    assertThatIllegalArgumentException().isThrownBy(() -> HERE.parse("10x"));
  }
}
