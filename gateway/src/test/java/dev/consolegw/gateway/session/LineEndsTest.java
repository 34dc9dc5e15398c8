package dev.consolegw.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** One Enter for each line of a pipe from Windows. */
class LineEndsTest {

  private static String read(List<String> pieces) {
    var ends = new LineEnds();
    var read = new StringBuilder();
    for (var piece : pieces) {
      var bytes = ByteBuffer.wrap(piece.getBytes(StandardCharsets.ISO_8859_1));
      read.append(StandardCharsets.ISO_8859_1.decode(ends.of(bytes)));
      assertThat(bytes.hasRemaining()).isFalse();
    }
    return read.toString();
  }

  @Example
  void aLineFeedBehindACarriageReturnIsLeftOut() {
    assertThat(read(List.of("dir\r\nexit\r\n"))).isEqualTo("dir\rexit\r");
    assertThat(read(List.of("dir\r", "\nexit\r\n"))).isEqualTo("dir\rexit\r");
    assertThat(read(List.of("\r", "", "\n"))).isEqualTo("\r");
  }

  @Example
  void everyOtherByteStays() {
    assertThat(read(List.of("a\nb\n\rc\r\r\n\n\0\377"))).isEqualTo("a\nb\n\rc\r\r\n\0\377");
  }

  @Provide
  Arbitrary<List<String>> pieces() {
    return Arbitraries.strings().withChars("\r\nx").ofMaxLength(8).list().ofMaxSize(20);
  }

  @Property
  void anyChunkingGivesTheSame(@ForAll("pieces") List<String> pieces) {
    assertThat(read(pieces)).isEqualTo(String.join("", pieces).replace("\r\n", "\r"));
  }
}
