package dev.consolegw.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the binder can do beyond what today's settings need. */
class RecordBinderTest {
  private final Problems problems = new Problems();

  enum Mood {
    CALM,
    VERY_LOUD
  }

  record Inner(Where where, @Doc("How many.") @Range(min = -5, max = 5) int count) {}

  record Outer(
      @Default("true") boolean flag,
      @Default("very-loud") Mood mood,
      Optional<Inner> one,
      List<Inner> many,
      Map<String, List<Integer>> numbers) {}

  @Test
  void everyKindOfComponentIsBound() throws SettingsException {
    Outer outer =
        bind("{flag: false, mood: calm, one: {count: 1}, many: {count: -5}, numbers: {a: [1, 2]}}");

    problems.throwIfAny();
    assertThat(outer)
        .isEqualTo(
            new Outer(
                false,
                Mood.CALM,
                Optional.of(new Inner(new Where("f", 1, 27), 1)),
                List.of(new Inner(new Where("f", 1, 50), -5)),
                Map.of("a", List.of(1, 2))));
  }

  @Test
  void defaultsAreReadAsTheFileWouldBe() throws SettingsException {
    Outer outer = bind("{}");

    problems.throwIfAny();
    assertThat(outer)
        .isEqualTo(new Outer(true, Mood.VERY_LOUD, Optional.empty(), List.of(), Map.of()));
  }

  @Test
  void somethingStandsInForEveryMistake() {
    Outer outer = bind("{flag: yes, mood: loud, one: {count: 6}, many: [{}], numbers: {a: x}}");

    assertThat(outer.mood()).isEqualTo(Mood.VERY_LOUD);
    assertThat(outer.numbers()).isEqualTo(Map.of("a", List.of()));
    assertThat(problems.all())
        .extracting(Problems.Problem::toString)
        .containsExactly(
            "f:1:8: flag: 'yes' is neither; write true or false",
            "f:1:19: mood: 'loud' is not known here; write one of calm, very-loud",
            "f:1:38: count: 6 is out of range; write at least -5 and at most 5",
            "f:1:49: 'count' is missing; add it: How many.",
            "f:1:67: 'a': 'x' is no number; write digits only, at most nine");
  }

  private Outer bind(String text) {
    Node root = YamlReader.read("f", text, problems).orElseThrow();
    return new RecordBinder(problems, (_, _) -> {}).bind(Outer.class, root);
  }
}
