package dev.consolegw.gateway.console.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.Right;
import dev.consolegw.gateway.backend.ConsoleInput.WindowChange;
import dev.consolegw.gateway.console.ConsoleLimits;
import dev.consolegw.gateway.console.ViewerAction;
import dev.consolegw.gateway.session.Replay;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ScreenReplayTest extends PictureStage {
  @Test
  void whoComesIsShownTheScreenAndThenWhatIsPrinted() throws Exception {
    printed("\033[2J\033[3;5Hin the middle\033[7;1H");
    var alice = sees("alice");
    stage.print("live");

    var lines = terminal(alice.screen().shown());
    assertThat(row(lines, 2, 6)).containsExactly("    in the middle", "live");
    assertThat(lines.stream().filter(each -> each.contains("console:"))).isEmpty();
    assertThat(alice.screen().notices()).anyMatch(each -> each.startsWith("attached server="));
  }

  @Test
  void whatIsSaidBeforeGoesToTheScrollback() throws Exception {
    printed("guest");
    var alice = sees("alice");

    var shown = alice.screen().shown();
    int line = shown.indexOf("{attached server=");
    int feeds = shown.indexOf("\n".repeat(ROWS));
    assertThat(line).isNotNegative();
    assertThat(feeds).isGreaterThan(line);
    assertThat(shown.indexOf("guest")).isGreaterThan(feeds);
  }

  @Test
  void halfASequenceIsLive() throws Exception {
    printed("\033[2J\033[Hab\033[1");
    var alice = sees("alice");
    stage.print(";31mcd");

    assertThat(alice.screen().shown()).endsWith("\033[1;31mcd");
    assertThat(alice.viewer().traffic().out()).isEqualTo(9); // from the ESC on, no picture
    assertThat(terminal(alice.screen().shown()).getFirst()).isEqualTo("abcd");
  }

  @Test
  void aPictureIsNotCountedAsOutputButAsSeen() throws Exception {
    printed("x".repeat(500));
    var alice = sees("alice");
    assertThat(alice.viewer().traffic().out()).isZero();
    assertThat(alice.viewer().cursor()).isEqualTo(500);
    assertThat(alice.viewer().seenUpTo()).hasValue(500);

    stage.print("12345");

    assertThat(alice.viewer().traffic().out()).isEqualTo(5);
    assertThat(alice.viewer().cursor()).isEqualTo(505);
  }

  @Test
  void theAttachLineTellsWhereOutputGoesOn() throws Exception {
    printed("x".repeat(500));
    var alice = sees("alice");

    assertThat(alice.screen().notices()).anyMatch(each -> each.endsWith(" offset=500"));
  }

  /** The clock stands still: nothing is waited for. */
  @Test
  void whoeverComesWithoutASizeWaitsForNone() throws Exception {
    printed("\033[2J\033[Htop");
    var alice = stage.person("alice", Right.WRITE, "replay=screen");
    alice.viewer().act(new ViewerAction.Unsized());
    stage.settle();

    assertThat(alice.screen().shown()).contains("\033[2J").contains("top");
  }

  @Test
  void aTerminalThatTellsNoSizeIsOfTheUsualOne() throws Exception {
    printed("\033[24;1Hlast row");
    var alice = stage.person("alice", Right.WRITE, "replay=screen");
    stage.settle();
    assertThat(alice.screen().shown()).isEmpty();

    stage.advance(ScreenReplay.SIZE_WITHIN);
    stage.settle();

    assertThat(alice.screen().shown()).contains("\n".repeat(24)).contains("last row");
  }

  @Test
  void theKeyShowsTheScreenAgainAndThenWhatWasPrintedMeanwhile() throws Exception {
    printed("\033[2J\033[Hone");
    var alice = sees("alice");
    alice.viewer().act(new ViewerAction.Replay(new Replay.Screen()));
    stage.print("two"); // while the disk looks
    stage.settle();
    stage.print("three");

    assertThat(terminal(alice.screen().shown()).getFirst()).isEqualTo("onetwothree");
    assertThat(alice.viewer().cursor()).isEqualTo(stage.console.history().end());
  }

  @Test
  void whoCameForLinesCanHaveTheScreenLater() throws Exception {
    printed("\033[2J\033[4;1Hfour");
    var alice = stage.person("alice", Right.WRITE, "replay=none");
    alice.viewer().act(new ViewerAction.Resize(new WindowChange(COLUMNS, ROWS, 0, 0)));
    alice.viewer().act(new ViewerAction.Replay(new Replay.Screen()));
    stage.settle();

    assertThat(terminal(alice.screen().shown()).get(3)).isEqualTo("four");
  }

  @Test
  void aDiskThatDoesNotAnswerKeepsNobodyFromWhatIsPrinted() throws Exception {
    printed("before");
    var stalled = new CountDownLatch(1);
    stage
        .console
        .history()
        .diskThreads()
        .execute(() -> {
          try {
            stalled.await();
          } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
          }
        });
    try {
      var alice = stage.person("alice", Right.WRITE, "replay=screen");
      alice.viewer().act(new ViewerAction.Resize(new WindowChange(COLUMNS, ROWS, 0, 0)));
      stage.print("meanwhile");
      assertThat(alice.screen().shown()).isEmpty();

      stage.advance(ScreenReplay.PATIENCE);

      assertThat(alice.screen().notices())
          .anyMatch(each -> each.contains("the disk does not answer"));
      assertThat(alice.screen().output()).isEqualTo("meanwhile");
    } finally {
      stalled.countDown();
    }
  }

  @Test
  void whoHasSkippedOutputIsShownTheScreenAgain() throws Exception {
    printed("\033[2J\033[Hold");
    var alice = sees("alice");
    stage.print("!"); // has caught up
    alice.screen().room(0);
    int lag = ConsoleLimits.DEFAULT.lag();
    stage.print("\033[H\033[31m" + "x".repeat(lag) + "\033[2J\033[2;3Hnew\033[2");
    alice.screen().room(Integer.MAX_VALUE);
    alice.viewer().signal();
    stage.tasks.runAll();
    stage.settle();
    stage.print(";9Hafter");

    var shown = alice.screen().shown();
    assertThat(alice.screen().notices())
        .anyMatch(each -> each.startsWith("skipped ") && each.contains("they are kept in the log"));
    assertThat(row(terminal(shown), 0, 1)).containsExactly("", "  new   after");
    assertThat(alice.viewer().cursor()).isEqualTo(stage.console.history().end());
  }

  @Test
  void whatIsSaidIsLaidOverTheBottomRowAndTakenAwayAgain() throws Exception {
    printed("\033[2J\033[Htop\033[" + ROWS + ";1Hbottom\033[1;4H");
    var alice = sees("alice");
    alice.viewer().notice("somebody asks for the seat");
    stage.tasks.runAll();

    var covered = model(alice.screen().shown());
    assertThat(row(covered.lines(), 0, ROWS - 1))
        .containsExactly("top", "console: somebody asks for the seat");
    assertThat(covered.cursor().row()).isZero();
    assertThat(covered.cursor().column()).isEqualTo(3);

    stage.advance(NoticeOverlay.STANDS.minusMillis(1));
    stage.settle();
    assertThat(terminal(alice.screen().shown()).get(ROWS - 1)).startsWith("console: ");
    stage.advance(Duration.ofMillis(1));
    stage.settle();
    assertThat(row(terminal(alice.screen().shown()), 0, ROWS - 1)).containsExactly("top", "bottom");
  }

  /** In the scrollback, where the picture leaves it, nobody would read who writes here. */
  @Test
  void whatWasSaidAtTheBeginningIsLaidOverThePicture() throws Exception {
    printed("\033[2J\033[Htop\033[" + ROWS + ";1Hbottom\033[1;4H");
    var writer = sees("alice");
    var watcher = sees("bob");

    assertThat(row(terminal(writer.screen().shown()), 0, ROWS - 1))
        .containsExactly("top", "bottom");
    assertThat(row(terminal(watcher.screen().shown()), ROWS - 3, ROWS - 2, ROWS - 1))
        .containsExactly(
            "console: alice from 192.0.2.1 is",
            "writing; you are watching, Ctrl-] t asks",
            "for the seat");
    stage.advance(READ);
    stage.settle();
    assertThat(row(terminal(watcher.screen().shown()), 0, ROWS - 1))
        .containsExactly("top", "bottom");
  }

  @Test
  void whereNothingWasPrintedNothingIsDrawn() throws Exception {
    var alice = sees("alice");

    assertThat(alice.screen().shown()).doesNotContain("\033[2J");
    assertThat(alice.screen().notices()).anyMatch(each -> each.startsWith("attached server="));
  }

  @Test
  void outputTakesItAwayAtOnce() throws Exception {
    printed("\033[2J\033[Htop\033[" + ROWS + ";1Hbottom\033[1;4H");
    var alice = sees("alice");
    alice.viewer().notice("somebody asks for the seat");
    stage.tasks.runAll();
    stage.print(" and more");
    stage.settle();

    var lines = terminal(alice.screen().shown());
    assertThat(row(lines, 0, ROWS - 1)).containsExactly("top and more", "bottom");
  }

  @Test
  void severalLinesStandOneAboveTheOther() throws Exception {
    printed("\033[2J\033[Htop");
    var alice = sees("alice");
    alice.viewer().notice("one");
    alice.viewer().notice("two\033[2J");
    stage.tasks.runAll();

    assertThat(row(terminal(alice.screen().shown()), 0, ROWS - 2, ROWS - 1))
        .containsExactly("top", "console: one", "console: two?[2J");
  }

  @Test
  void aTerminalThatWasPutRightIsToldInLines() throws Exception {
    printed("\033[2J\033[Htop");
    var alice = sees("alice");
    alice.viewer().act(new ViewerAction.RestoreTerminal());
    stage.tasks.runAll();
    stage.advance(NoticeOverlay.STANDS);
    stage.settle();

    assertThat(alice.screen().shown()).endsWith("draw its screen anew}");
  }

  @Test
  void whatIsTypedToUsIsDrawnOver() throws Exception {
    printed("\033[2J\033[Htop");
    var alice = sees("alice");
    int before = alice.screen().shown().length();
    alice.viewer().act(new ViewerAction.Redraw());
    stage.settle();
    assertThat(alice.screen().shown().substring(before)).contains("top");

    var bob = stage.person("bob", Right.WRITE, "replay=none");
    stage.settle();
    before = bob.screen().shown().length();
    bob.viewer().act(new ViewerAction.Redraw());
    stage.settle();
    assertThat(bob.screen().shown()).hasSize(before);
  }

  @Test
  void aGuestThatWaitsForItsWriterGoesOnBehindThePicture() throws Exception {
    printed("\033[2J\033[Htop");
    var alice = sees("alice", "drop=wait");
    alice.screen().room(0);
    stage.print("x".repeat(ConsoleLimits.DEFAULT.pauseAt() + 1));
    assertThat(stage.line().isPaused()).isTrue();

    alice.viewer().act(new ViewerAction.Replay(new Replay.Screen()));
    stage.settle();
    alice.screen().room(Integer.MAX_VALUE);
    alice.viewer().signal();
    stage.tasks.runAll();

    assertThat(stage.line().isPaused()).isFalse();
    assertThat(alice.viewer().cursor()).isEqualTo(stage.console.history().end());
  }

  @Test
  void linesThatAreShownAgainStay() throws Exception {
    printed("one\r\ntwo\r\n");
    var alice = sees("alice");
    alice.viewer().act(new ViewerAction.Replay(new Replay.Lines(60)));
    stage.settle();
    stage.advance(NoticeOverlay.STANDS);
    stage.settle();

    assertThat(alice.screen().shown()).contains("one\r\ntwo\r\n{live from here, offset=10}");
    assertThat(alice.screen().shown()).endsWith("{live from here, offset=10}");
  }
}
