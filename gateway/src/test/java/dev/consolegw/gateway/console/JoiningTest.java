package dev.consolegw.gateway.console;

import static dev.consolegw.authz.Right.MANAGE;
import static dev.consolegw.authz.Right.WATCH;
import static dev.consolegw.authz.Right.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.Settings.Sharing;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.event.SessionEvent;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Role;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.terminal.input.InputPart.Cause;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several people who type at the same time. */
class JoiningTest {
  @TempDir private Path folder;
  private Stage stage;

  @BeforeEach
  void open() throws IOException {
    stage = new Stage(folder).on(Sharing.JOIN);
  }

  @AfterEach
  void close() throws IOException {
    stage.close();
  }

  @Test
  void whoJoinsWritesBesideTheHolderOfTheSeat() {
    var alice = stage.person("alice", WRITE);
    var bob = stage.person("bob", WRITE, "join");
    var script = stage.script("carol", WRITE, "join");

    alice.types("a");
    bob.types("b");
    script.types("c");
    alice.types("A");

    assertThat(stage.line().typed()).isEqualTo("abcA");
    assertThat(List.of(alice, bob, script))
        .extracting(one -> one.viewer().role())
        .containsExactly(Role.WRITE, Role.JOIN, Role.JOIN);
    assertThat(bob.screen().notices()).contains("you write together with alice from 192.0.2.1");
    assertThat(alice.screen().notices()).contains("bob from 192.0.2.1 writes here, too");
    assertThat(stage.events).anyMatch(SessionEvent.Joined.class::isInstance);
  }

  @Test
  void theFirstWhoWouldJoinGetsTheSeat() {
    var bob = stage.person("bob", WRITE, "join");

    assertThat(bob.viewer().role()).isEqualTo(Role.WRITE);
  }

  @Test
  void whoDoesNotAskToJoinWatches() {
    stage.person("alice", WRITE);

    assertThat(stage.person("bob", WRITE).viewer().role()).isEqualTo(Role.WATCH);
    assertThat(stage.person("wendy", WATCH, "join").viewer().role()).isEqualTo(Role.WATCH);
  }

  @Test
  void wherePeopleWriteOneAtATimeNobodyJoins() {
    stage.on(Sharing.ONE_WRITER);
    var bob = stage.person("bob", WRITE, "join");
    var script = stage.ask("bob", WRITE, false, new FakeScreen(), "join");

    assertThat(bob.viewer().role()).isEqualTo(Role.WATCH);
    assertThat(bob.screen().notices())
        .anyMatch(line -> line.startsWith("one person at a time writes on this console"));
    assertThat(((AttachResult.Refused) script).ending())
        .isEqualTo(
            SessionEnd.now(
                ExitCode.NOT_ALLOWED,
                "one person at a time writes on this console; leave +join out"));
    bob.viewer().act(new ViewerAction.TakeSeat());
    assertThat(bob.viewer().role()).isEqualTo(Role.WRITE);
  }

  @Test
  void theFirstOfThoseWhoJoinedInheritsTheSeat() {
    var alice = stage.person("alice", WRITE);
    var bob = stage.person("bob", WRITE, "join");
    var carol = stage.person("carol", WRITE, "join");
    bob.viewer().act(new ViewerAction.Resize(new ConsoleInput.WindowChange(132, 50, 0, 0)));

    alice.viewer().act(new ViewerAction.Leave());
    stage.tasks.runAll();
    assertThat(bob.viewer().role()).isEqualTo(Role.WRITE);
    assertThat(stage.line().inputs()).containsExactly("<132x50>");
    assertThat(bob.screen().notices())
        .contains("the seat is yours: alice from 192.0.2.1 writes no more");
    bob.viewer().act(new ViewerAction.GiveSeat());

    assertThat(bob.viewer().role()).isEqualTo(Role.WATCH);
    assertThat(carol.viewer().role()).isEqualTo(Role.WRITE);
  }

  @Test
  void whoJoinedMayGiveItUpAndJoinAgain() {
    stage.person("alice", WRITE);
    var bob = stage.person("bob", WRITE, "join");

    bob.viewer().act(new ViewerAction.GiveSeat());
    bob.types("no");
    assertThat(bob.viewer().role()).isEqualTo(Role.WATCH);
    bob.viewer().act(new ViewerAction.TakeSeat());
    bob.types("yes");

    assertThat(bob.viewer().role()).isEqualTo(Role.JOIN);
    assertThat(stage.line().typed()).isEqualTo("yes");
  }

  @Test
  void aHolderWhoWouldJoinGoesOnWritingWhenAManagerTakesTheSeat() {
    var alice = stage.person("alice", WRITE, "join");
    var max = stage.person("max", MANAGE, "join");

    max.viewer().act(new ViewerAction.TakeSeat());
    stage.tasks.runAll();
    alice.types("still here");

    assertThat(max.viewer().role()).isEqualTo(Role.WRITE);
    assertThat(alice.viewer().role()).isEqualTo(Role.JOIN);
    assertThat(alice.screen().notices())
        .contains("max from 192.0.2.1 took the seat; you write together");
    assertThat(stage.line().typed()).isEqualTo("still here");
  }

  @Test
  void whatComesInOneReadStaysInOnePiece() {
    var alice = stage.person("alice", WRITE, "pace=1/20");
    var bob = stage.person("bob", WRITE, "join");

    alice.types("one two");
    bob.types("THREE");
    alice.types("four");
    bob.types("FIVE");
    stage.advance(Duration.ofSeconds(1));

    assertThat(stage.line().typed()).isEqualTo("one twoTHREEfourFIVE");
  }

  @Test
  void onlyTheTerminalOfTheSeatAnswersTheGuest() {
    var alice = stage.person("alice", WRITE, "join");
    var bob = stage.person("bob", WRITE, "join");
    var script = stage.script("carol", WRITE, "join");

    script.types("\033[24;80R"); // no terminal: bytes as they come
    for (var each : List.of(alice, bob)) {
      each.viewer().act(new ViewerAction.Report(Cause.QUESTION, answer()));
    }

    assertThat(stage.line().typed()).isEqualTo("\033[24;80R".repeat(2));
    assertThat(bob.screen().taken()).isEqualTo(answer().remaining());
  }

  private static ByteBuffer answer() {
    return ByteBuffer.wrap("\033[24;80R".getBytes(StandardCharsets.US_ASCII));
  }
}
