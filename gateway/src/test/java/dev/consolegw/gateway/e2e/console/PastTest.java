package dev.consolegw.gateway.e2e.console;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.FileClient;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may open a console, and not read what it printed before: Bob, at {@code lab/live}. */
@Tag("slow")
class PastTest {
  private static final String PAST = "one\r\npassword: s3cret\r\nlogin: ";
  private static final String REFUSAL = "you may not read what this console printed before";

  private final FakeGuest vm = FakeGuest.tcp();
  private final FakeGuest other = FakeGuest.tcp();
  private final TestGateway gateway =
      TestGateway.withWeb(
          "{ listen: \"127.0.0.1:0\" }", console("lab/live", vm), console("lab/shared", other));

  @TempDir Path folder;

  @BeforeEach
  void print() {
    try (var ssh = gateway.ssh(ALICE, "live").pipes().attached()) {
      vm.print(PAST);
      ssh.out().await(PAST.length());
    }
  }

  @AfterEach
  void stop() {
    gateway.close();
    vm.close();
    other.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "log",
        "log --follow",
        "log --bytes 5 --raw",
        "recordings list",
        "recordings show 1",
        "wait --from 0 s3cret",
        "wait --screen s3cret",
        "screen",
        "screen --at 5"
      })
  void noCommandReadsIt(String command) {
    var result = gateway.ssh(BOB, "live").command(command).run();

    assertThat(result.exitCode()).isEqualTo(ExitCode.NOT_ALLOWED.status());
    assertThat(result.err()).contains(REFUSAL);
    assertThat(result.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"replay=20", "replay=@0", "replay=9B", "replay=new"})
  void noReplayShowsIt(String option) {
    var result = gateway.ssh(BOB, "live+eof=close+" + option).run();

    assertThat(result.err()).endsWith(" offset=" + PAST.length() + "\n");
    assertThat(result.out()).isEmpty();
  }

  @Test
  void noFileHasIt() {
    var result = new FileClient(gateway, BOB, folder).sftp("live+project=lab", "get console.log");

    assertThat(result.exitCode()).isNotZero();
    assertThat(result.err()).contains(REFUSAL);
    assertThat(folder.resolve("console.log")).doesNotExist();
  }

  @Test
  void whatWasPrintedSinceTheyCameIsShownAgain() {
    try (var ssh = gateway.ssh(BOB, "live").terminal().attached()) {
      vm.print("since then\r\n");
      ssh.await("since then\r\n");
      ssh.type("\u001dL");
      ssh.await("since then\r\n");
      vm.print("and on\r\n");
      ssh.await("and on\r\n");

      assertThat(ssh.screen()).doesNotContain("s3cret", "one\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"screen", "new"})
  void theirScreenBeginsEmpty(String replay) {
    try (var ssh = gateway.ssh(BOB, "live+replay=" + replay).terminal("xterm", 24, 80)) {
      ssh.await("\u001b[?25h");
      vm.print("since then\r\n");
      ssh.await("since then\r\n");
      ssh.type("\u001dl");
      ssh.await("since then");
      vm.print("and on\r\n");
      ssh.await("and on\r\n");

      assertThat(ssh.screen()).doesNotContain("s3cret", "one");
    }
  }

  @Test
  void whatComesNextIsWaitedFor() {
    try (var wait = gateway.ssh(BOB, "live").command("send --no-enter x --wait 'done'").pipes()) {
      vm.awaitTyped("x");
      vm.print("done\r\n");

      assertThat(wait.exitCode()).isZero();
    }
  }

  @Test
  void whoReadsOnIsToldWhenTheyMayNoLonger() {
    try (var follower = gateway.ssh(BOB, "shared").command("log --follow").pipes()) {
      try (var _ = gateway.ssh(ALICE, "shared").pipes().attached()) {
        other.print("followed\r\n");
        follower.awaitOut("followed\r\n");
      }
      gateway.reload(text ->
          text.replace(
              "[\"lab/shared\"], right: write", "[\"lab/shared\"], right: write, history: none"));

      follower.awaitNotice(REFUSAL);
      assertThat(follower.exitCode()).isEqualTo(ExitCode.NOT_ALLOWED.status());
    }
  }

  @Test
  void whoWaitsForAScreenIsToldWhenTheyMayNoLonger() {
    try (var wait = gateway.ssh(BOB, "shared").command("wait --screen later").pipes()) {
      try (var ssh = gateway.ssh(ALICE, "shared").pipes().attached()) {
        other.print("sooner\r\n");
        ssh.awaitOut("sooner\r\n");
      }
      gateway.reload(text ->
          text.replace(
              "[\"lab/shared\"], right: write", "[\"lab/shared\"], right: write, history: none"));

      wait.awaitNotice(REFUSAL);
      assertThat(wait.exitCode()).isEqualTo(ExitCode.NOT_ALLOWED.status());
    }
  }

  @Test
  void oneRuleThatLetsThemIsEnough() {
    gateway.reload(text ->
        text.replace(
            "rules:\n", "rules:\n  - { users: [bob], consoles: [\"*/live\"], right: watch }\n"));

    assertThat(gateway.ssh(BOB, "live").command("log").run().out()).contains("s3cret");
  }
}
