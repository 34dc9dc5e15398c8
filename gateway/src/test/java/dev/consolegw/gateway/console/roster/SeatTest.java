package dev.consolegw.gateway.console.roster;

import static dev.consolegw.authz.Right.MANAGE;
import static dev.consolegw.authz.Right.WATCH;
import static dev.consolegw.authz.Right.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.Right;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.console.AttachResult;
import dev.consolegw.gateway.console.ConsoleLimits;
import dev.consolegw.gateway.console.FakeScreen;
import dev.consolegw.gateway.console.Stage;
import dev.consolegw.gateway.console.ViewerAction;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Role;
import dev.consolegw.gateway.session.SessionEnd;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who writes. One console, a line that is up, and people who come and go. */
class SeatTest {
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

  private SessionEnd refused(String person, Right right, String... options) {
    var answer = stage.ask(person, right, false, new FakeScreen(), options);
    return ((AttachResult.Refused) answer).ending();
  }

  @Test
  void theFirstWhoMayWriteWrites() {
    var watcher = stage.person("wendy", WATCH);
    var reader = stage.person("rita", WRITE, "ro");
    var writer = stage.person("alice", WRITE);

    watcher.types("no");
    reader.types("no");
    writer.types("yes");

    assertThat(stage.line().typed()).isEqualTo("yes");
    assertThat(writer.viewer().role()).isEqualTo(Role.WRITE);
    assertThat(watcher.viewer().role()).isEqualTo(Role.WATCH);
    assertThat(watcher.screen().taken()).isEqualTo(2);
  }

  @Test
  void whoMayNotWriteIsTold() {
    var watcher = stage.person("wendy", WATCH);
    assertThat(watcher.screen().notices()).anyMatch(line -> line.startsWith("you may not write"));

    assertThat(refused("wendy", WATCH).code()).isEqualTo(ExitCode.NOT_ALLOWED);
    assertThat(stage.script("wendy", WATCH, "ro").screen().code()).isNull();
  }

  @Test
  void theSecondPersonWatchesOnATerminalAndIsSentAwayWithoutOne() {
    stage.person("alice", WRITE);

    var bob = stage.person("bob", WRITE);
    var script = refused("bob", WRITE);

    assertThat(bob.viewer().role()).isEqualTo(Role.WATCH);
    assertThat(bob.screen().notices())
        .anyMatch(line -> line.startsWith("alice from 192.0.2.1 is writing"));
    assertThat(script.code()).isEqualTo(ExitCode.TRY_AGAIN);
    assertThat(script.text()).contains("alice from 192.0.2.1");
  }

  @Test
  void onesOwnSecondSessionTakesTheSeat() {
    var first = stage.person("alice", WRITE);

    var second = stage.script("alice", WRITE);
    var third = stage.person("alice", WRITE);
    stage.tasks.runAll();

    assertThat(first.viewer().role()).isEqualTo(Role.WATCH);
    assertThat(first.screen().notices()).anyMatch(line -> line.contains("took the seat"));
    assertThat(first.screen().code()).isNull();
    assertThat(second.screen().code()).isEqualTo(ExitCode.TRY_AGAIN);
    assertThat(third.viewer().role()).isEqualTo(Role.WRITE);
  }

  @Test
  void onlyManagersTakeItByForce() {
    var alice = stage.person("alice", WRITE);

    var bob = stage.person("bob", WRITE, "force");
    bob.viewer().act(new ViewerAction.TakeSeat());
    assertThat(alice.viewer().role()).isEqualTo(Role.WRITE);
    var meek = stage.person("mary", MANAGE);
    assertThat(alice.viewer().role()).isEqualTo(Role.WRITE);
    meek.viewer().act(new ViewerAction.TakeSeat());
    assertThat(meek.viewer().role()).isEqualTo(Role.WRITE);
    var boss = stage.person("max", MANAGE, "force");

    assertThat(boss.viewer().role()).isEqualTo(Role.WRITE);
  }

  @Test
  void aSilentClientLosesItToTheNextWhoAsks() {
    var alice = stage.person("alice", WRITE);
    var bob = stage.person("bob", WRITE);

    alice.screen().silentFor(ConsoleLimits.DEFAULT.silentSeat().minusMillis(1));
    bob.viewer().act(new ViewerAction.TakeSeat());
    assertThat(bob.viewer().role()).isEqualTo(Role.WATCH);
    alice.screen().silentFor(ConsoleLimits.DEFAULT.silentSeat());
    assertThat(alice.viewer().role()).isEqualTo(Role.WRITE);
    bob.viewer().act(new ViewerAction.TakeSeat());

    assertThat(bob.viewer().role()).isEqualTo(Role.WRITE);
  }

