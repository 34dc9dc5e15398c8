package dev.consolegw.gateway.console.viewer;

import static dev.consolegw.authz.Right.WATCH;
import static dev.consolegw.authz.Right.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.connection.Backoff;
import dev.consolegw.gateway.console.ConsoleLimits;
import dev.consolegw.gateway.console.FakeScreen;
import dev.consolegw.gateway.console.Stage;
import dev.consolegw.gateway.console.ViewerAction;
import dev.consolegw.gateway.event.SessionEvent;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Replay;
import dev.consolegw.gateway.session.Role;
import dev.consolegw.gateway.session.SessionEnd;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What viewers are shown, how fast, and how it ends. */
class OutputPumpTest {
  private static final ConsoleLimits LIMITS = ConsoleLimits.DEFAULT;

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

  private static String attached(String role, int others, int offset) {
    return "attached server=web1 id=lab/web1 port=0 session=s%d role=%s others=%d offset=%d"
        .formatted(others + 1, role, others, offset);
  }

  @Test
  void everybodySeesEveryByte() {
    var alice = stage.person("alice", WRITE);
    var bob = stage.person("bob", WATCH, "ro");

    stage.print("hello ");
    stage.print("world");

    assertThat(alice.screen().output()).isEqualTo("hello world");
    assertThat(bob.screen().output()).isEqualTo("hello world");
    assertThat(alice.screen().notices()).containsExactly(attached("write", 0, 0));
    assertThat(bob.screen().notices()).containsExactly(attached("watch", 1, 0));
  }

  @Test
  void outputFollowsTheRoomThatThereIs() {
    var alice = stage.script("alice", WRITE);

    alice.screen().room(0);
    stage.print("hello");
    assertThat(alice.screen().output()).isEmpty();
    alice.screen().room(1);
    alice.viewer().signal();
    stage.tasks.runAll();
    assertThat(alice.screen().output()).isEqualTo("h");
    alice.screen().room(1000);
    alice.viewer().signal();
    stage.tasks.runAll();

    assertThat(alice.screen().output()).isEqualTo("hello");
  }

  @Test
  void aHundredSignalsAreOneTask() {
    var alice = stage.person("alice", WRITE);

    for (int i = 0; i < 100; i++) {
      stage.line().print("x");
      alice.viewer().signal();
    }

    assertThat(stage.tasks.waiting()).isOne();
    stage.tasks.runAll();
    assertThat(alice.screen().output()).hasSize(100);
  }

  @Test
  void aSlowPersonSkipsToTheLiveEndAndIsTold() {
    var alice = stage.person("alice", WRITE);
    stage.print("start");
    alice.screen().room(0);

    stage.print("x".repeat(LIMITS.lag() + 1));
    alice.screen().room(1 << 20);
    stage.print("live");

    assertThat(alice.screen().shown())
        .endsWith("start{skipped 1048577 bytes from offset=5; they are kept in the log}live");
  }

  @Test
  void whoAsksForItIsSentAwayInsteadOfSkipping() {
    var bob = stage.script("bob", WATCH, "ro", "drop=close");
    stage.print("start");
    bob.screen().room(0);

    stage.print("x".repeat(LIMITS.lag() + 1));
    stage.tasks.runAll();

    assertThat(bob.screen().code()).isEqualTo(ExitCode.OUTPUT_LOST);
    assertThat(stage.console.status().viewers()).isEmpty();
  }

  @Test
  void aWriterThatLosesNothingHoldsTheGuestBack() {
    var alice = stage.script("alice", WRITE);
    alice.screen().room(0);

    stage.print("x".repeat(LIMITS.pauseAt() - 1));
    assertThat(stage.line().isPaused()).isFalse();
    stage.print("x");
    assertThat(stage.line().isPaused()).isTrue();
    alice.screen().room(LIMITS.pauseAt() - LIMITS.resumeAt() - 1);
    alice.viewer().signal();
    stage.tasks.runAll();
    assertThat(stage.line().isPaused()).isTrue();
    alice.screen().room(1);
    alice.viewer().signal();
    stage.tasks.runAll();

    assertThat(stage.line().isPaused()).isFalse();
  }

