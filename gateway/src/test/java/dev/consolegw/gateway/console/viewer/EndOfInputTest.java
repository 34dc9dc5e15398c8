package dev.consolegw.gateway.console.viewer;

import static dev.consolegw.authz.Right.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.backend.SendResult;
import dev.consolegw.gateway.connection.Backoff;
import dev.consolegw.gateway.console.ConsoleLimits;
import dev.consolegw.gateway.console.Stage;
import dev.consolegw.gateway.console.ViewerAction;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.ViewerOptionsParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What follows the end of a script's input. */
class EndOfInputTest {
  private static final Duration QUIET = ViewerOptionsParser.QUIET;

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
  void theSessionEndsWhenTheGuestHasBeenQuiet() {
    var script = stage.script("alice", WRITE);
    script.types("ls\r");
    script.viewer().act(new ViewerAction.EndOfInput());

    stage.advance(QUIET.minusMillis(1));
    stage.print("file1 file2");
    stage.advance(QUIET.minusMillis(1));
    assertThat(script.screen().code()).isNull();
    stage.advance(Duration.ofMillis(1));

    assertThat(script.screen().code()).isEqualTo(ExitCode.OK);
    assertThat(script.screen().output()).isEqualTo("file1 file2");
  }

  @Test
  void aGuestThatAnswersNothingMakesIt124() {
    var script = stage.script("alice", WRITE);
    stage.print("login: ");
    script.types("cmd\r");
    script.viewer().act(new ViewerAction.EndOfInput());

    stage.advance(QUIET);

    assertThat(script.screen().code()).isEqualTo(ExitCode.TIMED_OUT);
    assertThat(script.screen().notices())
        .last()
        .isEqualTo(
            "the guest printed nothing for 10 s after the last byte was typed;"
                + " +eof=60s waits longer");
  }

  @Test
  void whatWasPrintedBeforeTheLastBytesWentIsNoAnswerToThem() {
    var script = stage.script("alice", WRITE, "pace=4/1000");
    script.types("one\rtwo\r");
    stage.print("one");
    script.viewer().act(new ViewerAction.EndOfInput());
    stage.advance(Duration.ofSeconds(1));
    assertThat(stage.line().typed()).isEqualTo("one\rtwo\r");

    stage.advance(QUIET);

    assertThat(script.screen().code()).isEqualTo(ExitCode.TIMED_OUT);
  }

  @Test
  void theClockRunsFromWhenTheLastByteWentOut() {
    var script = stage.script("alice", WRITE, "pace=1/5000");
    script.types("abcd");
    script.viewer().act(new ViewerAction.EndOfInput());

    stage.advance(Duration.ofSeconds(15).plus(QUIET).minusMillis(1));
    assertThat(stage.line().typed()).isEqualTo("abcd");
    assertThat(script.screen().code()).isNull();
    stage.print("answer");
    stage.advance(QUIET);

    assertThat(script.screen().code()).isEqualTo(ExitCode.OK);
    assertThat(script.screen().output()).isEqualTo("answer");
  }

  @Test
  void whoSaidHowLongToWaitOrTypedNothingEndsWell() {
    var wished = stage.script("alice", WRITE, "eof=5s");
    wished.types("cmd\r");
    wished.viewer().act(new ViewerAction.EndOfInput());
    stage.advance(Duration.ofSeconds(5));
    var silent = stage.script("alice", WRITE);
    silent.viewer().act(new ViewerAction.EndOfInput());
    stage.advance(QUIET);

    assertThat(wished.screen().code()).isEqualTo(ExitCode.OK);
    assertThat(silent.screen().code()).isEqualTo(ExitCode.OK);
  }

