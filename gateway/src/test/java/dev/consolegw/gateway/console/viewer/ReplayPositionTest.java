package dev.consolegw.gateway.console.viewer;

import static dev.consolegw.authz.Right.WATCH;
import static dev.consolegw.authz.Right.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.console.Stage;
import dev.consolegw.gateway.console.ViewerAction;
import dev.consolegw.gateway.history.Outage;
import dev.consolegw.gateway.session.Replay;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a replay says of the past that it cannot show. */
class ReplayPositionTest {
  @TempDir private Path folder;

  @Test
  void theLastTimeWithoutAConnectionIsToldInItsPlace() throws Exception {
    try (var stage = new Stage(folder)) {
      var alice = stage.person("alice", WRITE);
      for (int i = 0; i < 3; i++) {
        stage.print(i + "\n");
        stage.line().end("bye");
        stage.advance(Duration.ofMinutes(1));
      }
      stage.print("3\n");

      var bob = stage.person("bob", WATCH, "ro", "replay=100");
      stage.settle();

      assertThat(alice.screen().output()).isEqualTo("0\n1\n2\n3\n");
      assertThat(bob.screen().output()).isEqualTo("0\n1\n2\n3\n");
      assertThat(bob.screen().notices()).hasSize(3);
      assertThat(bob.screen().shown())
          .containsPattern("2\n\\{not connected from .*Z to .*Z; what was printed .*missing}3");
    }
  }

  @Test
  void aBreakWithinASecondIsAMoment() {
    var at = Instant.parse("2026-01-01T00:00:00.100Z");

    assertThat(ReplayPosition.line(new Outage(0, at, at.plusMillis(500))))
        .isEqualTo(
            "not connected for a moment at 2026-01-01T00:00:00Z; what was printed then is missing");
  }

  @Test
  void itIsToldAlsoOfWhatIsShownOnceMore() throws Exception {
    try (var stage = new Stage(folder)) {
      var alice = stage.person("alice", WRITE);
      stage.print("before\n");
      stage.line().end("bye");
      stage.advance(Duration.ofMinutes(1));
      stage.print("after\n");
      alice.screen().room(0);
      alice.viewer().notice("something else");
      stage.tasks.runAll();

      alice.viewer().act(new ViewerAction.Replay(new Replay.Lines(2)));
      stage.settle();
      alice.screen().room(1 << 20);
      alice.viewer().signal();
      stage.tasks.runAll();

      assertThat(alice.screen().shown())
          .containsPattern(
              "after\nbefore\n\\{not connected from .*Z to .*missing}after\n"
                  + "\\{something else}\\{live from here, offset=13}$");
    }
  }
}
