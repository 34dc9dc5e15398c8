package dev.consolegw.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayTest {

  @Test
  void everyFormIsRead() {
    assertThat(Replay.parse("none")).isEqualTo(new Replay.None());
    assertThat(Replay.parse("screen")).isEqualTo(new Replay.Screen());
    assertThat(Replay.parse("0")).isEqualTo(new Replay.Lines(0));
    assertThat(Replay.parse("200")).isEqualTo(new Replay.Lines(200));
    assertThat(Replay.parse("64000B")).isEqualTo(new Replay.Bytes(64_000));
    assertThat(Replay.parse("@12345")).isEqualTo(new Replay.From(12_345));
  }

  @Test
  void hugeNumbersAreCutToWhatThereCanBe() {
    assertThat(Replay.parse("999999999999999999")).isEqualTo(new Replay.Lines(Integer.MAX_VALUE));
    assertThat(Replay.parse("999999999999999999B")).isEqualTo(new Replay.Bytes(Replay.LIMIT));
    assertThat(Replay.parse("@999999999999999999"))
        .isEqualTo(new Replay.From(999_999_999_999_999_999L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-1", "@", "@1B", "B", "1.5", "all", "9999999999999999999", "١٢", "1\n"})
  void everythingElseIsAnsweredWithWhatToWrite(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Replay.parse(text))
        .withMessageContainingAll("replay=" + text, "replay=200", "replay=none");
  }
}