  @Test
  void inputThatIsLostWithTheConnectionEndsAScriptAtOnce() {
    var script = stage.script("alice", WRITE);
    stage.line().holding();
    script.types("first");
    script.types("second");

    stage.line().end("gone");
    stage.tasks.runAll();

    assertThat(script.screen().code()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(script.screen().notices())
        .last()
        .isEqualTo("11 typed bytes were not sent: the console was not connected; try again");
  }

  @Test
  void inputThatComesWhileThereIsNoConnectionEndsAScriptWhenItWasTheLast() {
    var script = stage.script("alice", WRITE);
    stage.line().end("gone");
    stage.tasks.runAll();
    script.types("late\r");
    assertThat(script.screen().code()).isNull(); // it may type again

    script.viewer().act(new ViewerAction.EndOfInput());
    stage.tasks.runAll();

    assertThat(script.screen().code()).isEqualTo(ExitCode.UNAVAILABLE);
  }

  @Test
  void aFarSideThatHungUpBeforeTheInputWentIsNoGoodEnd() {
    var script = stage.script("alice", WRITE, "hup=close");
    stage.line().holding();
    script.types("first");

    stage.line().end("gone");
    stage.tasks.runAll();

    assertThat(script.screen().code()).isEqualTo(ExitCode.UNAVAILABLE);
  }

  @Test
  void aGuestThatTakesNothingIsNotWaitedForWithoutEnd() {
    var script = stage.script("alice", WRITE);
    stage.line().holding();
    script.types("ls\r");
    script.viewer().act(new ViewerAction.EndOfInput());

    stage.advance(ConsoleLimits.DEFAULT.stall().minusMillis(1));
    assertThat(script.screen().code()).isNull();
    stage.advance(Duration.ofMillis(1));

    assertThat(script.screen().code()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(script.screen().notices()).last().asString().contains("took nothing");
  }

  @Test
  void oneEnterIsTypedForACrLfThatComesInPieces() {
    var script = stage.script("alice", WRITE, "crlf=cr");

    script.types("dir\r");
    script.types("\nexit\r\n");

    assertThat(stage.line().typed()).isEqualTo("dir\rexit\r");
    assertThat(script.screen().taken()).isEqualTo(11);
  }

  @Test
  void aCommandTypesOneEnterForACrLfToo() {
    var command = stage.script("alice", WRITE, "ro", "crlf=cr");
    var taken = new AtomicInteger();

    for (var piece : List.of("dir\r", "\n", "exit\r\n")) {
      var bytes = ByteBuffer.wrap(piece.getBytes(StandardCharsets.US_ASCII));
      command.viewer().act(new ViewerAction.TypePastSeat(bytes, (n, _) -> taken.addAndGet(n)));
    }

    assertThat(stage.line().typed()).isEqualTo("dir\rexit\r");
    assertThat(taken).hasValue(11);
  }

  @Test
  void whatWasTypedGoesOutFirst() {
    var script = stage.script("alice", WRITE, "eof=close");
    stage.line().holding();
    script.types("ls\r");
    script.viewer().act(new ViewerAction.EndOfInput());

    stage.advance(Duration.ofMinutes(1));
    assertThat(script.screen().code()).isNull();
    stage.line().answering(_ -> SendResult.DONE).release();
    stage.advance(Duration.ZERO);

    assertThat(script.screen().code()).isEqualTo(ExitCode.OK);
  }

  @Test
  void whoWishesItStays() {
    var script = stage.script("alice", WRITE, "eof=keep");
    script.viewer().act(new ViewerAction.EndOfInput());

    stage.advance(Duration.ofDays(1));

    assertThat(script.screen().code()).isNull();
    assertThat(stage.timer.waiting()).isZero();
  }

  @Test
  void beforeTheConsoleIsConnectedNothingIsQuiet() {
    stage.dialler.fail(Reason.Kind.UNREACHABLE, "nothing listens");
    var script = stage.script("alice", WRITE, "eof=close", "wait");
    script.types("ls\r");
    script.viewer().act(new ViewerAction.EndOfInput());
    assertThat(stage.timer.waiting()).isOne(); // the next dial, and no clock that ticks for nothing

    stage.advance(Backoff.FIRST);
    stage.advance(Duration.ZERO);

    assertThat(stage.line().typed()).isEqualTo("ls\r");
    assertThat(script.screen().code()).isEqualTo(ExitCode.OK);
  }

  @Test
  void whoLeavesLeavesNoTimerBehind() {
    stage.dialler.fail(Reason.Kind.UNREACHABLE, "nothing listens");
    var script = stage.script("alice", WRITE, "eof=30d", "wait=30d");
    stage.advance(Backoff.FIRST);
    script.viewer().act(new ViewerAction.EndOfInput());

    script.viewer().act(new ViewerAction.Leave());
    stage.tasks.runAll();
    stage.advance(ConsoleLimits.DEFAULT.connection().linger());

    assertThat(stage.timer.waiting()).isZero();
  }
}
