package dev.consolegw.gateway.terminal.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.terminal.input.EscapeKeys.Found;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ^} stands for Escape, {@code ]} alone for Ctrl-], where a test lists them. */
class EscapeKeysTest {
  private static final byte ESCAPE = 0x1D;
  private static final int WHOLE = 1 << 20;

  /** What is found in some bytes; what passes together is one entry. */
  private static List<String> find(EscapeKeys keys, String sent, int piece) {
    var bytes = sent.getBytes(StandardCharsets.ISO_8859_1);
    var all = new ArrayList<String>();
    for (int at = 0; at < bytes.length; at += piece) {
      var some = ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at));
      for (var found = keys.next(some); found != null; found = keys.next(some)) {
        add(all, keys, found);
      }
    }
    var last = keys.expire();
    if (last != null) {
      add(all, keys, last);
    }
    return all;
  }

  private static void add(List<String> all, EscapeKeys keys, Found found) {
    switch (found) {
      case Found.Pass(var part) -> {
        var text = new String(part.bytes().array(), StandardCharsets.ISO_8859_1);
        if (!all.isEmpty() && all.getLast().startsWith("'")) {
          all.set(all.size() - 1, all.getLast() + text);
        } else {
          all.add("'" + text);
        }
      }
      case Found.Ours(var stroke) -> {
        all.add("key " + stroke.text());
        if (stroke.text().equals("X")) {
          keys.stop();
        }
      }
      case Found.Captured _ -> throw new AssertionError("nothing is captured");
      case Found.Nothing() -> {}
    }
  }

  private static List<String> anywhere(String sent) {
    return find(EscapeKeys.anywhere(ESCAPE), sent, WHOLE);
  }

  private static List<String> atLineStart(char escape, String sent) {
    return find(EscapeKeys.atLineStart((byte) escape, ".B?"), sent, WHOLE);
  }

  @Test
  void keysPassAndOnesMeantForUsDoNot() {
    assertThat(anywhere("ls\r\035.exit\r")).containsExactly("'ls\r", "key .", "'exit\r");
    assertThat(anywhere("\035t\035g")).containsExactly("key t", "key g");
    assertThat(anywhere("~.\003\033[A")).containsExactly("'~.\003\033[A");
    assertThat(anywhere("a\035")).containsExactly("'a");
    assertThat(anywhere("a\035Xb\035tc")).containsExactly("'a", "key X");
  }

  @Test
  void theEscapeKeyTwiceIsTheKeyItselfInItsOwnEncoding() {
    assertThat(anywhere("a\035\035b\035\035\035?")).containsExactly("'a\035b\035", "key ?");
    assertThat(anywhere("\033[93;5u\033[93;5:3u\033[93;5u\033[93;5:3u"))
        .containsExactly("'\033[93;5u\033[93;5:3u");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "^[93;5u.",
        "^[93;69u.", // Caps Lock
        "^[93;133u.", // Num Lock
        "^[93;6u.", // Shift
        "^[93:125;6u.",
        "^[93;5:1u^[93;5:3u^[46u",
        "^[93;5u^[93;5:2u^[93;5:3u^[46;5u", // held, and Ctrl still down
        "^[1098::93;5u.", // a Cyrillic keyboard
        "^[27;5;93~.",
        "^[27;6;93~^[27;5;46~",
        "^[221;27;29;1;8;1_^[190;52;46;1;0;1_",
        "^[221;27;29;1;8;1_^[221;27;93;0;0;1_^[190;52;46;1;0;1_",
      })
  void theEscapeKeyIsFoundInEveryEncoding(String sent) {
    var bytes = sent.replace('^', '\033');

    assertThat(anywhere("a" + bytes)).containsExactly("'a", "key .");
    for (int piece = 1; piece < 5; piece++) {
      assertThat(find(EscapeKeys.anywhere(ESCAPE), "a" + bytes, piece))
          .containsExactly("'a", "key .");
    }
  }

  @Test
  void releasesOfOurKeysAreNotTypedAndThoseOfOthersAre() {
    assertThat(anywhere("\033[93;5u\033[93;5:3u\033[46u\033[46;1:3ux\033[97u\033[97;1:3u"))
        .containsExactly("key .", "'x\033[97u\033[97;1:3u");
    assertThat(anywhere("\033[57442;5u\033[93;5u\033[57442;1:3u\033[46u"))
        .as("Ctrl itself is no key after the escape key")
        .containsExactly("'\033[57442;5u\033[57442;1:3u", "key .");
    assertThat(anywhere("\035w\033[119;1:3ux\033[120;1:3u"))
        .as("a key that types text is told of once more, when it is let go")
        .containsExactly("key w", "'x\033[120;1:3u");
    assertThat(anywhere("\035w")).containsExactly("key w");
  }

  @ParameterizedTest
  @ValueSource(strings = {"^[24;1R", "^[I", "^[<35;1;1M", "^]11;rgb:0/0/0^\\", "^P1$r0m^\\"})
  void whatATerminalReportsIsNoKeyAndReachesTheGuest(String report) {
    var bytes = report.replace('^', '\033');

    assertThat(anywhere("\035" + bytes + ".")).containsExactly("'" + bytes, "key .");
    assertThat(atLineStart('~', "ls\r" + bytes + "~.")).containsExactly("'ls\r" + bytes, "key .");
    assertThat(atLineStart('~', "ls\r~" + bytes + ".")).containsExactly("'ls\r" + bytes, "key .");
  }

  @ParameterizedTest
  @ValueSource(strings = {"^[A", "^OA", "^[3~", "^x", "^[[A", "^[97;7u", "Ã©", "^"})
  void aSequenceOrACharacterIsOneKey(String key) {
    var bytes = key.replace('^', '\033');

    assertThat(find(EscapeKeys.anywhere(ESCAPE), "\035" + bytes, 1))
        .as("no piece of it reaches the guest")
        .hasSize(1)
        .allMatch(found -> found.startsWith("key "));
  }

  @Test
  void noEscapeKeyIsInAPaste() {
    var paste = "\033[200~\035.\r~.\033[201~";

    assertThat(anywhere(paste + "\035.")).containsExactly("'" + paste, "key .");
    assertThat(atLineStart('~', paste)).containsExactly("'" + paste);
    assertThat(anywhere("\035" + paste)).containsExactly("'" + paste);
    assertThat(atLineStart('~', "~" + paste)).containsExactly("'~" + paste);
  }

  @Test
  void withoutAnEscapeKeyEverythingPasses() {
    assertThat(find(EscapeKeys.none(), "\035.~.\033[93;5u.", 3))
        .containsExactly("'\035.~.\033[93;5u.");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "~.,key .",
        "ls\\r~.,'ls\\r key .",
        "ls\\n~.,'ls\\n key .",
        "a~.,'a~.",
        "~~.,'~.",
        "~x,'~x",
        "~\\r~.,'~\\r key .",
        "~?~.,key ? key .",
        "~B~B,key B key B",
        "~~\\r~~~.,'~\\r~~.",
        "^[96;2u^[46u,key .",
        "^[96:126;2u^[98;2u,key B",
        "^[13u^[96;2u^[47;2u,'^[13u key ?",
      })
  void theEscapeCountsAtTheStartOfALineOnly(String typed, String made) {
    var bytes = typed.replace("\\r", "\r").replace("\\n", "\n").replace('^', '\033');

    var found = String.join(" ", atLineStart('~', bytes));

    assertThat(found.replace("\r", "\\r").replace("\n", "\\n").replace('\033', '^'))
        .isEqualTo(made);
  }

  @Test
  void anEscapeKeyThatIsAKeyOfOursIsTheKeyWhenTypedTwice() {
    assertThat(atLineStart('.', "ls\r..x")).containsExactly("'ls\r", "key .", "'x");
    assertThat(atLineStart('?', "??.?")).containsExactly("key ?", "'.?");
  }

  @Provide
  Arbitrary<String> sent() {
    return Arbitraries.oneOf(
            Arbitraries.of("\035", ".", "t", "\r", "~", "?", "\033", "\u00c3\u00a9"),
            Arbitraries.of("\033[93;5u", "\033[93;5:3u", "\033[93;5:2u", "\033[46u", "\033[13u"),
            Arbitraries.of("\033[200~", "\033[201~", "\033[24;1R", "\033[A", "\033[<0;1;1M"),
            Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(3))
        .list()
        .ofMaxSize(12)
        .map(all -> String.join("", all));
  }

  @Property
  void anyChunkingGivesTheSame(
      @ForAll("sent") String sent, @ForAll @IntRange(min = 1, max = 7) int piece) {
    assertThat(find(EscapeKeys.anywhere(ESCAPE), sent, piece)).isEqualTo(anywhere(sent));
    assertThat(find(EscapeKeys.atLineStart((byte) '~', ".B?"), sent, piece))
        .isEqualTo(atLineStart('~', sent));
  }

  @Property
  void whatHoldsNoEscapeKeyPassesAsItIs(@ForAll("sent") String sent) {
    var harmless = sent.replace("\035", "").replace("~", "").replace("93;5", "94;5");

    assertThat(String.join("", find(EscapeKeys.anywhere(ESCAPE), harmless, 3)))
        .isEqualTo(harmless.isEmpty() ? "" : "'" + harmless);
  }
}
