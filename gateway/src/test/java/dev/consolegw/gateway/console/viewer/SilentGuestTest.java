package dev.consolegw.gateway.console.viewer;

import static dev.consolegw.authz.Right.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.console.ConsoleLimits;
import dev.consolegw.gateway.console.Stage;
import dev.consolegw.gateway.console.ViewerAction;
import dev.consolegw.gateway.session.ExitCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Input for a guest that has shown nothing on this connection, behind a wire that may queue us. */
class SilentGuestTest {
  private static final Duration PATIENCE = ConsoleLimits.DEFAULT.connection().silentFor();

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

  /** Somebody has been here, and this is what the guest printed last; then it is silent. */
  private void afterwards(String last) throws Exception {
    var before = stage.person("alice", WRITE);
    stage.print(last);
    before.viewer().act(new ViewerAction.Leave());
    stage.tasks.runAll();
    stage.advance(ConsoleLimits.DEFAULT.connection().linger().plusMillis(1));
    stage.dialler.next(line -> line.queueing());
    stage.settle();
  }

  @ParameterizedTest
  @ValueSource(strings = {"login: ", "Linux\r\n\033[1mroot@web1:~# \033[0m", "$", "grub> "})
  void aScriptsLineToAGuestAtItsPromptIsWokenByOneEnter(String prompt) throws Exception {
    afterwards(prompt);
    var script = stage.script("alice", WRITE);

    script.types("uname\r");
    stage.settle();
    assertThat(stage.line().typed()).isEqualTo("\r");
    stage.print(prompt);

    assertThat(stage.line().typed()).isEqualTo("\runame\r");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "root@web1:~# rm -rf /srv",
        "Continue? [Y/n] ",
        "Password: ",
        "Last login: today from 10 %\r\n",
        "[  1.2] usb 1-1: new device\r\n"
      })
  void anEnterThatMightDoSomethingIsNotPressed(String last) throws Exception {
    afterwards(last);
    var script = stage.script("alice", WRITE);

    script.types("uname\r");
    stage.settle();

    assertThat(stage.line().typed()).isEmpty();
  }

  @Test
  void aGuestThatHasNeverShownAnythingIsNotWoken() throws Exception {
    stage.dialler.next(line -> line.queueing());
    var script = stage.script("alice", WRITE);

    script.types("uname\r");
    stage.settle();

    assertThat(stage.line().typed()).isEmpty();
  }

  @Test
  void aScriptWhoseLineWasThrownAwayEndsWith69AndHearsOfWake() throws Exception {
    stage.dialler.next(line -> line.queueing());
    var script = stage.script("alice", WRITE);
    script.types("uname\r");
    script.viewer().act(new ViewerAction.EndOfInput());

    stage.advance(PATIENCE);

    assertThat(script.screen().code()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(script.screen().notices())
        .last()
        .isEqualTo(
            "no output: the VM is quiet or another client holds this console;"
                + " 6 typed bytes were not sent; +wake=CR presses Enter first");
    assertThat(script.screen().taken()).isEqualTo(6);
  }

  @Test
  void wakeCrGoesBeforeEverythingThatIsTyped() throws Exception {
    stage.dialler.next(line -> line.queueing());
    var script = stage.script("alice", WRITE, "wake=CR");

    script.types("uname\r");
    stage.settle();
    assertThat(stage.line().typed()).isEqualTo("\r");
    stage.print("$ ");

    assertThat(stage.line().typed()).isEqualTo("\runame\r");
  }

  @Test
  void wakeNoneForbidsIt() throws Exception {
    afterwards("login: ");
    var script = stage.script("alice", WRITE, "wake=none");

    script.types("uname\r");
    stage.settle();

    assertThat(stage.line().typed()).isEmpty();
  }

  @Test
  void rawBytesAreNoLine() throws Exception {
    afterwards("login: ");
    var script = stage.script("alice", WRITE, "raw");

    script.types("uname\r");
    stage.settle();

    assertThat(stage.line().typed()).isEmpty();
  }

  @Test
  void whoTypesNothingWakesNobody() throws Exception {
    afterwards("login: ");
    var script = stage.script("alice", WRITE);

    script.viewer().act(new ViewerAction.EndOfInput());
    stage.settle();

    assertThat(stage.line().typed()).isEmpty();
  }

  @Test
  void aPersonIsToldToPressEnter() throws Exception {
    afterwards("login: ");
    var alice = stage.person("alice", WRITE);

    alice.types("uname\r");
    stage.settle();
    assertThat(stage.line().typed()).isEmpty();
    stage.advance(PATIENCE);

    assertThat(alice.screen().notices())
        .last()
        .isEqualTo(
            "no output: the VM is quiet or another client holds this console;"
                + " 6 typed bytes were thrown away; press Enter alone first");
    assertThat(alice.screen().code()).isNull();
  }

  @Test
  void aCommandThatTypesPastTheSeatWakesAGuestAtItsPrompt() throws Exception {
    afterwards("root@web1:~# ");
    var command = stage.script("alice", WRITE, "ro");
    var sent = new AtomicInteger();

    var line = ByteBuffer.wrap("uname\r".getBytes(StandardCharsets.US_ASCII));
    command
        .viewer()
        .act(new ViewerAction.TypePastSeat(line, (count, was) -> sent.addAndGet(was ? count : 0)));
    stage.settle();
    assertThat(stage.line().typed()).isEqualTo("\r");
    stage.print("\r\nroot@web1:~# ");

    assertThat(stage.line().typed()).isEqualTo("\runame\r");
    assertThat(sent).hasValue(6);
  }

  @Test
  void aScriptWhoseBytesWereLostWithTheConnectionDoesNotEndWell() throws Exception {
    var script = stage.script("alice", WRITE, "wait");
    stage.line().holding();
    script.types("make install\r");
    script.types("reboot\r");
    stage.line().end("gone");
    stage.tasks.runAll();
    script.viewer().act(new ViewerAction.EndOfInput());

    stage.advance(Duration.ofMinutes(1));

    assertThat(script.screen().code()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(script.screen().notices()).last().asString().contains("typed bytes were not sent");
  }
}
