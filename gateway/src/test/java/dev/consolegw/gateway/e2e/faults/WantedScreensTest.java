package dev.consolegw.gateway.e2e.faults;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.terminal.screen.ScreenModel;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.TypedBytes;
import dev.consolegw.gateway.testing.client.SshTerminal;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Somebody looks at a screen, and what they look at, or their right to it, goes. */
class WantedScreensTest {
  private static final int ROWS = 24;
  private static final int COLUMNS = 130;

  /** As long as a cloud lets names be. */
  private static final String LONG = "lab/" + "n".repeat(255);

  private final FakeGuest vm = FakeGuest.tcp();
  private final FakeGuest other = FakeGuest.tcp();
  private final TestGateway gateway =
      TestGateway.withWeb(
          "{ listen: \"127.0.0.1:0\" }", console("lab/shared", vm), console(LONG, other));

  @AfterEach
  void stop() {
    gateway.close();
    vm.close();
    other.close();
  }

  private void printed(String name, FakeGuest guest, String text) {
    try (var ssh = gateway.ssh(ALICE, name + "+ro").pipes().attached()) {
      guest.print(text);
      ssh.out().await(text.length());
    }
  }

  /** Waits until a terminal looks so. */
  private static void awaitLines(SshTerminal terminal, Predicate<List<String>> isSo) {
    var patience = Instant.now().plus(TypedBytes.PATIENCE);
    List<String> lines = List.of();
    while (Instant.now().isBefore(patience)) {
      var model = new ScreenModel(ROWS, COLUMNS);
      model.feed(ByteBuffer.wrap(terminal.screen().getBytes(StandardCharsets.ISO_8859_1)));
      lines = model.lines();
      if (isSo.test(lines)) {
        return;
      }
      Thread.onSpinWait();
    }
    throw new AssertionError(String.join("\n", lines));
  }

  private static Predicate<List<String>> has(String text) {
    return lines -> lines.stream().anyMatch(line -> line.contains(text));
  }

  @Test
  void besideTheListIsWhatStandsOnTheSelectedScreenWhileOneMayReadIt() {
    printed("shared", vm, "\033[2J\033[5;3Hpassword: s3cret");
    try (var menu = gateway.ssh(BOB, "menu").terminal("xterm-256color", ROWS, COLUMNS)) {
      awaitLines(menu, has("\u2502   password: s3cret"));

      gateway.reload(text ->
          text.replace(
              "[\"lab/shared\"], right: write", "[\"lab/shared\"], right: write, history: none"));

      awaitLines(menu, has("s3cret").negate().and(has("lab/shared")));
    }
  }

  @Test
  void whoWaitsForTheScreenOfAConsoleThatGoesIsTold() {
    try (var wait = gateway.ssh(BOB, "shared").command("wait --screen later").pipes()) {
      vm.print("sooner"); // it has looked, and is connected
      gateway.reload(text -> text.replaceAll("(?m)^  \"lab/shared\": .*\n", ""));

      var result = wait.result();
      assertThat(result.exitCode()).isNotZero();
      assertThat(result.err()).startsWith("console: ").hasLineCount(1);
    }
    var screen = gateway.ssh(BOB, "shared").command("screen").run();
    assertThat(screen.exitCode()).isEqualTo(ExitCode.NO_CONSOLE.status());
  }

  @Test
  void aLongNameTakesNothingFromThePicture() {
    printed(LONG, other, "\033[2J\033[5;3Hhere");

    for (var form : List.of("--text", "--json", "--svg", "--ansi")) {
      var picture = gateway.ssh(ALICE, LONG).command("screen " + form).run();
      assertThat(picture.exitCode()).as(picture.err()).isZero();
      assertThat(picture.out()).contains("here");
    }
    try (var menu = gateway.ssh(ALICE, "menu").terminal("xterm-256color", ROWS, COLUMNS)) {
      menu.type("nnn");
      awaitLines(menu, has("\u2502   here").and(has(" lab/nnn").and(has("\u2026"))));
    }
  }
}
