package dev.consolegw.config.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimespanTest {
  @Test
  void nothingIsATimeToo() {
    assertThat(Timespan.parse("0").length()).isZero();
    assertThat(Timespan.parse("10m").length()).isEqualTo(Duration.ofMinutes(10));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0s", "00", "-1", "", "10"})
  void whatIsNoDurationIsRefused(String text) {
    assertThatThrownBy(() -> Timespan.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
