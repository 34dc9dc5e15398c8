package dev.consolegw.authz.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsolePatternTest {

  @ParameterizedTest
  @CsvSource({
    "lab/web1, lab, web1, true",
    "lab/web1, lab, web10, false",
    "lab/web1, Lab, web1, false",
    "lab/*, lab, web1, true",
    "lab/*, lab, '', true",
    "lab/*, lab, a/b, false",
    "lab/*, labs, web1, false",
    "lab/*/b, lab, a/b, true",
    "lab/web*1*, lab, web11, true",
    "lab/web*1, lab, web1, true",
    "lab/we*eb, lab, web, false",
    "*/web1, prod, web1, true",
    "*/web1, a/b, web1, false",
    "l*/w*, lab, web1, true",
    "*/*, a/b, c/d, true",
    "**/*, lab, a/b, false",
    "lab/.*, lab, web1, false",
    "lab/web[0-9], lab, web1, false",
    "lab/we?1, lab, web1, false",
    "lab/(a|b)$, lab, a, false",
    "lab/(a|b)$, lab, (a|b)$, true",
    "lab/\\Qx\\E, lab, \\Qx\\E, true",
  })
  void aStarIsTheOnlyCharacterWithAMeaning(
      String pattern, String project, String name, boolean matches) {
    assertThat(ConsolePattern.parse(pattern).matches(project, name)).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*", "web1", "/web1", "lab/"})
  void aPatternNeedsProjectAndName(String text) {
    assertThatThrownBy(() -> ConsolePattern.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "'%s' is no pattern; write project/name, such as lab/* or */web1".formatted(text));
  }

  @Test
  void manyStarsCostNoMoreThanOne() {
    var pattern = ConsolePattern.parse("lab/" + "*a".repeat(250) + "b");
    var name = "a".repeat(100_000);

    assertTimeoutPreemptively(
        Duration.ofSeconds(30), () -> assertThat(pattern.matches("lab", name)).isFalse());
  }

  @Property
  void itAgreesWithTheSlowAndObviousMatcher(
      @ForAll("patterns") String pattern,
      @ForAll("names") String project,
      @ForAll("paths") String name) {
    boolean expected = pattern.equals("*/*") || matches(pattern, project + "/" + name);

    Statistics.collect(expected);
    assertThat(ConsolePattern.parse(pattern).matches(project, name)).isEqualTo(expected);
  }

  @Property
  void itMatchesWhateverItsStarsAreFilledWith(
      @ForAll("patterns") String pattern, @ForAll @Size(9) List<@From("names") String> fills) {
    var text = new StringBuilder();
    int star = 0;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      text.append(c == '*' ? fills.get(star++) : c);
    }
    int slash = text.indexOf("/");

    assertThat(
            ConsolePattern.parse(pattern)
                .matches(text.substring(0, slash), text.substring(slash + 1)))
        .isTrue();
  }

  private static boolean matches(String pattern, String text) {
    if (pattern.isEmpty() || text.isEmpty()) {
      return text.isEmpty() && pattern.chars().allMatch(c -> c == '*');
    }
    if (pattern.charAt(0) == '*') {
      return matches(pattern.substring(1), text)
          || (text.charAt(0) != '/' && matches(pattern, text.substring(1)));
    }
    return pattern.charAt(0) == text.charAt(0) && matches(pattern.substring(1), text.substring(1));
  }

  @Provide
  Arbitrary<String> patterns() {
    var part = Arbitraries.strings().withChars("ab*").ofMinLength(1).ofMaxLength(3);
    var path = Arbitraries.strings().withChars("ab*/").ofMinLength(1).ofMaxLength(5);
    return part.flatMap(project -> path.map(name -> project + "/" + name));
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings().withChars("ab").ofMaxLength(2);
  }

  @Provide
  Arbitrary<String> paths() {
    return Arbitraries.strings().withChars("ab/").ofMaxLength(4);
  }
}
