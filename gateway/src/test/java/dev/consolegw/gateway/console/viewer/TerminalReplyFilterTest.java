package dev.consolegw.gateway.console.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.terminal.TerminalReplies;
import dev.consolegw.gateway.testing.ManualClock;
import dev.consolegw.gateway.testing.ManualScheduler;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys pass, answers do not; {@code ^} stands for Escape where a test lists them. */
class TerminalReplyFilterTest {
  /** What xterm, VTE, kitty, rxvt, PuTTY, the Linux console and screen answer. */
  private static final List<String> ANSWERS =
      List.of(
          "\033[24;80R",
          "\033[?24;80;1R",
          "\033[1;1R",
          "\033[1;17R",
          "\033[0n",
          "\033[?13n",
          "\033[?6c",
          "\033[?62;1;4c",
          "\033[>41;354;0c",
          "\033[?2026;2$y",
          "\033[4;1$y",
          "\033[8;24;80t",
          "\033[1t",
          "\033[2;1;1;120;120;1;0x",
          "\033[?1u",
          "\033[>4;2m",
          "\033P1$r0m\033\\",
          "\033P1+r544e=787465726d\033\\",
          "\033P>|XTerm(379)\033\\",
          "\033P!|00000000\033\\",
          "\033]11;rgb:0000/0000/0000\007",
          "\033]4;1;rgb:cdcd/0000/0000\033\\",
          "\033]52;c;aGVsbG8=\033\\",
          "\033]lTitle ä\033\\",
          "\033_Gi=31;OK\033\\");

  private static final List<String> KEYS =
      List.of(
          "ls -l\r",
          "\033",
          "\033\033",
          "\033[A",
          "\033[1;5D",
          "\033OA",
          "\033OP",
          "\033[15~",
          "\033[24;2~",
          "\033[1;2R",
          "\033[1;16R",
          "\033[R",
          "\033[[A",
          "\033[c",
          "\033x",
          "\033P",
          "\033Px",
          "\033]",
          "\033]x",
          "\033_",
          "\033[97;5u",
          "\033[<0;10;5M",
          "\033[M !!",
          "\033[I",
          "\033[200~\033[24;80R in a paste\033[201~",
          "\u00db\u009b24;80R",
          "\003\004\032");

  private final ByteArrayOutputStream keys = new ByteArrayOutputStream();
  private final TerminalReplies answers = new TerminalReplies(keys);

  private void feed(String text) {
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      answers.feed(each);
    }
  }

  private String passed() {
    return keys.toString(StandardCharsets.UTF_8);
  }

  @Test
  void answersAreTakenOut() {
    for (var answer : ANSWERS) {
      feed("<" + answer + ">");
    }

    assertThat(passed()).isEqualTo("<>".repeat(ANSWERS.size()));
    assertThat(answers.held()).isZero();
  }

  @Test
  void keysPassWhenNothingFollowsThem() {
    for (var each : KEYS) {
      keys.reset();
      feed(each);
      answers.release();

      assertThat(passed()).isEqualTo(each);
    }
  }

  @Test
  void keysPassAlsoInOneReadWithEnterBehindThem() {
    for (var each : KEYS) {
      keys.reset();
      feed(each + "\r");

      assertThat(passed()).isEqualTo(each + "\r");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"^P1$r0m", "^]11;rgb:0/0/0", "^[24;", "^]1^"})
  void aPersonsEnterEndsTheWaiting(String begun) {
    var text = begun.replace('^', '\033');
    feed(text + "\r");

    assertThat(passed()).isEqualTo(text + "\r");
  }

  @Test
  void whatEscapeCutsOffIsPassedAndTheNextIsLookedAt() {
    feed("\033[2\033[24;80R\033]1\033[0n\033\033[0n");

    assertThat(passed()).isEqualTo("\033[2\033]1\033");
  }

  @Test
  void aClipboardOfAnySizeIsDroppedAndNotHeld() {
    feed("a\033]52;c;" + "QUJD".repeat(100_000));
    assertThat(answers.held()).isEqualTo(TerminalReplies.HELD);
    assertThat(answers.patience()).isEqualTo(TerminalReplies.STRING_PATIENCE);
    feed("\033\\b");

    assertThat(passed()).isEqualTo("ab");
    assertThat(answers.patience()).isEqualTo(TerminalReplies.PATIENCE);
  }

  @Test
  void aSequenceThatNeverEndsIsPassed() {
    feed("\033[" + "1".repeat(100));

    assertThat(passed()).isEqualTo("\033[" + "1".repeat(100));
  }

  @Provide
  Arbitrary<List<String>> typed() {
    var pieces =
        Arbitraries.oneOf(
            Arbitraries.of(ANSWERS),
            Arbitraries.of(KEYS),
            Arbitraries.of(
                "\033", "[", "]", "P", "_", "\\", "?", "1", ";", "R", "n", "$", "y", "\007"),
            Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(4));
    return pieces.list().ofMaxSize(8);
  }

  /** However bytes are cut into reads, and nothing is lost that is not part of an answer. */
  @Property
  void everyChunkingGivesTheSame(@ForAll("typed") List<String> pieces, @ForAll int seed) {
    var text = String.join("", pieces).getBytes(StandardCharsets.ISO_8859_1);
    var whole = new ByteArrayOutputStream();
    var once = new TerminalReplies(whole);
    for (byte each : text) {
      once.feed(each);
    }

    var got = new ByteArrayOutputStream();
    var filter =
        new TerminalReplyFilter(
            new ManualScheduler(new ManualClock()),
            piece -> {
              while (piece.hasRemaining()) {
                got.write(piece.get());
              }
            },
            _ -> {});
    var random = new Random(seed);
    for (int at = 0; at < text.length; ) {
      int end = Math.min(text.length, at + 1 + random.nextInt(5));
      filter.feed(ByteBuffer.wrap(text, at, end - at), true);
      at = end;
    }

    assertThat(got.toByteArray()).isEqualTo(whole.toByteArray());
  }

  /** Answers between keys go, and the keys stay, whatever they are. */
  @Property
  void keysAreKeptInTheirOrder(@ForAll("keysAndAnswers") List<String> pieces) {
    var out = new ByteArrayOutputStream();
    var filter = new TerminalReplies(out);
    for (var piece : pieces) {
      for (byte each : piece.getBytes(StandardCharsets.UTF_8)) {
        filter.feed(each);
      }
      filter.release(); // a person's keys come apart
    }

    var wanted = new StringBuilder();
    pieces.stream().filter(piece -> !ANSWERS.contains(piece)).forEach(wanted::append);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(wanted.toString());
  }

  @Provide
  Arbitrary<List<String>> keysAndAnswers() {
    return Arbitraries.oneOf(Arbitraries.of(ANSWERS), Arbitraries.of(KEYS)).list().ofMaxSize(8);
  }
}
