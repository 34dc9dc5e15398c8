package dev.consolegw.gateway.console.local;

import static dev.consolegw.authz.Right.WATCH;
import static dev.consolegw.authz.Right.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.console.Stage;
import dev.consolegw.gateway.console.ViewerAction;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Role;
import dev.consolegw.gateway.session.SessionEnd;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What those who only look are shown of a guest that floods. */
class FloodBatchingTest {
  private static final String FLOOD = "x".repeat(FloodBatching.AT_ONCE);

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

  @Test
  void aQuietConsoleIsShownToEverybodyAtOnce() {
    var bob = stage.person("bob", WATCH, "ro");
    int before = stage.timer.waiting();

    for (int i = 0; i < 10; i++) {
      stage.print("key");
    }

    assertThat(bob.screen().output()).hasSize(30);
    assertThat(stage.timer.waiting()).isEqualTo(before);
  }

  @Test
  void whoWritesSeesAFloodAtOnceAndTheOthersInRounds() {
    var alice = stage.person("alice", WRITE);
    var bob = stage.person("bob", WATCH, "ro");
    stage.print(FLOOD);

    stage.print("one");
    stage.print("two");
    assertThat(alice.screen().output()).endsWith("onetwo");
    assertThat(bob.screen().output()).isEqualTo(FLOOD);
    stage.advance(FloodBatching.EVERY);

    assertThat(bob.screen().output()).isEqualTo(FLOOD + "onetwo");
  }

  @Test
  void whatWouldBeTooMuchIsNotLeftToWait() {
    var bob = stage.person("bob", WATCH, "ro");
    stage.print(FLOOD);

    stage.print("y".repeat(FloodBatching.MUCH));

    assertThat(bob.screen().output()).hasSize(FloodBatching.AT_ONCE + FloodBatching.MUCH);
  }

  @Test
  void whoTakesTheSeatMeanwhileMissesNothing() {
    var alice = stage.person("alice", WRITE);
    var bob = stage.person("bob", WRITE);
    stage.print(FLOOD);
    stage.print("waits");
    assertThat(bob.screen().output()).isEqualTo(FLOOD);

    alice.viewer().act(new ViewerAction.GiveSeat());
    bob.viewer().act(new ViewerAction.TakeSeat());
    stage.advance(FloodBatching.EVERY);

    assertThat(bob.viewer().role()).isEqualTo(Role.WRITE);
    assertThat(bob.screen().output()).isEqualTo(FLOOD + "waits");
  }

  @Test
  void theEndOfAConsoleWaitsForNoRound() {
    var bob = stage.person("bob", WATCH, "ro");
    stage.print(FLOOD);
    stage.print("last words");

    bob.viewer().end(SessionEnd.drained(ExitCode.OK, "bye"));
    stage.tasks.runAll();

    assertThat(bob.screen().output()).isEqualTo(FLOOD + "last words");
    assertThat(bob.screen().code()).isEqualTo(ExitCode.OK);
  }
}
