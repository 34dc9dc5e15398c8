package dev.consolegw.gateway.console.viewer;

import static dev.consolegw.authz.Right.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.console.AttachResult;
import dev.consolegw.gateway.console.FakeScreen;
import dev.consolegw.gateway.console.Stage;
import dev.consolegw.gateway.console.ViewerAction;
import dev.consolegw.gateway.event.SessionEvent;
import dev.consolegw.gateway.session.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However many breaks somebody sends, few reach the line. */
class BreakRateTest {
  private static final ConsoleInput BREAK = new ConsoleInput.Break(Duration.ZERO);

  @TempDir private Path folder;
  private Stage stage;

  @BeforeEach
  void open() throws IOException {
    stage = new Stage(folder);
  }

  @AfterEach
  void close() throws IOException {
    stage.close();
  }

  private long onTheLine(String what) {
    return stage.line().inputs().stream().filter(what::equals).count();
  }

  @Test
  void ofManyBreaksFiveASecondReachTheLineAndTheRestIsRefusedInOneSentence() {
    var alice = stage.person("alice", WRITE);
    for (int i = 0; i < 3_000; i++) {
      alice.viewer().act(new ViewerAction.Send(BREAK, "break"));
    }
    stage.tasks.runAll();

    assertThat(onTheLine("<break>")).isEqualTo(5);
    assertThat(stage.events.stream().filter(SessionEvent.Sent.class::isInstance)).hasSize(5);
    assertThat(alice.screen().notices())
        .filteredOn(line -> line.startsWith("no more than 5 breaks and resets a second"))
        .hasSize(1);

    stage.clock.advance(Duration.ofSeconds(1));
    alice.viewer().act(new ViewerAction.Send(BREAK, "break"));
    assertThat(onTheLine("<break>")).isEqualTo(6);
  }

  @Test
  void resetsCountAndSoDoesWhatOnesOtherSessionsSend() {
    var alice = stage.person("alice", WRITE);
    for (int i = 0; i < 3; i++) {
      alice.viewer().act(new ViewerAction.Send(new ConsoleInput.Reset(), "reset"));
      alice.viewer().act(new ViewerAction.Send(BREAK, "break"));
    }
    assertThat(onTheLine("<break>") + onTheLine("<reset>")).isEqualTo(5);

    var screen = new FakeScreen();
    var command = ((AttachResult.Admitted) stage.ask("alice", WRITE, false, screen, "ro")).viewer();
    command.act(new ViewerAction.SendPastSeat(BREAK, "break", _ -> {}));
    stage.tasks.runAll();

    assertThat(screen.code()).isEqualTo(ExitCode.TRY_AGAIN);
    assertThat(onTheLine("<break>") + onTheLine("<reset>")).isEqualTo(5);
  }
}
