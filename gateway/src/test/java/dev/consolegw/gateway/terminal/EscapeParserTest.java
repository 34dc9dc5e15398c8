package dev.consolegw.gateway.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EscapeParserTest {
  private static final byte ESCAPE = 0x1D;
  private static final int WHOLE = 1 << 20;

  /** Every key after the escape byte, anywhere, is ours; as on a console of the gateway. */
  private static EscapeParser anywhere() {
    return new EscapeParser(ESCAPE, EscapeParser.Place.ANYWHERE, key -> key != ESCAPE);
  }

  /** Three keys, at the start of a line, are ours; as ssh's client has it. */
  private static EscapeParser atLineStart(char escape) {
    return new EscapeParser(
        (byte) escape, EscapeParser.Place.LINE_START, key -> ".B?".indexOf(key) >= 0);
  }

  /** What is found in some bytes; plain ones that follow each other are one entry. */
  private static List<String> parse(
      EscapeParser parser, byte[] bytes, int piece, IntPredicate last) {
    var all = new ArrayList<String>();
    for (int at = 0; at < bytes.length; at += piece) {
      var some = ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at));
      while (some.hasRemaining()) {
        switch (parser.next(some)) {
          case PLAIN -> addPlain(all, parser.plain());
          case KEY -> {
            all.add("command " + parser.key());
            if (last.test(parser.key())) {
              parser.stop();
            }
          }
          case END -> assertThat(some.hasRemaining()).isFalse();
        }
      }
    }
    return all;
  }

  private static void addPlain(List<String> all, ByteBuffer bytes) {
    assertThat(bytes.hasRemaining()).isTrue();
    var text = StandardCharsets.ISO_8859_1.decode(bytes).toString();
    if (!all.isEmpty() && all.getLast().startsWith("plain ")) {
      all.set(all.size() - 1, all.getLast() + text);
    } else {
      all.add("plain " + text);
    }
  }

  private static List<String> parse(byte[] bytes, int piece) {
    return parse(anywhere(), bytes, piece, _ -> false);
  }

  private static List<String> parse(String text) {
    return parse(text.getBytes(StandardCharsets.UTF_8), WHOLE);
  }

  /** As the small client does: it stops after a dot. */
  private static List<String> parseLines(char escape, String typed, int piece) {
    var bytes = typed.getBytes(StandardCharsets.ISO_8859_1);
    var all = parse(atLineStart(escape), bytes, piece, key -> key == '.');
    all.replaceAll(one ->
        switch (one) {
          case "command ." -> "LEAVE";
          case "command B" -> "BREAK";
          case "command ?" -> "HELP";
          default -> one.replaceFirst("^plain ", "'");
        });
    return all;
  }

  @Test
  void keysPassAndOnesMeantForUsDoNot() {
    assertThat(parse("ls\r\035.exit\r")).containsExactly("plain ls\r", "command .", "plain exit\r");
    assertThat(parse("\035t\035g")).containsExactly("command t", "command g");
    assertThat(parse("~.\003\033[A")).containsExactly("plain ~.\003\033[A");
  }

  @Test
  void theEscapeKeyTwiceIsTheKeyItself() {
    assertThat(parse("a\035\035b\035\035\035?")).containsExactly("plain a\035b\035", "command ?");
  }

  @Test
  void anEscapeKeyAtTheEndWaitsForTheNextByte() {
    assertThat(parse("a\035")).containsExactly("plain a");
  }

  @Test
  void aKeyIsOneByteWhateverItIs() {
    assertThat(parse(new byte[] {ESCAPE, (byte) 0xFF, ESCAPE, 0}, 1))
        .containsExactly("command ÿ", "command \0");
  }

  @Test
  void afterAStopNothingIsFound() {
    var typed = "a\035.b\035tc".getBytes(StandardCharsets.US_ASCII);

    assertThat(parse(anywhere(), typed, 1, key -> key == '.'))
        .isEqualTo(parse(anywhere(), typed, WHOLE, key -> key == '.'))
        .containsExactly("plain a", "command .");
  }

  @Test
  void anEscapeByteThatIsAKeyOfOursIsTheKeyWhenTypedTwice() {
    assertThat(parseLines('.', "ls\r..x", WHOLE)).containsExactly("'ls\r", "LEAVE");
    assertThat(parseLines('?', "?.??", WHOLE)).containsExactly("LEAVE");
    assertThat(parseLines('?', "??.?", WHOLE)).containsExactly("HELP", "'.?");
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

    var calls = parseLines('~', bytes, WHOLE);

    assertThat(String.join(" ", calls).replace("\r", "\\r").replace("\n", "\\n")).isEqualTo(made);
  }

  @Provide
  Arbitrary<List<Byte>> typing() {
    var likely = Arbitraries.of("\035mx.?\r\n\u00c3".chars().mapToObj(c -> (byte) c).toList());
    return Arbitraries.frequencyOf(Tuple.of(4, likely), Tuple.of(1, Arbitraries.bytes()))
        .list()
        .ofMaxSize(40);
  }

  private static byte[] bytes(List<Byte> typing) {
    var bytes = new byte[typing.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = typing.get(i);
    }
    return bytes;
  }

  @Property
  void anyPiecesGiveTheSameCalls(
      @ForAll("typing") List<Byte> typing, @ForAll @IntRange(min = 1, max = 7) int piece) {
    var bytes = bytes(typing);

    assertThat(parse(bytes, piece)).isEqualTo(parse(bytes, WHOLE));
  }

  @Property
  void whereNoKeyIsOursOnlyDoubledEscapeBytesBecomeOne(
      @ForAll("typing") List<Byte> typing,
      @ForAll EscapeParser.Place place,
      @ForAll @IntRange(min = 1, max = 7) int piece) {
    var text = new String(bytes(typing), StandardCharsets.ISO_8859_1) + "\r";
    var parser = new EscapeParser(ESCAPE, place, _ -> false);

    var found = parse(parser, text.getBytes(StandardCharsets.ISO_8859_1), piece, _ -> false);

    var start = place == EscapeParser.Place.LINE_START ? "(?:^|(?<=[\r\n]))" : "";
    var undoubled =
        Pattern.compile(start + "\035(.)", Pattern.DOTALL)
            .matcher(text)
            .replaceAll(pair ->
                Matcher.quoteReplacement(pair.group(1).equals("\035") ? "\035" : pair.group()));
    assertThat(found).containsExactly("plain " + undoubled);
  }

  @Property
  void everyChunkingGivesTheSame(
      @ForAll("typed") String typed, @ForAll @IntRange(min = 1, max = 7) int piece) {
    assertThat(parseLines('~', typed, piece)).isEqualTo(parseLines('~', typed, WHOLE));
  }

  @Property
  void withoutTheEscapeCharacterNothingIsChanged(@ForAll("typed") String typed) {
    var harmless = typed.replace("~", "");

    assertThat(String.join("", parseLines('~', harmless, 3)))
        .isEqualTo(harmless.isEmpty() ? "" : "'" + harmless);
  }

  @Provide
  Arbitrary<String> typed() {
    return Arbitraries.strings().withChars('~', '.', '?', 'B', '\r', '\n', 'x').ofMaxLength(20);
  }

  @Property
  void whatHoldsNoEscapeKeyPassesAsItIs(@ForAll byte[] typing) {
    for (int i = 0; i < typing.length; i++) {
      typing[i] = typing[i] == ESCAPE ? 0 : typing[i];
    }

    var calls = parse(typing, 3);

    var all = "plain " + new String(typing, StandardCharsets.ISO_8859_1);
    assertThat(calls).isEqualTo(typing.length == 0 ? List.of() : List.of(all));
  }
}
