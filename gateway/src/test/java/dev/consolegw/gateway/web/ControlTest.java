package dev.consolegw.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.consolegw.gateway.backend.ConsoleInput.WindowChange;
import dev.consolegw.gateway.session.Replay;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What text frames of clients are read as: all of them as something. */
class ControlTest {
  private static final int LONGEST_FRAME = 64 * 1024;

  private static final List<String> CONTROLS =
      List.of(
          "{\"type\":\"resize\",\"cols\":120,\"rows\":40}",
          "{\"type\":\"resize\",\"cols\":120,\"rows\":40,\"x_pixels\":960,\"y_pixels\":720}",
          "{\"type\":\"reset_session\"}",
          "{\"type\":\"break\"}",
          "{\"type\":\"take\"}",
          "{\"type\":\"give\"}",
          "{\"type\":\"message\",\"text\":\"caf\\u00e9 \\ud83d\\ude00\"}",
          "{\"type\":\"replay\",\"what\":\"@12345\"}");

  private static Control resize(String fields) {
    return Control.parse("{\"type\":\"resize\"," + fields + "}");
  }

  private static Control.Resize size(int columns, int rows, int wide, int high) {
    return new Control.Resize(new WindowChange(columns, rows, wide, high));
  }

  @Test
  void eachControlIsRead() {
    assertThat(Control.parse(CONTROLS.get(0))).isEqualTo(size(120, 40, 0, 0));
    assertThat(Control.parse(CONTROLS.get(1))).isEqualTo(size(120, 40, 960, 720));
    assertThat(Control.parse(CONTROLS.get(2))).isEqualTo(new Control.Reset());
    assertThat(Control.parse(CONTROLS.get(3))).isEqualTo(new Control.Break());
    assertThat(Control.parse(CONTROLS.get(4))).isEqualTo(new Control.Take());
    assertThat(Control.parse(CONTROLS.get(5))).isEqualTo(new Control.Give());
    assertThat(Control.parse(CONTROLS.get(6))).isEqualTo(new Control.Say("café 😀"));
    assertThat(Control.parse(CONTROLS.get(7)))
        .isEqualTo(new Control.ShowAgain(new Replay.From(12345)));
  }

  @Test
  void whatIsNotAskedForIsPassedOver() {
    assertThat(resize("\"cols\":80,\"rows\":24,\"dpi\":[96,{\"x\":1}],\"later\":null"))
        .isEqualTo(size(80, 24, 0, 0));
    assertThat(Control.parse(" \t\r\n{ \"type\" : \"take\" }\n")).isEqualTo(new Control.Take());
  }

