package dev.consolegw.gateway.terminal.screen;

import static dev.consolegw.gateway.terminal.screen.Screens.all;
import static dev.consolegw.gateway.terminal.screen.Screens.fed;
import static dev.consolegw.gateway.terminal.screen.Screens.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A terminal that is shown a repaint, and then the rest, is as one that was there all along. */
class RepaintTest {
  private static final int CUTS = 100;

  /** What an earlier program may have left at a terminal. */
  private static final String DIRT =
      "old text\033[?1049h\033[3;9r\033[?6h\033[4h\033[20h\033[?5h\033)0\016\033[?7l\033[1;31;44m"
          + "\033[?1003h\033[?1005h\033[?1h\033=\033[?2004h\033[?1004h\033[5 q\033[?25l";

  static Iterable<Capture> captures() {
    return Capture.all();
  }

  @ParameterizedTest
  @MethodSource("captures")
  void whoComesAnywhereInASessionSeesTheSameAndGoesOnTheSame(Capture capture) {
    var random = new Random(capture.toString().hashCode());
    var bytes = capture.bytes();
    var there = new ScreenModel(capture.rows(), capture.columns());
    var cuts = random.ints(CUTS, 0, bytes.length + 1).sorted().toArray();
    var end = all(capture.model());
    int from = 0;
    for (int cut : cuts) {
      there.feed(ByteBuffer.wrap(bytes, from, cut - from));
      from = cut;
      var what = "%s, cut at %d".formatted(capture, cut);
      var comes = comes(there, random.nextBoolean() ? DIRT : "");

      assertThat(all(comes)).as(what).isEqualTo(all(there));

      int join = (int) there.settled();
      comes.feed(ByteBuffer.wrap(bytes, join, bytes.length - join));

      assertThat(all(comes)).as(what).isEqualTo(end);
    }
  }

  /** The repaint tells all that a model holds, so one that was painted paints the same. */
  @ParameterizedTest
  @MethodSource("captures")
  void whatWasPaintedPaintsTheSame(Capture capture) {
    var there = capture.model();

    assertThat(text(comes(there, "").repaint())).isEqualTo(text(there.repaint()));
  }

  private static ScreenModel comes(ScreenModel there, String before) {
    var comes = fed(there.rows(), there.columns(), before);
    comes.feed(there.repaint());
    return comes;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ab|\u0301c", // combined with what was written last
        "漢|\u0301c",
        "a\u0301|\u0302c",
        "abc\033[4hx|\033[3b", // repeated while inserting
        "x|\033[3b",
        "漢|\033[2b",
        "\033(0q|\033[3b",
        "\033[1;20Hab|c", // a wrap that is pending
        "\033[1;20Hab|\033[Kc",
        "\033[1;19H漢|c",
        "\033[1;20Hab\033[31m|c",
        "\033[1;20Hab\0337\033[3;3H|\0338c",
        "\033[?7l\033[1;20Hb|c\033[2b",
        "\033[1;20Hb\033[4h|c",
        "\033[2;4r\033[?6h\033[2;2H|x\033[9Ay", // rows from the margin
        "\033[5;5H\0337\033[2;3r|\0338x",
        "\033[?6h\033[5;5H\0337\033[2;3r|\0338x", // saved beyond margins that came later
        "\033[?6h\033[5;5H\0337\033[2;3r\0338|x\033[9Ay",
        "\033[3;3H\0337\033[31m\033)0\016\033[?47h\033[Hfull|\033[?47l\0338x",
        "\033[3;3H\033[31m\033[?1049h\033[0m\033[Hfull\0337\033[2;2H|\0338a\033[?1049lx",
        "main\033[?1047h\033[Hfull|\033[?1047lx",
        "\033[2;2H\033[?1049h\033[?1049l\033[4;4H|\033[?1049lx", // as dialog ends
        "\033[2;2H\033[?1049h\033[?1049l\033[4;4H\033[?47h|\033[?1049lx",
        "\033[3g\033[1;4H\033H\033[1;1H|\ta\tb",
        "\033[44m\033[2J\033[5;5H|\nx", // cells without a character
        "\033[7;44mab\033[0m\033[1;1H\033[4@|x",
        "\033(A#|\033(Bx",
        "\033]0;title|\007x",
        "漢字\033[1;2H|x\033[P",
      })
  void nothingIsLostBetweenWhatIsPaintedAndWhatFollows(String session) {
    var parts = session.split("\\|", 2);
    var there = fed(5, 21, parts[0]);
    for (var before : new String[] {"", DIRT}) {
      var comes = comes(there, before);
      var rest = (openPart(there, parts[0]) + parts[1]).getBytes(StandardCharsets.UTF_8);
      comes.feed(ByteBuffer.wrap(rest));

      assertThat(all(comes)).isEqualTo(all(fed(5, 21, parts[0] + parts[1])));
    }
  }

  private static String openPart(ScreenModel model, String shown) {
    var bytes = shown.getBytes(StandardCharsets.UTF_8);
    var open = Arrays.copyOfRange(bytes, (int) model.settled(), bytes.length);
    return new String(open, StandardCharsets.UTF_8);
  }

  @Test
  void aControlWithinASequenceIsNotDoneTwice() {
    var there = fed(5, 21, "ab\033[2\n");

    assertThat(there.settled()).isEqualTo(2);

    var comes = comes(there, "");
    comes.feed(ByteBuffer.wrap("\033[2\nC".getBytes(StandardCharsets.UTF_8)));

    assertThat(all(comes)).isEqualTo(all(fed(5, 21, "ab\033[2\nC")));
  }

  @Test
  void aStringThatIsNotEndedIsNotWaitedFor() {
    var there = fed(5, 21, "ab\033]0;" + "x".repeat(5000));

    assertThat(there.settled()).isEqualTo(there.fed());
    assertThat(text(there.repaint())).startsWith("\033\\");
  }

  @Test
  void aWideCharacterIsFollowedByAPlaceSinceTerminalsDifferOnWidths() {
    assertThat(text(fed(2, 20, "a漢字b").repaint())).contains("a漢字\033[6Gb");
  }
}
