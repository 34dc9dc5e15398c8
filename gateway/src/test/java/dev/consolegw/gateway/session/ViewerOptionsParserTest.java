package dev.consolegw.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.consolegw.config.value.Pace;
import dev.consolegw.gateway.session.ViewerOptions.Drop;
import dev.consolegw.gateway.session.ViewerOptions.EndOfInput;
import dev.consolegw.gateway.session.ViewerOptions.Wake;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ViewerOptionsParserTest {

  private static ViewerOptions read(boolean pty, String... options) {
    Map<String, String> all =
        Arrays.stream(options)
            .map(option -> option.split("=", 2))
            .collect(Collectors.toMap(part -> part[0], part -> part.length > 1 ? part[1] : ""));
    return ViewerOptions.of(all, pty);
  }

  @Test
  void aTerminalGetsWhatIsUsualThereAndMayLoseSome() {
    var options = read(true);

    assertThat(options.replay()).isEqualTo(new Replay.Usual());
    assertThat(options.drop()).isEqualTo(Drop.NOTE);
    assertThat(options.escape()).contains((byte) 0x1D);
    assertThat(options.endOfInput()).isEqualTo(new EndOfInput.Answered(Duration.ofSeconds(10)));
    assertThat(options.stay()).isEmpty();
    assertThat(options.pace()).isEmpty();
    assertThat(options.pty()).isTrue();
  }

  @Test
  void aScriptGetsNothingOldAndLosesNothing() {
    var options = read(false);

    assertThat(options.replay()).isEqualTo(new Replay.None());
    assertThat(options.drop()).isEqualTo(Drop.WAIT);
    assertThat(options.pty()).isFalse();
  }

  @Test
  void flagsAreOnOrOff() {
    var none = read(true);
    var all = read(true, "ro", "force", "raw", "hup=close", "wake=CR");

    assertThat(none.readOnly() || none.force() || none.raw() || none.hangUp()).isFalse();
    assertThat(all.readOnly() && all.force() && all.raw() && all.hangUp()).isTrue();
    assertThat(none.wake()).isEqualTo(Wake.AT_PROMPT);
    assertThat(all.wake()).isEqualTo(Wake.ALWAYS);
    assertThat(read(true, "wake=none").wake()).isEqualTo(Wake.NEVER);
    assertThat(read(true, "hup=keep").hangUp()).isFalse();
    assertThat(none.enterOnce() || none.displacesNobody()).isFalse();
    assertThat(read(false, "crlf=cr", "nodisplace"))
        .returns(true, ViewerOptions::enterOnce)
        .returns(true, ViewerOptions::displacesNobody);
    assertThat(read(false, "crlf=keep").enterOnce()).isFalse();
  }

  @Test
  void valuesAreRead() {
    assertThat(read(true, "wait").stay()).contains(ViewerOptions.FOREVER);
    assertThat(read(true, "wait=5m").stay()).contains(Duration.ofMinutes(5));
    assertThat(read(true, "pace=16/20").pace()).contains(new Pace(16, Duration.ofMillis(20)));
    assertThat(read(true, "drop=close").drop()).isEqualTo(Drop.CLOSE);
    assertThat(read(true, "drop=wait").drop()).isEqualTo(Drop.WAIT);
    assertThat(read(false, "drop=note").drop()).isEqualTo(Drop.NOTE);
    assertThat(read(true, "eof=keep").endOfInput()).isEqualTo(new EndOfInput.Keep());
    assertThat(read(true, "eof=close").endOfInput()).isEqualTo(new EndOfInput.After(Duration.ZERO));
    assertThat(read(true, "eof=500ms").endOfInput())
        .isEqualTo(new EndOfInput.After(Duration.ofMillis(500)));
    assertThat(read(true, "replay=@7").replay()).isEqualTo(new Replay.From(7));
    assertThat(read(true, "replay=screen").replay()).isEqualTo(new Replay.Screen());
    assertThat(read(false, "replay=screen").replay()).isEqualTo(new Replay.None());
    assertThat(read(true, "replay=screen", "raw").replay()).isEqualTo(new Replay.None());
  }

  @ParameterizedTest
  @CsvSource({"^A, 1", "a, 1", "^z, 26", "^\\, 28", "], 29", "^^, 30", "_, 31"})
  void anEscapeKeyIsAControlCharacter(String text, byte code) {
    assertThat(read(true, "escape=" + text).escape()).contains(code);
  }

  @Test
  void withoutAnEscapeKeyNobodyIsToldOfOne() {
    var none = read(true, "escape=none");

    assertThat(none.escape()).isEmpty();
    assertThat(none.keyHint("; ", 't', " takes the seat")).isEmpty();
    assertThat(read(true).keyHint("; ", 't', " takes it")).isEqualTo("; Ctrl-] t takes it");
    assertThat(read(false).keyHint("; ", 't', " takes it")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wake=LF",
        "wake",
        "hup=maybe",
        "pace=16",
        "pace=16/20/3",
        "pace=0/20",
        "pace=16/0",
        "pace=16B/20ms",
        "pace=-1/20",
        "pace=9999999/20",
        "drop=maybe",
        "drop",
        "eof=2",
        "eof=0s",
        "wait=soon",
        "crlf=lf",
        "crlf",
        "wait=99999999999d",
        "replay=all",
        "escape",
        "escape=^",
        "escape=AA",
        "escape=1",
        "escape=^M",
        "escape=^[",
        "escape=^j",
        "escape=I",
        "escape=^H",
        "escape=^É"
      })
  void mistakesAreAnsweredInASentence(String option) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(true, option))
        .withMessageContaining(option.replaceAll("=.*", ""))
        .withMessageMatching("[^\\n]{10,200}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"xterm", "xterm-256color", "screen", "tmux-256color", "putty", "linux"})
  void aTerminalThatCanBeDrawnOnIsShownTheScreen(String type) {
    assertThat(read(true).on(type).replay()).isEqualTo(new Replay.Screen());
    assertThat(read(true, "replay=new").on(type).replay()).isEqualTo(new Replay.Unseen(true));
  }

  /** What programs have that look for a prompt, and printers. */
  @ParameterizedTest
  @ValueSource(strings = {"", "dumb", "vt100", "ansi", "unknown", "emacs", "network"})
  void whereProgramsReadNothingIsDrawnUnlessItWasAskedFor(String type) {
    assertThat(read(true).on(type).replay()).isEqualTo(new Replay.Usual());
    assertThat(read(true).on(type).replay().mayDraw()).isFalse();
    assertThat(read(true, "replay=screen").on(type).replay()).isEqualTo(new Replay.Screen());
  }

  @ParameterizedTest
  @ValueSource(strings = {"replay=none", "replay=5", "replay=5B", "replay=@7", "raw"})
  void whoeverAsksForSomethingElseGetsThat(String option) {
    var asked = read(true, option);

    assertThat(asked.on("xterm").replay()).isEqualTo(asked.replay());
  }

  @Test
  void withoutATerminalNothingIsDrawn() {
    assertThat(read(false).on("xterm").replay()).isEqualTo(new Replay.None());
  }
}
