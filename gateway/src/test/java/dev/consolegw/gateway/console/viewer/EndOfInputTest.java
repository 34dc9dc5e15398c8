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
import java.nio.file.Path;
import java.time.Duration;
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
