package dev.consolegw.gateway.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PrintableTest {
  /** One point may grow to {@code \\u{10ffff}} after the limit was checked, and a cut adds one. */
  private static final int LONGEST = Printable.LIMIT + 10 + 1;

  @Test
  void whatTerminalsObeyIsShownInsteadOfDone() {
    assertThat(Printable.of("\033[2J\r\n\u009b")).hasToString("\\x1b[2J\\x0d\\x0a\\x9b");
    assertThat(Printable.of("\u202eevil\u2028\u00a0")).hasToString("\\u{202e}evil\\u{2028}\\u{a0}");
    assertThat(Printable.of("\ud800x")).hasToString("\\u{d800}x");
    assertThat(Printable.of("naïve 日本 😀")).hasToString("naïve 日本 😀");
  }

  @Test
  void marksDoNotTowerAndStandOnSomething() {
    assertThat(Printable.of("e\u0301 a\u0308\u0304 \u05e9\u05c1\u05b8\u0591"))
        .hasToString("e\u0301 a\u0308\u0304 \u05e9\u05c1\u05b8\u0591");
    var flood = Printable.of("z" + "\u0335".repeat(300)).toString();
    assertThat(flood.chars().filter(c -> c == 0x335).count()).isEqualTo(Printable.MARKS);
    assertThat(flood).contains("\\u{335}");
    assertThat(Printable.of("\u0301x\u202e\u0301")).hasToString("\\u{301}x\\u{202e}\\u{301}");
    assertThat(Printable.of("\u20dd")).hasToString("\\u{20dd}");
  }

  @Test
  void whatShowsNothingIsShownByNumber() {
    for (int point :
        new int[] {
          0x34F, 0x115F, 0x1160, 0x17B4, 0x180B, 0x2800, 0x3164, 0xFFA0, 0xFE0F, 0xE0100
        }) {
      assertThat(Printable.of("web" + Character.toString(point) + "1"))
          .hasToString("web\\u{%x}1".formatted(point));
    }
    assertThat(Printable.of("\u2764\ufe0f \uc6f9\uc11c\ubc84"))
        .hasToString("\u2764\ufe0f \uc6f9\uc11c\ubc84");
  }

  @Test
  void valuesAreQuotedWhenTheyAreNotOnePlainWord() {
    assertThat(Printable.of("web1").asValue()).isEqualTo("web1");
    assertThat(Printable.of("").asValue()).isEqualTo("\"\"");
    assertThat(Printable.of("a \"b\" \\").asValue()).isEqualTo("\"a \\\"b\\\" \\\\\"");
  }

  @Property
  void nothingHarmfulPassesNothingGrowsWithoutBoundAndOnceIsEnough(
      @ForAll("foreign") String foreign) {
    var shown = Printable.of(foreign);
    var text = shown.toString();

    assertThat(harmful(text)).isFalse();
    assertThat(harmful(shown.asValue())).isFalse();
    assertThat(text.length()).isLessThanOrEqualTo(LONGEST);
    assertThat(text.length() >= Printable.LIMIT || Printable.of(text).equals(shown)).isTrue();
  }

  private static boolean harmful(String text) {
    return text.codePoints().anyMatch(PrintableTest::isHarmful);
  }

  private static boolean isHarmful(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> point != ' ' && Character.isSpaceChar(point);
    };
  }

  @Provide
  Arbitrary<String> foreign() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(40),
        Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(40),
        Arbitraries.strings().withCharRange('\u2000', '\u206f').ofMaxLength(120),
        Arbitraries.strings().withCharRange('\ud800', '\udfff').ofMaxLength(20));
  }
}
