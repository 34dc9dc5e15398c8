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
  void undoSwitchesOffWhatIsOnAndNothingElse() {
    assertThat(text(fed(5, 20, "plain").undo())).isEmpty();
    assertThat(text(fed(5, 20, "\033[?1h\033[?1000;1006h\033[?25l").undo()))
        .isEqualTo("\033[?1000l\033[?1006l\033[?1l\033[?25h");
  }
}
