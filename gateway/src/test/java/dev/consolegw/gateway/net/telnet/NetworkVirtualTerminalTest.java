package dev.consolegw.gateway.net.telnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class NetworkVirtualTerminalTest {
  private static String through(Function<ByteBuffer, ByteBuffer> way, List<String> pieces) {
    var out = new ByteArrayOutputStream();
    for (var piece : pieces) {
      var done = way.apply(ByteBuffer.wrap(piece.getBytes(StandardCharsets.ISO_8859_1)));
      out.write(done.array(), done.position(), done.remaining());
    }
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  private static String typed(List<String> pieces) {
    return through(new NetworkVirtualTerminal()::typed, pieces);
  }

  private static String shown(List<String> pieces) {
    return through(new NetworkVirtualTerminal()::shown, pieces);
  }

  @Test
  void enterIsOneReturnHoweverItIsWritten() {
    assertThat(typed(List.of("a\r\0b\r\nc\rd\n\0"))).isEqualTo("a\rb\rc\rd\n\0");
  }

  @Test
  void aReturnAloneIsShownWithANul() {
    assertThat(shown(List.of("a\rb\r\nc\r\r\n"))).isEqualTo("a\r\0b\r\nc\r\0\r\n");
  }

  @Property
  void anyChunkingGivesTheSame(@ForAll("pieces") List<String> pieces) {
    var whole = List.of(String.join("", pieces));

    assertThat(typed(pieces)).isEqualTo(typed(whole));
    assertThat(shown(pieces)).isEqualTo(shown(whole));
  }

  @Property
  void whatIsShownIsTypedAsItWasButForEndsOfLines(@ForAll("pieces") List<String> pieces) {
    var text = String.join("", pieces);

    assertThat(typed(List.of(shown(pieces)))).isEqualTo(text.replace("\r\n", "\r"));
  }

  @Provide
  Arbitrary<List<String>> pieces() {
    return Arbitraries.strings().withChars("ab\r\n\0\u00ff").ofMaxLength(4).list().ofMaxSize(8);
  }
}