  @Test
  void aWatcherNeitherHoldsTheGuestBackNorLetsItGoOn() {
    var bob = stage.script("bob", WATCH, "ro");
    bob.screen().room(0);
    stage.print("x".repeat(2 * LIMITS.pauseAt()));
    assertThat(stage.line().isPaused()).isFalse();
    var alice = stage.script("alice", WRITE);
    alice.screen().room(0);
    var eve = stage.person("eve", WATCH, "ro");

    stage.print("x".repeat(LIMITS.pauseAt()));

    assertThat(eve.screen().output()).hasSize(LIMITS.pauseAt());
    assertThat(stage.line().isPaused()).isTrue();
  }

  @Test
  void theGuestGoesOnWhenItsSlowWriterLeaves() {
    var alice = stage.script("alice", WRITE);
    alice.screen().room(0);
    stage.print("x".repeat(LIMITS.pauseAt()));
    var eve = stage.person("eve", WRITE, "ro");
    assertThat(stage.line().isPaused()).isTrue();

    alice.viewer().act(new ViewerAction.Leave());
    stage.tasks.runAll();

    assertThat(stage.line().isPaused()).isFalse();
    assertThat(eve.viewer().role()).isEqualTo(Role.WATCH);
  }

  @Test
  void aWriterThatStandsStillForTooLongLosesItsSession() {
    var alice = stage.script("alice", WRITE);
    alice.screen().room(0);
    stage.print("x".repeat(LIMITS.pauseAt()));
    stage.advance(LIMITS.stall().minusSeconds(1));
    alice.screen().room(1);
    alice.viewer().signal();
    stage.tasks.runAll();
    stage.advance(LIMITS.stall());
    assertThat(alice.screen().code()).isNull();

    stage.advance(Duration.ofSeconds(1).plus(LIMITS.stall()));

    assertThat(alice.screen().code()).isEqualTo(ExitCode.OUTPUT_LOST);
    assertThat(stage.line().isPaused()).isFalse();
    assertThat(stage.console.status().viewers()).isEmpty();
  }

  @Test
  void aNoticeThatFindsNoRoomDoesNotKeepAnybodyThere() {
    var alice = stage.script("alice", WRITE);
    alice.screen().room(0);
    stage.print("x".repeat(LIMITS.pauseAt()));
    alice.viewer().notice("somebody says something");
    stage.tasks.runAll();

    stage.advance(LIMITS.stall());
    stage.advance(LIMITS.stall());

    assertThat(alice.screen().code()).isEqualTo(ExitCode.OUTPUT_LOST);
    assertThat(stage.console.status().viewers()).isEmpty();
    assertThat(stage.line().isPaused()).isFalse();
  }

  @Test
  void aClientThatVanishesWithANoticePendingIsGoneAtOnce() {
    var alice = stage.person("alice", WRITE);
    alice.screen().room(0);
    alice.viewer().notice("somebody says something");
    stage.tasks.runAll();

    alice.viewer().end(SessionEnd.now(ExitCode.OK, ""));
    stage.tasks.runAll();

    assertThat(stage.console.status().viewers()).isEmpty();
  }

  @Test
  void whoHasNoSeatIsNotSentAwayForStandingStill() {
    var alice = stage.script("alice", WRITE);
    alice.screen().room(0);
    stage.print("x".repeat(LIMITS.pauseAt()));

    alice.viewer().act(new ViewerAction.GiveSeat());
    stage.advance(LIMITS.stall().multipliedBy(3));

    assertThat(alice.screen().code()).isNull();
    assertThat(stage.timer.waiting()).isZero();
  }

  @Test
  void aDrainedEndingDeliversWhatWasPrintedBeforeIt() {
    var alice = stage.script("alice", WRITE);
    alice.screen().room(0);
    stage.print("all of this");

    alice.viewer().end(SessionEnd.drained(ExitCode.OK, "bye"));
    stage.print("not this");
    assertThat(alice.screen().code()).isNull();
    alice.screen().room(1000);
    alice.viewer().signal();
    stage.tasks.runAll();

    assertThat(alice.screen().shown()).endsWith("all of this{bye}");
    assertThat(alice.screen().code()).isEqualTo(ExitCode.OK);
  }

  @Test
  void aDrainedEndingWaitsForNobodyForEver() {
    var alice = stage.script("alice", WRITE);
    stage.print("all read");
    alice.screen().room(0);
    alice.viewer().notice("not read");
    stage.tasks.runAll();

    alice.viewer().end(SessionEnd.drained(ExitCode.OK, "bye"));
    stage.advance(LIMITS.stall());

    assertThat(alice.screen().code()).isEqualTo(ExitCode.OUTPUT_LOST);
    assertThat(stage.console.status().viewers()).isEmpty();
  }

