package dev.consolegw.gateway.ops.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is kept of what lines are about. */
class SubjectTest {
  @Test
  void whatIsShortStaysAsItIs() {
    var most = "x".repeat(Subject.LENGTH);

    assertThat(Subject.of("")).isEmpty();
    assertThat(Subject.of(most)).isEqualTo(most);
  }

  @Test
  void whatIsLongIsCutAndTwoOfTheSameBeginningStayTwo() {
    var one = "x".repeat(256 * 1024);
    var other = one + 'y';

    assertThat(Subject.of(one)).hasSizeLessThan(200).startsWith("xxx");
    assertThat(Subject.of(one)).isEqualTo(Subject.of("x".repeat(256 * 1024)));
    assertThat(Subject.of(one)).isNotEqualTo(Subject.of(other));
  }
}
