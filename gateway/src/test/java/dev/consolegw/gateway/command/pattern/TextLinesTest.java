package dev.consolegw.gateway.command.pattern;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TextLinesTest {

  private static List<String> lines(byte[] output, int piece) {
    var text = new TextLines();
    var all = new ArrayList<String>();
    for (int at = 0; at < output.length; at += piece) {
      text.take(ByteBuffer.wrap(output, at, Math.min(piece, output.length - at)), all::add);
    }
    all.add("unfinished: " + text.unfinished());
    text.cut(all::add);
    return all;
  }

  private static List<String> lines(String output) {
    return lines(output.getBytes(UTF_8), 10_000);
  }

  @Test
  void aLineIsItsTextAndEndsWithAnyOfTheEndsThatGuestsPrint() {
    assertThat(lines("one\r\ntwo\n\rthree\r\r\nfour\n\nfive"))
        .containsExactly("one", "two", "three", "four", "unfinished: five", "five");
    assertThat(lines("\033[1;32mvm\033[0m login\033[K: \033]3008;start=x\033\\"))
        .containsExactly("unfinished: vm login: ", "vm login: ");
    assertThat(lines("a\tb\007\b\0c")).containsExactly("unfinished: a\tbc", "a\tbc");
  }

  @Test
  void whatIsDrawnOverALineIsALineOfItsOwn() {
    assertThat(lines("10%\r20%\rdone\n")).containsExactly("10%", "20%", "done", "unfinished: ");
  }

  @Test
  void aLineThatIsTooLongComesInPieces() {
    var all = lines("x".repeat(TextLines.LONGEST + 1) + "\n");

    assertThat(all.getFirst()).hasSize(TextLines.LONGEST);
    assertThat(all.get(1)).isEqualTo("x");
  }

  @Test
  void aMatchIsForGoodWhenNothingThatMayComeUndoesIt() {
    assertThat(forGood("log", "login: ")).isTrue();
    assertThat(forGood("^login: ", "login: ")).isTrue();
    assertThat(forGood("login: $", "login: ")).isFalse();
    assertThat(forGood("(on|off)\\b", "it is on")).isFalse();
    assertThat(forGood("\\bon", "it is on")).isTrue();
    assertThat(forGood("x", "login: ")).isFalse();
  }

  private static boolean forGood(String pattern, String line) {
    return TextLines.isFoundForGood(Pattern.compile(pattern), line);
  }

  @Provide
  Arbitrary<String> output() {
    return Arbitraries.of(
            "a",
            "é",
            "\u20ac",
            "\n",
            "\r\n",
            "\r",
            "\033[1m",
            "\033[6n",
            "\b",
            "\033]0;t\007",
            "\033")
        .list()
        .ofMaxSize(30)
        .map(parts -> String.join("", parts));
  }

  @Property
  void anyChunkingGivesTheSameLines(
      @ForAll("output") String output, @ForAll @IntRange(min = 1, max = 7) int piece) {
    var bytes = output.getBytes(UTF_8);

    assertThat(lines(bytes, piece)).isEqualTo(lines(bytes, bytes.length + 1));
  }
}
