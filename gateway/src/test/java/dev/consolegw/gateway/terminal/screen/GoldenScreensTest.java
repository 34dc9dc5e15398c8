package dev.consolegw.gateway.terminal.screen;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What programs send, as the model and as tmux 3.3a show it, cell by cell, with the cursor and all
 * modes that tmux tells. To make the screens anew: {@code captures.py}, then {@link Capture#main}.
 */
class GoldenScreensTest {
  /** Where tmux does otherwise than xterm and we, in these rows alone. */
  private record Known(String why, Set<Integer> rows, Set<String> state) {}

  private static final Map<String, Known> KNOWN =
      Map.of(
          "flags", new Known("it holds letters of flags to be narrow", Set.of(), Set.of()),
          "latin1", new Known("it drops bytes that are no UTF-8", Set.of(0), Set.of()),
          "relative", new Known("it has neither VPR nor HPR", Set.of(4, 7), Set.of("x", "y")),
          "top", new Known("EL erases nothing while a wrap is pending", Set.of(7), Set.of()),
          "top-vt220", new Known("EL erases nothing while a wrap is pending", Set.of(7), Set.of()),
          "wrap",
              new Known(
                  "EL, BS and CUB count from behind the last column", Set.of(1, 3, 5), Set.of()));

  static Iterable<Capture> captures() {
    return Capture.all();
  }

  @ParameterizedTest
  @MethodSource("captures")
  void theScreenIsTheOneThatTmuxShows(Capture capture) {
    assertEqual(capture, new TmuxScreen(capture.screen()));
  }

  private static void assertEqual(Capture capture, TmuxScreen theirs) {
    var model = capture.model();
    var known = KNOWN.getOrDefault(capture.name(), new Known("", Set.of(), Set.of()));
    var differences = theirs.differences(model);
    var state = TmuxScreen.state(model);
    var theirState = theirs.state(capture.columns());

    assertThat(differences.keySet())
        .as("%s %s %s", capture, known.why, differences)
        .isEqualTo(known.rows);
    var stateDiffers =
        state.keySet().stream()
            .filter(key -> !Objects.equals(state.get(key), theirState.get(key)))
            .collect(toSet());
    assertThat(stateDiffers)
        .as("%s: %s, not %s", capture, state, theirState)
        .isEqualTo(known.state);
  }

  @Test
  @Tag("long")
  void tmuxStillShowsTheScreensThatAreKept() throws IOException {
    for (int rows : new int[] {24, 40}) {
      try (var tmux = new Tmux(rows, rows == 24 ? 80 : 120)) {
        for (var capture : Capture.all()) {
          if (capture.rows() == rows) {
            assertEqual(capture, new TmuxScreen(tmux.screen(capture.bytes())));
          }
        }
      }
    }
  }

  /** Not with what tmux does otherwise than the model that paints. */
  @Test
  @Tag("long")
  void aTmuxThatIsPaintedGoesOnAsOneThatWasThere() throws IOException {
    var random = new Random(1);
    for (int rows : new int[] {24, 40}) {
      try (var tmux = new Tmux(rows, rows == 24 ? 80 : 120)) {
        for (var capture : Capture.all()) {
          if (capture.rows() == rows && !KNOWN.containsKey(capture.name())) {
            for (int i = 0; i < 3; i++) {
              assertGoesOn(capture, random.nextInt(capture.bytes().length), tmux);
            }
          }
        }
      }
    }
  }

  private static void assertGoesOn(Capture capture, int cut, Tmux tmux) throws IOException {
    var model = new ScreenModel(capture.rows(), capture.columns());
    model.feed(ByteBuffer.wrap(capture.bytes(), 0, cut));
    int join = (int) model.settled();
    var paint = model.repaint();
    var shown = ByteBuffer.allocate(paint.remaining() + capture.bytes().length - join);
    shown.put(paint).put(capture.bytes(), join, capture.bytes().length - join);

    var whole = new TmuxScreen(capture.screen());
    var painted = new TmuxScreen(tmux.screen(shown.array()));
    var differences = whole.differences(painted, capture.rows(), capture.columns());

    assertThat(differences).as("%s, cut at %d", capture, cut).isEmpty();
    assertThat(painted.state(capture.columns()))
        .as("%s, cut at %d", capture, cut)
        .isEqualTo(whole.state(capture.columns()));
  }
}
