package dev.consolegw.gateway.ssh.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SilenceTest {
  private Duration now = Duration.ofHours(1);
  private final Silence silence = new Silence(() -> now.toNanos());

  private void pass(Duration time) {
    now = now.plus(time);
  }

  @Test
  void itLastsSinceSomethingHasCome() {
    pass(Duration.ofSeconds(7));
    assertThat(silence.lasts()).isEqualTo(Duration.ofSeconds(7));

    silence.heard();

    assertThat(silence.lasts()).isZero();
    assertThat(silence.isDeaf()).isFalse();
  }

  @Test
  void whileNobodyListensThereIsNoneAndThenItBeginsAnew() {
    pass(Duration.ofSeconds(7));
    silence.reading(false);
    pass(Duration.ofHours(1));
    assertThat(silence.lasts()).isZero();
    assertThat(silence.isDeaf()).isTrue();

    silence.reading(true);
    pass(Duration.ofSeconds(3));

    assertThat(silence.lasts()).isEqualTo(Duration.ofSeconds(3));
  }
}
