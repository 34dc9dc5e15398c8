package dev.consolegw.gateway.console.viewer;

import static dev.consolegw.authz.Right.WATCH;
import static dev.consolegw.authz.Right.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.console.Stage;
import dev.consolegw.gateway.console.ViewerAction;
import dev.consolegw.gateway.session.Replay;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key that comes back is shown by the thread that reads it, and much output is not. */
class BriefOutputTest {
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

  private Stage.Visitor writer() {
    var alice = stage.person("alice", WRITE);
    alice.screen().writesAtOnce(true);
    return alice;
  }

  @Test
  void aKeyThatComesBackIsShownByWhoeverReadsIt() {
    var alice = writer();

    stage.line().print("x");

    assertThat(alice.screen().output()).isEqualTo("x");
    assertThat(stage.tasks.waiting()).isZero();
  }

  @Test
  void muchIsShownByATask() {
    var alice = writer();
    var much = "0123456789".repeat(4_000);

    stage.line().print(much);
    assertThat(alice.screen().output()).isEmpty();
    stage.tasks.runAll();

    assertThat(alice.screen().output()).isEqualTo(much);
  }

  @Test
  void whoOnlyWatchesIsShownItByATask() {
    var bob = stage.person("bob", WATCH, "ro");
    bob.screen().writesAtOnce(true);

    stage.line().print("x");
    assertThat(bob.screen().output()).isEmpty();
    stage.tasks.runAll();

    assertThat(bob.screen().output()).isEqualTo("x");
  }

  @Test
  void aScreenThatMayTakeItsTimeIsLeftToATask() {
    var alice = stage.person("alice", WRITE);

    stage.line().print("x");

    assertThat(alice.screen().output()).isEmpty();
  }

  @Test
  void withoutRoomItWaitsForRoomLikeAllElse() {
    var alice = writer();
    alice.screen().room(0);

    stage.line().print("hello");
    alice.screen().room(100);
    alice.viewer().signal();
    stage.tasks.runAll();

    assertThat(alice.screen().output()).isEqualTo("hello");
  }

  @Test
  void aReplayThatWasAskedForComesFirst() throws Exception {
    var alice = writer();
    stage.print("old\n");
    alice.viewer().act(new ViewerAction.Replay(new Replay.From(0)));
    stage.settle();

    stage.line().print("new\n");
    stage.settle();

    assertThat(alice.screen().output()).startsWith("old\n").endsWith("old\nnew\n");
  }

  @Test
  void aClientThatIsGoneEndsItsSessionAndNothingElse() {
    var alice = writer();
    var bob = stage.person("bob", WATCH, "ro");
    alice.screen().vanish();

    stage.print("x");

    assertThat(stage.console.status().viewers()).hasSize(1);
    assertThat(bob.screen().output()).isEqualTo("x");
  }
}
