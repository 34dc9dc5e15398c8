package dev.consolegw.gateway.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What of stored output is worth showing on a terminal. */
class TextLinesTest {
  private static final Charset BYTES = StandardCharsets.ISO_8859_1;

  private static String shown(Iterable<String> pieces) {
    var lines = new TextLines();
    var shown = new StringBuilder();
    for (var piece : pieces) {
      shown.append(BYTES.decode(lines.of(ByteBuffer.wrap(piece.getBytes(BYTES)))));
    }
    return shown.append(BYTES.decode(lines.rest())).toString();
  }

  private static String shown(String all) {
    return shown(List.of(all));
  }

  @Example
  void aLineThatIsNoTextIsLeftOutAndItsNeighboursStay() {
    assertThat(shown("before\r\n\0\1\2\376\377\200ab\nafter\r\n")).isEqualTo("before\r\nafter\r\n");
  }

  @Example
  void textStaysInAnyLanguageAndWithItsColours() {
    var utf8 =
        new String(
            "grün \u041f\u0440\u0438\u0432\u0435\u0442 \u4f60\u597d\r\n"
                .getBytes(StandardCharsets.UTF_8),
            BYTES);
    var rest = "\033[1;31mred\033[0m\tx\r\n\r\n\0\0login: d\351j\340 vu \351t\351 $ ";

    assertThat(shown(utf8 + rest)).isEqualTo(utf8 + rest);
  }

  @Example
  void aTransferWithoutLinesIsLeftOutWhateverItsLength() {
    assertThat(shown("$ sz file\r\n" + "\200\1\2x".repeat(5000) + "\n$ "))
        .isEqualTo("$ sz file\r\n$ ");
  }

  @Example
  void aLongLineOfTextStays() {
    assertThat(shown("x".repeat(3 * TextLines.LOOK + 1))).hasSize(3 * TextLines.LOOK + 1);
  }

  @Example
  void leftOutLinesAreCountedOnceEach() {
    var lines = new TextLines();
    var junk = ("\200\1\2\3".repeat(5000) + "\n").getBytes(BYTES);

    ByteBuffer _ = lines.of(ByteBuffer.wrap(junk));
    ByteBuffer _ = lines.of(ByteBuffer.wrap(junk));

    assertThat(lines.leftOut()).isEqualTo(2);
    assertThat(lines.leftOut()).isZero();
  }

  @Provide
  Arbitrary<List<String>> lines() {
    var line = Arbitraries.strings().withChars("ab \0\1\200\303\251\033").ofMaxLength(12);
    return line.map(it -> it + "\n").list().ofMaxSize(8);
  }

  @Property
  void anyChunkingGivesTheSame(@ForAll("lines") List<String> lines) {
    var whole = String.join("", lines);
    var single = new ArrayList<String>();
    whole.chars().forEach(c -> single.add(String.valueOf((char) c)));

    assertThat(shown(single)).isEqualTo(shown(whole));
    assertThat(shown(lines)).isEqualTo(shown(whole));
  }
}