  @Test
  void aCommandNeedNotWaitForASilentClientEither() {
    var alice = stage.person("alice", WRITE);
    var barred = stage.typesPastSeat("bob", WRITE).orElseThrow();
    assertThat(barred.text()).contains("alice from 192.0.2.1");
    assertThat(barred.code()).isEqualTo(ExitCode.TRY_AGAIN);
    assertThat(stage.typesPastSeat("alice", WRITE)).isEmpty();
    assertThat(stage.typesPastSeat("max", MANAGE)).isEmpty();

    alice.screen().silentFor(ConsoleLimits.DEFAULT.silentSeat());

    assertThat(stage.typesPastSeat("bob", WRITE)).isEmpty();
  }

  @Test
  void whatTheDisplacedHadTypedIsThrownAway() {
    var alice = stage.person("alice", WRITE);
    stage.line().holding();
    alice.types("x");
    alice.types("rm -rf /\r");
    var max = stage.person("max", MANAGE, "force");

    max.types("ls\r");
    stage.line().release();

    assertThat(stage.line().typed()).isEqualTo("xls\r");
    assertThat(alice.screen().taken()).isEqualTo(10);
  }

  @Test
  void whoWritesIsToldWhoAsksForTheSeat() {
    var alice = stage.person("alice", WRITE);
    var script = stage.script("bob", WRITE, "ro");
    var bob = stage.person("bob", WRITE);
    var eve = stage.person("eve", WATCH, "ro");

    bob.viewer().act(new ViewerAction.TakeSeat());
    stage.tasks.runAll();
    alice.viewer().act(new ViewerAction.GiveSeat());
    stage.tasks.runAll();

    assertThat(bob.screen().notices())
        .endsWith(
            "alice from 192.0.2.1 is writing, and was told that you ask for the seat",
            "alice from 192.0.2.1 gave the seat up; Ctrl-] t takes it");
    assertThat(alice.screen().notices())
        .contains("bob from 192.0.2.1 asks for the seat; Ctrl-] g gives it up");
    assertThat(List.of(script, eve))
        .extracting(each -> each.screen().notices())
        .allSatisfy(lines -> assertThat(lines).endsWith("alice from 192.0.2.1 gave the seat up"));
  }

  @Test
  void whoGivesItUpOrLeavesMakesItFreeToWhoeverAsks() {
    var alice = stage.person("alice", WRITE);
    var bob = stage.person("bob", WRITE);

    alice.viewer().act(new ViewerAction.GiveSeat());
    stage.tasks.runAll();
    assertThat(bob.viewer().role()).isEqualTo(Role.WATCH);
    assertThat(bob.screen().notices()).anyMatch(line -> line.contains("gave the seat up"));
    bob.viewer().act(new ViewerAction.TakeSeat());
    assertThat(bob.viewer().role()).isEqualTo(Role.WRITE);
    bob.viewer().act(new ViewerAction.Leave());
    stage.tasks.runAll();
    alice.viewer().act(new ViewerAction.TakeSeat());

    assertThat(alice.viewer().role()).isEqualTo(Role.WRITE);
  }

  @Test
  void whoHasLeftCannotTakeItAnyMore() {
    var alice = stage.person("alice", WRITE);
    alice.viewer().act(new ViewerAction.Leave());
    stage.tasks.runAll();

    alice.viewer().act(new ViewerAction.TakeSeat());
    var bob = stage.person("bob", WRITE);

    assertThat(bob.viewer().role()).isEqualTo(Role.WRITE);
  }

  @Test
  void theGuestGetsTheSizeOfWhoeverWrites() {
    var alice = stage.person("alice", WRITE);
    var max = stage.person("max", MANAGE);
    alice.viewer().act(new ViewerAction.Resize(new ConsoleInput.WindowChange(80, 24, 0, 0)));
    max.viewer().act(new ViewerAction.Resize(new ConsoleInput.WindowChange(132, 50, 0, 0)));
    assertThat(stage.line().inputs()).containsExactly("<80x24>");

    max.viewer().act(new ViewerAction.TakeSeat());

    assertThat(stage.line().inputs()).containsExactly("<80x24>", "<132x50>");
  }

  @Test
  void aConsoleThatIsFullLetsNobodyMoreIn() {
    for (int i = 0; i < 64; i++) {
      stage.person("p" + i, WATCH);
    }

    assertThat(refused("late", WATCH, "ro").code()).isEqualTo(ExitCode.TRY_AGAIN);
  }

  @Test
  void aLostConnectionTakesWhatWasTypedAndSaysSo() {
    var alice = stage.person("alice", WRITE);
    stage.line().holding();
    alice.types("x");
    alice.types("waiting");

    stage.line().end("reboot");
    stage.tasks.runAll();
    alice.types("more");
    stage.advance(Duration.ofSeconds(1));

    assertThat(stage.line().typed()).isEmpty();
    assertThat(alice.screen().taken()).isEqualTo(12);
    assertThat(alice.screen().notices())
        .contains("7 typed bytes were not sent", "not connected: what you type is not sent");
  }
}
