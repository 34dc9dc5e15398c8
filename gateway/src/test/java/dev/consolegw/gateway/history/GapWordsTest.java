package dev.consolegw.gateway.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GapWordsTest {
  @ParameterizedTest
  @EnumSource(ReadResult.Cause.class)
  void whateverIsMissingItIsSaidInOneShortSentence(ReadResult.Cause cause) {
    var gap = new ReadResult.Gap(Long.MAX_VALUE, cause, Instant.EPOCH);

    assertThat(gap.words(Long.MAX_VALUE - 1))
        .matches("[a-z][\\p{Alnum} ,;:='-]+")
        .contains("offset=" + (Long.MAX_VALUE - 1), "offset=" + Long.MAX_VALUE)
        .hasSizeLessThan(ReadResult.LONGEST_WORDS);
  }
}