  @Test
  void sizesOfSixteenBitsAreTakenAndNoTerminalIsLargerThanTheLargest() {
    assertThat(resize("\"cols\":1,\"rows\":1")).isEqualTo(size(1, 1, 0, 0));
    assertThat(resize("\"cols\":65535,\"rows\":65535,\"x_pixels\":65535,\"y_pixels\":65535"))
        .isEqualTo(size(9_999, 9_999, 65_535, 65_535));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"cols\":80",
        "\"rows\":24",
        "\"cols\":-1,\"rows\":24",
        "\"cols\":65536,\"rows\":24",
        "\"cols\":\"80\",\"rows\":24",
        "\"cols\":80.0,\"rows\":24",
        "\"cols\":8e1,\"rows\":24",
        "\"cols\":null,\"rows\":24",
        "\"cols\":true,\"rows\":24",
        "\"cols\":[80],\"rows\":24",
        "\"cols\":99999999999999999999,\"rows\":24",
        "\"cols\":80,\"rows\":24,\"x_pixels\":-1",
        "\"cols\":80,\"rows\":24,\"y_pixels\":70000",
        "\"cols\":0,\"rows\":24",
        "\"cols\":80,\"rows\":0"
      })
  void whatIsNoSizeIsAMistakeThatSaysSo(String fields) {
    assertThat(resize(fields))
        .isInstanceOfSatisfying(
            Control.Mistake.class,
            mistake -> assertThat(mistake.sentence()).containsAnyOf("resize takes", "a size has"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "uname -a\n",
        "null",
        "true",
        "7",
        "\"take\"",
        "[]",
        "[{\"type\":\"take\"}]",
        "{}",
        "{\"Type\":\"take\"}",
        "{\"type\":\"TAKE\"}",
        "{\"type\":7}",
        "{\"type\":[\"take\"]}",
        "{\"type\":\"take\"",
        "{'type':'take'}",
        "{\"type\":\"take\",}",
        "{\"type\":\"take\"} {\"type\":\"break\"}",
        "{\"type\":\"take\"}x",
        "{\"type\":\"give\",\"type\":\"break\"}",
        "{\"type\":\"resize\",\"cols\":80,\"rows\":24,\"cols\":81}",
        "{\"type\":\"take\",\"a\":NaN}",
        "/* */{\"type\":\"take\"}",
        "\ufeff{\"type\":\"take\"}"
      })
  void whatIsNoControlOrTwoAtOnceIsNotUnderstood(String text) {
    assertThat(Control.parse(text))
        .isInstanceOfSatisfying(
            Control.Mistake.class,
            mistake -> assertThat(mistake.sentence()).startsWith("a text frame holds one JSON"));
  }

  @Test
  void depthLengthAndNumbersAreBounded() {
    assertThat(mistake("[".repeat(LONGEST_FRAME))).startsWith("a text frame");
    assertThat(mistake("{\"a\":".repeat(LONGEST_FRAME / 5))).startsWith("a text frame");
    assertThat(mistake("{\"type\":\"take\",\"a\":" + "9".repeat(60_000) + "}"))
        .startsWith("a text frame");
    assertThat(mistake("{\"type\":\"take\",\"a\":1e" + "9".repeat(60_000) + "}"))
        .startsWith("a text frame");
    assertThat(mistake("{\"type\":\"message\",\"text\":\"" + "x".repeat(60_000) + "\"}"))
        .contains("1 to 1000 characters");
    assertThat(Control.parse("{\"type\":\"take\",\"a\":\"" + "x".repeat(60_000) + "\"}"))
        .isEqualTo(new Control.Take());
  }

  @Test
  void aHalfOfACharacterIsTextLikeAnyOther() {
    assertThat(Control.parse("{\"type\":\"message\",\"text\":\"\\ud83d\"}"))
        .isEqualTo(new Control.Say("\ud83d"));
    assertThat(mistake("{\"type\":\"\ud83d\"}")).startsWith("a text frame");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "lots", "-1", "@", "@1B", "99999999999999999999", "\u001b[2J", "1\n"})
  void aReplayThatIsNoneIsExplainedWithoutWhatWouldHarmATerminal(String what) throws Exception {
    var text = new ObjectMapper().writeValueAsString(what);

    assertThat(mistake("{\"type\":\"replay\",\"what\":" + text + "}"))
        .contains("replay")
        .doesNotContain("\u001b", "\n");
  }

  private static String mistake(String text) {
    return ((Control.Mistake) Control.parse(text)).sentence();
  }

  @Property
  void anyTextIsAControlAndWhatItIsAnsweredIsJson(@ForAll long seed)
      throws JsonProcessingException {
    var random = new Random(seed);
    var text = new StringBuilder(CONTROLS.get(random.nextInt(CONTROLS.size())));
    for (int i = random.nextInt(6); i > 0; i--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(4)) {
        case 0 -> text.setCharAt(at, (char) random.nextInt(128));
        case 1 -> text.insert(at, (char) random.nextInt(0x10000));
        case 2 -> text.insert(at, CONTROLS.get(random.nextInt(CONTROLS.size())));
        default -> text.setLength(Math.max(1, at));
      }
    }

    var control = Control.parse(text.toString());

    assertThat(control != null).isTrue();
    if (control instanceof Control.Mistake(var sentence)) {
      var answer = new ObjectMapper().readTree(Message.of("error", "message", sentence));
      assertThat(answer.path("message").textValue().equals(sentence)).isTrue();
    }
  }
}
