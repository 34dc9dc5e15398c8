package dev.consolegw.authz.name;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

class ConsoleNamePropertiesTest {

  @Property(shrinking = ShrinkingMode.BOUNDED)
  void everyTextIsReadAndPrintedBackOrRefusedWithASentence(@ForAll("texts") String text) {
    ConsoleName name;
    try {
      name = ConsoleName.parse(text);
      Statistics.collect("read");
    } catch (ConsoleNameException refused) {
      Statistics.collect("refused");
      assertThat(refused.getMessage()).contains("at character ").contains("; ");
      return;
    }

    assertThat(reread(name)).isEqualTo(name);
    assertThat(reread(name)).hasToString(name.toString());
  }

  @Property
  void noTextWhateverEscapesTheTwoOutcomes(@ForAll String text) {
    try {
      assertThat(reread(ConsoleName.parse(text)).server()).isNotNull();
    } catch (ConsoleNameException refused) {
      assertThat(refused).hasMessageContaining("at character ");
    }
  }

  @Property
  void aPlainNameReadsAsItWasPutTogether(@ForAll("names") ConsoleName name) {
    var read = reread(name);

    assertThat(read).isEqualTo(name);
    assertThat(List.copyOf(read.options().keySet()))
        .isEqualTo(List.copyOf(name.options().keySet()));
  }

  private static ConsoleName reread(ConsoleName name) {
    try {
      return ConsoleName.parse(name.toString());
    } catch (ConsoleNameException refused) {
      throw new AssertionError("printed '" + name + "', which is refused", refused);
    }
  }

  /** Pieces of the grammar in any order, so that both outcomes and every mistake are common. */
  @Provide
  Arbitrary<String> texts() {
    var words = Arrays.stream(NameOption.values()).map(NameOption::word).toList();
    var marks = List.of("+", "/", ":", "#", "=", "@", ".", " ", "+project=", "+port=", "::1");
    var targets = List.of("web1", "lab", "ö", "\ud83d\ude00", "\ud83d", "0f8fad5b", "1", "");
    return Arbitraries.frequencyOf(
            Tuple.of(4, Arbitraries.of(marks)),
            Tuple.of(4, Arbitraries.of(targets)),
            Tuple.of(2, Arbitraries.of(words).map(word -> "+" + word)),
            Tuple.of(1, Arbitraries.of(words).map(word -> "+" + word + "=1")))
        .list()
        .ofMaxSize(8)
        .map(pieces -> String.join("", pieces));
  }

  /** Blanks stay blanks where no option follows, and no option starts with a Q. */
  @Provide
  Arbitrary<ConsoleName> names() {
    var plain = Arbitraries.strings().alpha().numeric().withChars("._-@= ").ofMinLength(1);
    var port = Arbitraries.strings().alpha().numeric().withChars("._-").ofMinLength(1);
    return Combinators.combine(
            withoutOptions(plain.ofMaxLength(20)).optional(),
            withoutOptions(plain.ofMaxLength(20)),
            port.ofMaxLength(32).optional(),
            Arbitraries.maps(
                Arbitraries.of("replay", "eof", "wake", "wait"),
                withoutOptions(plain.ofMaxLength(9))))
        .as(ConsoleNamePropertiesTest::name);
  }

  private static Arbitrary<String> withoutOptions(Arbitrary<String> texts) {
    return texts.map(text -> text.replace(" ", " Q"));
  }

  private static ConsoleName name(
      Optional<String> project, String server, Optional<String> port, Map<String, String> options) {
    return new ConsoleName(project, server, port, new LinkedHashMap<>(options));
  }
}
