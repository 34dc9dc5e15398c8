package dev.consolegw.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EscapeKeysTest {

  /** What was made of some bytes; keys that follow each other are one entry. */
  private static final class Calls implements EscapeKeys.Keys {
    private final List<String> all = new ArrayList<>();

    @Override
    public void plain(ByteBuffer bytes) {
      assertThat(bytes.hasRemaining()).isTrue();
      var text = StandardCharsets.ISO_8859_1.decode(bytes).toString();
      if (!all.isEmpty() && all.getLast().startsWith("'")) {
        all.set(all.size() - 1, all.getLast() + text);
      } else {
        all.add("'" + text);
      }
    }

    @Override
    public void leave() {
      all.add("LEAVE");
    }

    @Override
    public void sendBreak() {
      all.add("BREAK");
    }

    @Override
    public void help() {
      all.add("HELP");
    }
  }

  private static List<String> parse(String typed, int piece) {
    var calls = new Calls();
    var parser = new EscapeKeys((byte) '~', calls);
    var bytes = typed.getBytes(StandardCharsets.ISO_8859_1);
    for (int at = 0; at < bytes.length; at += piece) {
      parser.feed(ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at)));
    }
    return calls.all;
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "~.,LEAVE",
        "ls\\r~.x,'ls\\r LEAVE",
        "ls\\n~.,'ls\\n LEAVE",
        "a~.,'a~.",
        "~~.,'~.",
        "~x,'~x",
        "~\\r~.,'~\\r LEAVE",
        "~?~.,HELP LEAVE",
        "~B~B,BREAK BREAK",
        "~~\\r~~~.,'~\\r~~.",
      })
  void theEscapeCountsAtTheStartOfALineOnly(String typed, String made) {
    var bytes = typed.replace("\\r", "\r").replace("\\n", "\n");

    var calls = parse(bytes, bytes.length());

    assertThat(String.join(" ", calls).replace("\r", "\\r").replace("\n", "\\n")).isEqualTo(made);
  }

  @Property
  void everyChunkingGivesTheSame(
      @ForAll("typed") String typed, @ForAll @IntRange(min = 1, max = 7) int piece) {
    assertThat(parse(typed, piece)).isEqualTo(parse(typed, Math.max(1, typed.length())));
  }

  @Property
  void withoutTheEscapeCharacterNothingIsChanged(@ForAll("typed") String typed) {
    var harmless = typed.replace("~", "");

    assertThat(String.join("", parse(harmless, 3)))
        .isEqualTo(harmless.isEmpty() ? "" : "'" + harmless);
  }

  @Provide
  Arbitrary<String> typed() {
    return Arbitraries.strings().withChars('~', '.', '?', 'B', '\r', '\n', 'x').ofMaxLength(20);
  }
}
