package dev.consolegw.gateway.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

/** {@code ^} stands for Escape where a test lists them. */
class TerminalModesTest {
  private final TerminalModes modes = new TerminalModes();

  private String undoOf(String shown) {
    modes.watch(shown.replace('^', '\033').getBytes(StandardCharsets.ISO_8859_1));
    return undo();
  }

  private String undo() {
    return new String(modes.undo(), StandardCharsets.ISO_8859_1).replace('\033', '^');
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "^[?1000h ^[?1000l",
        "^[?1002;1006h ^[?1002l^[?1006l",
        "^[?1003h^[?1015h ^[?1003l^[?1015l",
        "^[?1004h ^[?1004l",
        "^[?2004h ^[?2004l",
        "^[?9001h ^[?9001l",
        "^[?25l ^[?25h",
        "^[?7l ^[?7h",
        "^[?1h^= ^[?1l^>",
        "^[?47h ^[?47l",
        "^[?1047h ^[?1047l",
        "^[?1049h ^[?1049l",
        "^[>1u ^[<1u",
        "^[>1u^[>5u^[<u ^[<1u",
        "^[=5u ^[=0u",
        "^[>1u^[?1049h^[>3u^[>7u ^[<2u^[?1049l^[<1u",
        "^[>4;2m ^[>4m^[m",
        "^[>4;1f ^[>4f",
        "^[4h ^[4l",
        "^[1;31m ^[m",
        "^[38;5;7;48:2::1:2:3m ^[m",
        "^[4:3m ^[m",
        "^(0 ^(B",
        "^[5;20r ^7^[r^8",
        "^[?1049h^[5;20r ^[r^[?1049l",
        "^]8;;http://x^\\link ^]8;;^\\",
        "^]11;#000000^\\ ^]111^\\",
        "^[2;r ^7^[r^8",
      })
  void whatWasSwitchedOnIsSwitchedOff(String shown, String undo) {
    assertThat(undoOf("text" + shown + "text")).isEqualTo(undo);
    assertThat(undo()).as("and only once").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain\r\n",
        "^[?1000h^[?1000l",
        "^[?1049h^[?1049l",
        "^[?25l^[?25h",
        "^[>1u^[<u",
        "^[>4;2m^[>4m",
        "^[1;31m^[22;39m",
        "^[38;5;1m^[39m",
        "^[38;2;1;4;7m^[39m",
        "^[4:3m^[4:0m",
        "^[31m^[m",
        "^[7m^[0m",
        "^(0^(B",
        "^[5;20r^[r",
        "^[1;1;5;5;1$r^[?1000r^[?1000s",
        "^[2J^[H^[10;20H^[6n^[c^[?6c^[?25$p",
        "^]0;title^G^]8;;http://x^\\link^]8;;^\\",
        "^]11;?^\\",
        "^[?1000h^[1m^[?1049h^c",
        "^[?12h^[?1048h^[>c^[18t^[1 q^[0 q",
        "^_Gpayload^\\^Pq#0^\\",
      })
  void whatIsAsItWasIsLeftAlone(String shown) {
    assertThat(undoOf(shown.replace("^G", "\007"))).isEmpty();
  }

  @Test
  void theEightBitFormsInUtf8Count() {
    assertThat(undoOf("\u00c2\u009b?1000h \u00c3\u009b?25l")).isEqualTo("^[?1000l");
  }

  @Test
  void whatTheGuestLeftUnfinishedIsEnded() {
    assertThat(undoOf("^[1;3")).isEqualTo("\030");
    assertThat(undoOf("^]0;half a title")).isEqualTo("^\\");
    assertThat(undoOf("")).isEmpty();
  }

  @Test
  void aStringOfAnySizeIsNotKept() {
    for (int i = 0; i < 1000; i++) {
      modes.watch(("\033]52;c;" + "QUJD".repeat(1000)).getBytes(StandardCharsets.US_ASCII));
    }

    assertThat(undoOf("^\\^[?1000h")).isEqualTo("^[?1000l");
  }

  @Test
  void whoAsksGetsWhatWasSeenAndWhatHarmsNobody() {
    modes.watch("\033[?1049h".getBytes(StandardCharsets.US_ASCII));

    var restored = new String(modes.restore(), StandardCharsets.ISO_8859_1);

    assertThat(restored).startsWith("\033[?1049l").contains("\033[?1000l", "\033[?25h", "\033[m");
    assertThat(new String(modes.restore(), StandardCharsets.ISO_8859_1))
        .as("no other screen was entered")
        .doesNotContain("1049")
        .doesNotContain("\033[r");
  }

  @Provide
  Arbitrary<String> shown() {
    return Arbitraries.oneOf(
            Arbitraries.of("\033[?1000h", "\033[?1000l", "\033[?1049h", "\033[?1049l", "\033[>1u"),
            Arbitraries.of("\033[<u", "\033[1;31m", "\033[m", "\033(0", "\017", "\016", "\033[r"),
            Arbitraries.of("\033[3;9r", "\033[?25l", "\033]8;;x\033\\", "\033]0;t\007", "\033c"),
            Arbitraries.of(
                "\033", "[", "?", ";", "2", "h", "\u00c2", "\u009b", "\030", "]", "text"),
            Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(4))
        .list()
        .ofMaxSize(16)
        .map(all -> String.join("", all));
  }

  @Property
  void anyChunkingGivesTheSame(
      @ForAll("shown") String shown, @ForAll @IntRange(min = 1, max = 6) int piece) {
    var bytes = shown.getBytes(StandardCharsets.ISO_8859_1);
    var pieces = new TerminalModes();
    for (int at = 0; at < bytes.length; at += piece) {
      pieces.watch(ByteBuffer.wrap(bytes), at, Math.min(bytes.length, at + piece));
    }
    modes.watch(bytes);

    assertThat(pieces.undo()).isEqualTo(modes.undo());
  }

  @Property
  void whoHasSeenTheUndoingHasNothingToUndo(@ForAll("shown") String shown) {
    var bytes = shown.getBytes(StandardCharsets.ISO_8859_1);
    var both = new TerminalModes();
    modes.watch(bytes);
    both.watch(bytes);

    both.watch(modes.undo());

    assertThat(both.undo()).isEmpty();
  }

  @Test
  void editorsAndPagersLeaveNothing() {
    var vim =
        "\033[?1049h\033[22;0;0t\033[>4;2m\033[?1h\033=\033[?2004h\033[?1004h\033[1;24r\033[?12h"
            + "\033[?12l\033[27m\033[29m\033[m\033[H\033[2J\033[?25l\033[1;1H\033[94m~\033[?25h";
    for (var shown : List.of(vim, vim.substring(0, 60), vim + "\033[0%m\033[?1006;1000h")) {
      modes.watch(shown.getBytes(StandardCharsets.US_ASCII));
      modes.watch(modes.undo());

      assertThat(modes.undo()).isEmpty();
    }
  }
}