  @Test
  void theFirstEndingCounts() {
    var alice = stage.person("alice", WRITE);

    alice.viewer().end(SessionEnd.now(ExitCode.TRY_AGAIN, "first"));
    alice.viewer().end(SessionEnd.now(ExitCode.OK, "second"));
    stage.tasks.runAll();

    assertThat(alice.screen().code()).isEqualTo(ExitCode.TRY_AGAIN);
    assertThat(alice.screen().notices()).endsWith("first");
  }

  @Test
  void aClientThatVanishesIsDetached() {
    var alice = stage.person("alice", WRITE);
    alice.screen().vanish();

    stage.print("anything");

    assertThat(stage.console.status().viewers()).isEmpty();
    assertThat(stage.events).hasAtLeastOneElementOfType(SessionEvent.Detached.class);
  }

  @Test
  void aScreenThatFailsEndsItsOwnSessionAlone() {
    var alice = stage.person("alice", WRITE);
    var bob = stage.person("bob", WATCH, "ro");
    alice.screen().packet(-5);

    stage.print("anything");

    assertThat(stage.console.status().viewers()).hasSize(1);
    assertThat(bob.screen().output()).isEqualTo("anything");
  }

  @Test
  void theReplayComesFromTheDiskAndTheLiveOutputFollows() throws Exception {
    stage.person("alice", WRITE);
    stage.print("one\ntwo\nthree\n");

    var bob = stage.person("bob", WATCH, "ro", "replay=2");
    stage.settle();
    stage.print("four");

    assertThat(bob.screen().shown())
        .startsWith("{attached")
        .contains("live=14 offset=4}two\nthree\n{live from here, offset=14}four");
  }

  @Test
  void moreThanMemoryHoldsIsReplayedWhole() throws Exception {
    stage.person("alice", WRITE);
    for (int i = 0; i < 80; i++) {
      stage.print("%08d".formatted(i).repeat(2048));
      stage.settle();
    }

    var bob = stage.script("bob", WATCH, "ro", "replay=@0");
    stage.settle();
    stage.settle();

    assertThat(bob.screen().output())
        .hasSize(80 * 16384)
        .startsWith("00000000")
        .endsWith("00000079");
  }

  @Test
  void askingForAReplayAThousandTimesAsksTheDiskOnce() throws Exception {
    var alice = stage.person("alice", WRITE);
    stage.print("one\ntwo\n");

    for (int i = 0; i < 5_000; i++) {
      alice.viewer().act(new ViewerAction.Replay(new Replay.Lines(1)));
    }
    stage.settle();

    assertThat(alice.screen().output()).startsWith("one\ntwo\ntwo\n").hasSizeLessThan(1000);
  }

  @Test
  void whoComesInTheMomentTheLineIsUpIsAttachedOnce() {
    stage.ask("alice", WATCH, true, new FakeScreen());
    stage.atEachEvent(stage.tasks::runAll);

    var bob = stage.person("bob", WRITE, "wake=CR");

    assertThat(bob.screen().notices()).containsExactly(attached("write", 1, 0));
    assertThat(stage.line().typed()).isEqualTo("\r");
  }

  @Test
  void aNewcomerWaitsForAConsoleThatIsDown() {
    stage.dialler.fail(Reason.Kind.UNREACHABLE, "nothing listens");
    var screen = new FakeScreen();
    stage.ask("alice", WRITE, false, screen);
    stage.tasks.runAll();
    assertThat(screen.code()).isNull();

    stage.advance(Backoff.FIRST);

    assertThat(screen.notices()).containsExactly(attached("write", 0, 0));
  }

  @Test
  void aConsoleThatStaysDownEndsTheNewcomersSession() {
    for (int i = 0; i < 50; i++) {
      stage.dialler.fail(Reason.Kind.UNREACHABLE, "nothing listens");
    }
    var screen = new FakeScreen();
    stage.ask("alice", WRITE, false, screen);
    stage.tasks.runAll();

    stage.advance(LIMITS.connection().dialBudget());

    assertThat(screen.code()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(screen.notices()).containsExactly("nothing listens");
  }
}
