package dev.consolegw.gateway.terminal.screen;

import static dev.consolegw.gateway.terminal.screen.Screens.all;
import static dev.consolegw.gateway.terminal.screen.Screens.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for whatever was fed. */
class CapturedSessionsTest {
  private static final int MEGABYTE = 1 << 20;

  static Iterable<Capture> captures() {
    return Capture.all();
  }

  @ParameterizedTest
  @MethodSource("captures")
  void anyChunkingGivesTheSame(Capture capture) {
    var whole = capture.model();
    for (int most : new int[] {1, 7, 1000}) {
      var random = new Random(most);
      var bytes = ByteBuffer.wrap(capture.bytes()).asReadOnlyBuffer();
      var pieces = new ScreenModel(capture.rows(), capture.columns());
      while (bytes.hasRemaining()) {
        int count = Math.min(bytes.remaining(), 1 + random.nextInt(most));
        pieces.feed(bytes.slice(bytes.position(), count));
        bytes.position(bytes.position() + count);
      }

      assertThat(all(pieces)).isEqualTo(all(whole));
      assertThat(text(pieces.repaint())).isEqualTo(text(whole.repaint()));
      assertThat(pieces.fed()).isEqualTo(capture.bytes().length);
      assertThat(pieces.settled()).isEqualTo(whole.settled());
      assertThat(pieces.evidence()).isEqualTo(whole.evidence());
    }
  }

  @ParameterizedTest
  @MethodSource("captures")
  void undoLeavesATerminalAsItWas(Capture capture) {
    var random = new Random(capture.name().hashCode());
    for (int i = 0; i < 20; i++) {
      int end = i == 0 ? capture.bytes().length : random.nextInt(capture.bytes().length);
      var model = new ScreenModel(capture.rows(), capture.columns());
      model.feed(ByteBuffer.wrap(capture.bytes(), 0, end));
      model.feed(model.undo());

      assertThat(model.modes().names()).isEmpty();
      assertThat(text(model.undo())).as("%s, at %d", capture, end).isEmpty();
      assertThat(model.modes().writing().bottom()).isEqualTo(model.rows() - 1);
    }
  }

  @ParameterizedTest
  @MethodSource("captures")
  void aGapEndsWhatIsOpenAndLeavesTheScreen(Capture capture) {
    var model = capture.model();
    var before = all(model);
    model.feed(ByteBuffer.wrap(new byte[] {0x1B, '[', '3'}));
    model.gap();

    assertThat(model.settled()).isEqualTo(model.fed());
    assertThat(all(model)).isEqualTo(before);
  }

  @Test
  void onlyWhatIsOnTheListIsSentWhateverWasFed() {
    new ScreenModelFuzz(1).feed(2L * MEGABYTE);
  }

  @Test
  @Tag("long")
  void onlyWhatIsOnTheListIsSentHoweverMuchWasFed() {
    new ScreenModelFuzz(2).feed(64L * MEGABYTE);
  }
}
