package dev.consolegw.gateway.command.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.session.ExitCode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchPatternTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(((a{100}){100}){100}){10}",
        "(x{500}){3}",
        "a{1001}",
        "((a{2,40}b){2,30})",
        "(?:(?:a{40}){40})",
        "[)]{2}(a{999}){2}",
        "(\\)a{999}){2}"
      })
  void countsThatMultiplyToTooMuchAreRefused(String pattern) {
    assertRefused(pattern, "the counts in the pattern multiply to more than 1,000");
  }

  @ParameterizedTest
  @CsvSource({
    "(x*y*z*){500}q, 500",
    "a{1000}, 1000",
    "a{30}b{30}, 30",
    "(a{10}|b{20}){5}, 100",
    "[a{1000}]{3}, 3",
    "[]{1000}]{3}, 3",
    "[[:alpha:]{9}]{3}, 3",
    "\\x{1000}{2}, 2",
    "\\Q{1000}(\\E{2}, 2",
    "login: $, 1",
    "a{x}, 1"
  })
  void countsAreReadAsTheyAreMeant(String pattern, long copies) {
    assertThat(SearchPattern.Size.of(pattern).copies()).isEqualTo(copies);
  }

  @Test
  void whatIsTooLongIsRefused() {
    assertThatCode(() -> SearchPattern.compile("x".repeat(512), PatternLimits.STANDARD))
        .doesNotThrowAnyException();

    assertRefused("x".repeat(513), "the pattern has 513 characters; at most 512 are taken");
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 100, 500})
  void whatWouldBeTooLargeWrittenOutIsRefused(int letters) {
    assertRefused(
        "(" + "x".repeat(letters) + "){1000}", "would be longer than 10,000 with what it counts");
    assertRefused("x{1000}".repeat(12), "would be longer than 10,000 with what it counts");
  }

  @Test
  void whatIsNoPatternIsRefused() {
    assertRefused("a[b", "the pattern is not understood: a [ has no ]");
    assertRefused("a(b", "the pattern is not understood: a ( has no )");
    assertRefused("a)b", "the pattern is not understood: a ) has no (");
    assertRefused("*a", "the pattern is not understood: there is nothing to repeat");
    assertRefused("a\\", "the pattern is not understood: it ends with half an escape");
    assertRefused("(?<=a)b", "the pattern is not understood: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "$", "^", "x*", "^$", "(a|b)?", "(?m)^", "\\s*$"})
  void whatMatchesTheEmptyTextIsRefused(String pattern) {
    assertRefused(pattern, "it matches the empty one");
  }

  @Property
  void whateverIsTypedIsReadOrRefused(
      @ForAll
          @StringLength(max = 40)
          @Chars({'(', ')', '[', ']', '{', '}', '\\', 'Q', 'E', 'x', 'p', ':', '^', ',', '*', '?'})
          @CharRange(from = '0', to = '9')
          String pattern) {
    try {
      assertThat(SearchPattern.compile(pattern, PatternLimits.STANDARD).programSize())
          .isLessThan(4 * SearchPattern.WRITTEN_OUT);
    } catch (Refusal refusal) {
      assertThat(refusal.ending().code()).isEqualTo(ExitCode.USAGE);
      assertThat(refusal.ending().text()).doesNotContain("regexp", "missing", "invalid");
    }
  }

  private static void assertRefused(String pattern, String sentence) {
    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> SearchPattern.compile(pattern, PatternLimits.STANDARD))
        .withMessageContaining(sentence)
        .satisfies(it -> assertThat(it.ending().code()).isEqualTo(ExitCode.USAGE));
  }
}
