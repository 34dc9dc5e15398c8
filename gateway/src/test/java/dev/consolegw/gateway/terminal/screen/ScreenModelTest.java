package dev.consolegw.gateway.terminal.screen;

import static dev.consolegw.gateway.terminal.screen.Screens.all;
import static dev.consolegw.gateway.terminal.screen.Screens.fed;
import static dev.consolegw.gateway.terminal.screen.Screens.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class ScreenModelTest {
  @Test
  void textStandsWhereItWasWritten() {
    var model = fed(3, 10, "one\r\ntwo\033[3;4Hx");

    assertThat(model.lines()).containsExactly("one", "two", "   x");
    assertThat(model.cursor()).isEqualTo(new Position(2, 4));
  }

  @Test
  void theCharacterBehindTheLastColumnWaitsForAnother() {
    var model = fed(2, 3, "abc");

    assertThat(model.cursor()).isEqualTo(new Position(0, 2));

    model.feed(ByteBuffer.wrap(new byte[] {'d'}));

    assertThat(model.lines()).containsExactly("abc", "d");
  }

  @Test
  void aWideCharacterTakesTwoCells() {
    var model = fed(1, 4, "漢x");

    assertThat(model.cell(0, 0).text()).isEqualTo("漢");
    assertThat(model.cell(0, 1).text()).isEmpty();
    assertThat(model.cell(0, 2).text()).isEqualTo("x");
  }

  @Test
  void whatIsOpenIsNotSettled() {
    var model = fed(2, 10, "ab\033[3");

    assertThat(model.fed()).isEqualTo(5);
    assertThat(model.settled()).isEqualTo(2);
  }

  @Test
  void linesThatScrollOffAreHeard() {
    var model = new ScreenModel(2, 10);
    var heard = new ArrayList<String>();
    model.onScrolledOff(heard::add);

    model.feed(ByteBuffer.wrap("one \r\ntwo\r\nthree\r\n".getBytes(StandardCharsets.UTF_8)));

    assertThat(heard).containsExactly("one", "two");
  }

  @Test
  void leavingTheAlternateScreenAfterARepaintShowsTheMainOne() {
    var model = fed(5, 20, "$ vim\r\n\033[?1049h\033[1;31m\033[?1h\033=\033[2;4r\033[H~ file");
    var other = fed(5, 20, "dirt\033[?7l\033[4h");

    other.feed(model.repaint());

    assertThat(all(other)).isEqualTo(all(model));

    var rest = "\033[?1049l".getBytes(StandardCharsets.UTF_8);
    model.feed(ByteBuffer.wrap(rest));
    other.feed(ByteBuffer.wrap(rest));

    assertThat(all(other)).isEqualTo(all(model));
    assertThat(model.lines()).containsExactly("$ vim", "", "", "", "");
  }

  @Test
  void aScreenThatWasFilledIsWrittenAndErasedLikeAnyOther() {
    assertThat(fed(2, 6, "\033#8").lines()).containsExactly("EEEEEE", "EEEEEE");
    assertThat(fed(2, 6, "\033#8\033[1;3Hx").lines()).containsExactly("EExEEE", "EEEEEE");
    assertThat(fed(2, 6, "\033#8\033[1;3H\033[K").lines()).containsExactly("EE", "EEEEEE");
    assertThat(fed(2, 6, "\033#8\033[1;3H\033[2X").lines()).containsExactly("EE  EE", "EEEEEE");
    assertThat(fed(2, 6, "\033#8\033[1;3H\033[2P").lines()).containsExactly("EEEE", "EEEEEE");
    assertThat(fed(2, 6, "\033#8\033[1;3H\033[2@").lines()).containsExactly("EE  EE", "EEEEEE");
    assertThat(fed(2, 6, "\033#8\033[2J\033[Hx").lines()).containsExactly("x", "");
    assertThat(fed(2, 6, "\033#8\033[2;1H\n\033[1;6Hab\033[2;2H\033[9P").lines())
        .containsExactly("EEEEEa", "b");
  }

  @Test
  void aCharacterIsRepeatedForARowAtMost() {
    assertThat(fed(3, 6, "x\033[99999b").lines()).containsExactly("xxxxxx", "x", "");
  }

  @Test
  void manyDifferentClustersAreForgottenAndMadeAnew() {
    var model = new ScreenModel(4, 10);
    for (int i = 0; i < 20_000; i++) {
      var cluster =
          "\ra" + Character.toString(0x300 + i % 80) + Character.toString(0x300 + i / 250);
      model.feed(ByteBuffer.wrap(cluster.getBytes(StandardCharsets.UTF_8)));
    }

    assertThat(model.cell(0, 0).text())
        .isEqualTo("a" + Character.toString(0x300 + 79) + Character.toString(0x300 + 79));
  }

  @Test
  void aPictureThatWouldTakeTooMuchIsNone() {
    var dear = "\033[1;3;4;9;53;38;2;111;112;113;48;2;121;122;123mx\033[0my".repeat(500 * 500);

    assertThat(fed(500, 1000, dear).repaint().remaining()).isZero();
    assertThat(fed(500, 1000, "x".repeat(500_000)).repaint().remaining())
        .isBetween(500_000, ScreenModel.LARGEST_REPAINT);
  }

  @Test
  void undoSwitchesOffWhatIsOnAndNothingElse() {
    assertThat(text(fed(5, 20, "plain").undo())).isEmpty();
    assertThat(text(fed(5, 20, "\033[?1h\033[?1000;1006h\033[?25l").undo()))
        .isEqualTo("\033[?1000l\033[?1006l\033[?1l\033[?25h");
  }
}
