package dev.consolegw.gateway.terminal.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class TerminalInputTest {
  /** What xterm, VTE, kitty, rxvt, PuTTY, the Linux console and screen answer. */
  static final List<String> ANSWERS =
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
          "\033[48;24;80;480;800t",
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

  static final List<String> REPORTS =
      List.of(
          "\033[I",
          "\033[O",
          "\033[<0;10;5M",
          "\033[<0;10;5m",
          "\033[M !!",
          "\033[M \u00e9\u00e9",
          "\033[32;10;5M");

  static final List<String> KEYS =
      List.of(
          "\033[A",
          "\033[1;5D",
          "\033OA",
          "\033OP",
          "\033O5P",
          "\033[15~",
          "\033[24;2~",
          "\033[1;2R",
          "\033[1;16R",
          "\033[R",
          "\033[[A",
          "\033[3$",
          "\033[3^",
          "\033[c",
          "\033x",
          "\033\u00e9",
          "\033\r",
          "\033Px".substring(0, 2),
          "\033[97;5u",
          "\033[97:65:97;5:3;229u",
          "\033[27;5;93~",
          "\033[221;27;29;1;8;1_");

  private static List<InputPart> parts(
      byte[] bytes, int mark, boolean single, @Nullable Random cuts) {
    var input = new TerminalInput(mark);
    var all = new ArrayList<InputPart>();
    for (int at = 0; at < bytes.length; ) {
      int end = cuts == null ? bytes.length : Math.min(bytes.length, at + 1 + cuts.nextInt(4));
      var piece = ByteBuffer.wrap(bytes, at, end - at);
      for (var part = input.next(piece, single); part != null; part = input.next(piece, single)) {
        all.add(part);
      }
      at = end;
    }
    for (var last = input.expire(); last != null; last = input.expire()) {
      all.add(last);
    }
    assertThat(input.held()).isZero();
    assertThat(input.patience()).isEmpty();
    return all;
  }

  private static List<InputPart> parts(String text) {
    return parts(text.getBytes(StandardCharsets.UTF_8), -1, true, null);
  }

  /** Grouped as they may be grouped. */
  private static List<String> told(List<InputPart> parts) {
    var all = new ArrayList<String>();
    String kindBefore = "";
    for (var part : parts) {
      var bytes = new String(part.bytes().array(), StandardCharsets.ISO_8859_1);
      var kind =
          switch (part) {
            case InputPart.Typed _ -> "typed ";
            case InputPart.Pressed(var stroke, _) -> stroke + " ";
            case InputPart.Pasted _ -> "pasted ";
            case InputPart.PasteMark _ -> "mark ";
            case InputPart.Report(var cause, _) -> cause + " ";
          };
      boolean goesOn = kind.equals(kindBefore) && !(part instanceof InputPart.Pressed);
      if (goesOn) {
        all.set(all.size() - 1, all.getLast() + bytes);
      } else {
        all.add(kind + bytes);
      }
      kindBefore = kind;
    }
    return all;
  }

  @ParameterizedTest
  @FieldSource("ANSWERS")
  void anAnswerIsOnePartThatNoKeyMade(String answer) {
    var bytes = answer.getBytes(StandardCharsets.UTF_8);
    assertThat(told(parts("<" + answer + ">")))
        .containsExactly(
            "typed <", "QUESTION " + new String(bytes, StandardCharsets.ISO_8859_1), "typed >");
  }

  @ParameterizedTest
  @FieldSource("REPORTS")
  void focusAndMouseAreNoKeys(String report) {
    assertThat(parts("<" + report + ">"))
        .hasSize(3)
        .element(1)
        .isInstanceOfSatisfying(
            InputPart.Report.class,
            part -> assertThat(part.cause()).isNotEqualTo(InputPart.Cause.QUESTION));
  }

  @ParameterizedTest
  @FieldSource("KEYS")
  void aKeyIsOnePartWhateverFollows(String key) {
    var bytes = key.getBytes(StandardCharsets.UTF_8);
    for (var after : List.of("", "x", "\r", "\033[A")) {
      var first = parts(key + after).getFirst();

      assertThat(first).isInstanceOf(InputPart.Pressed.class);
      assertThat(first.bytes().array()).isEqualTo(bytes);
    }
  }

  @Test
  void aCharacterIsWhole() {
    assertThat(parts("aé漢👍"))
        .extracting(part -> new String(part.bytes().array(), StandardCharsets.UTF_8))
        .containsExactly("a", "é", "漢", "👍");
  }

  @Test
  void aPasteIsTextWhateverIsInIt() {
    assertThat(told(parts("a\033[200~\035.\033[24;80R\r\033\033[201~b")))
        .containsExactly(
            "typed a",
            "mark \033[200~",
            "pasted \035.\033[24;80R\r\033",
            "mark \033[201~",
            "typed b");
  }

  @Test
  void aClipboardOfAnySizeIsNoKeyAndIsNotHeld() {
    var input = new TerminalInput(-1);
    var answer =
        ByteBuffer.wrap(
            ("\033]52;c;" + "QUJD".repeat(100_000)).getBytes(StandardCharsets.US_ASCII));
    int most = 0;
    for (var part = input.next(answer, true); part != null; part = input.next(answer, true)) {
      assertThat(part).isInstanceOf(InputPart.Report.class);
      most = Math.max(most, part.bytes().array().length);
    }

    assertThat(most).isEqualTo(TerminalInput.HELD);
    assertThat(input.held()).isLessThan(TerminalInput.HELD);
    assertThat(input.patience()).contains(TerminalInput.SEQUENCE_PATIENCE);
    assertThat(input.next(ByteBuffer.wrap("\033\\".getBytes(StandardCharsets.US_ASCII)), true))
        .isInstanceOf(InputPart.Report.class);
    assertThat(input.held()).isZero();
  }

  @Test
  void aSequenceThatNeverEndsIsNotHeldEither() {
    var input = new TerminalInput(-1);
    var endless =
        ByteBuffer.wrap(("\033[" + "1".repeat(10_000)).getBytes(StandardCharsets.US_ASCII));
    for (var part = input.next(endless, true); part != null; part = input.next(endless, true)) {
      assertThat(part).isInstanceOf(InputPart.Report.class);
    }

    assertThat(input.held()).isLessThanOrEqualTo(TerminalInput.LONGEST_SEQUENCE);
  }

  @Test
  void escAloneIsAKeyOnceNothingFollowsAndAPasteThatLostItsEndIsOver() {
    var input = new TerminalInput(-1);
    assertThat(input.next(ByteBuffer.wrap(new byte[] {0x1B}), true)).isNull();
    assertThat(input.patience()).contains(TerminalInput.PATIENCE);
    assertThat(input.expire()).isInstanceOf(InputPart.Pressed.class);
    assertThat(input.patience()).isEmpty();

    assertThat(input.next(ByteBuffer.wrap("\033[200~".getBytes(StandardCharsets.US_ASCII)), true))
        .isNotNull();
    assertThat(input.patience()).contains(TerminalInput.PASTE_PATIENCE);
    assertThat(input.expire()).isNull();
    assertThat(input.next(ByteBuffer.wrap("x".getBytes(StandardCharsets.US_ASCII)), true))
        .isInstanceOf(InputPart.Typed.class);
  }

  @Provide
  Arbitrary<List<String>> sent() {
    var pieces =
        Arbitraries.oneOf(
            Arbitraries.of(ANSWERS),
            Arbitraries.of(REPORTS),
            Arbitraries.of(KEYS),
            Arbitraries.of("\033[200~", "\033[201~", "漢", "\035", "\033", "[", "]", "P", "_"),
            Arbitraries.of("\\", "?", "1", ";", "R", "n", "$", "y", "M", "O", "\007", "u", "~"),
            Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(4));
    return pieces.list().ofMaxSize(10);
  }

  @Property
  void anyChunkingGivesTheSamePartsAndNoByteIsLost(
      @ForAll("sent") List<String> pieces, @ForAll boolean utf8, @ForAll long seed) {
    var charset = utf8 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    var bytes = String.join("", pieces).getBytes(charset);

    var whole = parts(bytes, 0x1D, false, null);
    var cut = parts(bytes, 0x1D, false, new Random(seed));
    var single = parts(bytes, 0x1D, true, new Random(seed));

    assertThat(told(cut)).isEqualTo(told(whole));
    assertThat(told(single)).isEqualTo(told(whole));
    var all = new ByteArrayOutputStream();
    cut.forEach(part -> all.writeBytes(part.bytes().array()));
    assertThat(all.toByteArray()).isEqualTo(bytes);
  }
}
