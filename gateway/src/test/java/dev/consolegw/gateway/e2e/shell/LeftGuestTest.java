package dev.consolegw.gateway.e2e.shell;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.LoggedLines;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.client.SshPipes;
import dev.consolegw.gateway.testing.farside.LoginGuest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** However a link ends that has signed in, whoever comes next finds a login prompt. */
@Tag("slow")
class LeftGuestTest {
  /** By then all buffers on the way to a client that does not read are full. */
  private static final Duration FULL = Duration.ofSeconds(2);

  private static final String LINGERING = "2s";

  @TempDir private Path folder;
  private LoginGuest guest;
  private TestGateway gateway;

  /** Which way it ends. */
  enum End {
    TAKEN {
      @Override
      void of(TestGateway gateway) {
        try (var taker = gateway.ssh(ALICE, "web1+force+replay=none").pipes()) {
          taker.attached();
          awaitLogin(taker);
          var log = gateway.ssh(ALICE, "web1").command("log").run().out();
          assertThat(log).as("what is said by a program").doesNotContainPattern("@[0-9a-f]{12} ");
        }
      }
    },
    SENT_AWAY {
      @Override
      void of(TestGateway gateway) {
        assertThat(gateway.ssh(ALICE, "web1").command("clear").run().exitCode()).isZero();
      }
    },
    REMOVED {
      @Override
      void of(TestGateway gateway) {
        gateway.stop();
      }
    };

    abstract void of(TestGateway gateway);
  }

  private void start(boolean hasPython, String shell) {
    guest =
        hasPython ? LoginGuest.withPython(folder, shell) : LoginGuest.withoutPython(folder, shell);
    gateway =
        TestGateway.with(
            console("lab/web1", guest.address())
                .with("shell: { linger: %s }".formatted(LINGERING)));
  }

  private Ssh shell(String command) {
    return gateway
        .ssh(ALICE, "web1+shell")
        .option("-oSetEnv=CONSOLE_USER=root CONSOLE_PASSWORD=" + LoginGuest.PASSWORD)
        .command(command);
  }

  @AfterEach
  void stop() {
    gateway.close();
    guest.close();
  }

  private static void awaitLogin(SshPipes console) {
    console.awaitOut(LoginGuest.LOGIN);
  }

  /** Enter shows where it stands: at a prompt of a shell there would be no login prompt. */
  private void assertAtLogin() {
    try (var next = gateway.ssh(ALICE, "web1+force+replay=none").pipes()) {
      next.attached();
      next.type("\r");
      awaitLogin(next);
      assertThat(next.out().soFar()).doesNotContain("# ", "not found");
    }
  }

  private SshPipes running() {
    var command = shell("echo there; exec sleep 100").pipes();
    command.awaitOut("there\n");
    return command;
  }

  private void assertSignedOutBy(End end) {
    try (var command = running()) {
      end.of(gateway);
      assertThat(command.exitCode()).isEqualTo(255);
    }
    if (end == End.REMOVED) {
      gateway.restart();
    }
    assertAtLogin();
  }

  @ParameterizedTest
  @EnumSource(End.class)
  void aGuestWithoutPythonIsSignedOut(End end) {
    start(false, "busybox ash -i");
    assertSignedOutBy(end);
  }

  @ParameterizedTest
  @EnumSource(End.class)
  void aGuestWithPythonIsSignedOut(End end) {
    start(true, "bash --norc -i");
    assertSignedOutBy(end);
  }

  @ParameterizedTest
  @CsvSource({
    "false, fish -i",
    "true, fish -i",
    "false, tcsh -f -i",
    "true, tcsh -f -i",
    "false, bash -i"
  })
  void noShellIsLeftBelowAnotherOne(boolean hasPython, String shell) {
    start(hasPython, shell);
    try (var command = running()) {
      End.TAKEN.of(gateway);
      assertThat(command.exitCode()).isEqualTo(255);
    }
    assertAtLogin();
  }

  @Test
  void aSignInThatIsCutOffHalfwayEndsAtALoginPrompt() {
    start(true, "sh -c 'sleep 5; exec bash --norc -i'");
    try (var watcher = gateway.ssh(ALICE, "web1+ro").pipes().attached();
        var command = shell("true").pipes()) {
      watcher.awaitOut("Password: \r\n"); // it has been typed
      try (var taker = gateway.ssh(ALICE, "web1+force+replay=none").pipes().attached()) {
        assertThat(command.exitCode()).isEqualTo(255);
        awaitLogin(taker);
      }
    }
    assertAtLogin();
  }

  @Test
  void theAuditLogSaysWhyALinkAndItsCommandsHaveEnded() throws InterruptedException {
    start(true, "bash --norc -i");
    try (var log = LoggedLines.of("audit")) {
      try (var command = running()) {
        End.TAKEN.of(gateway);
        assertThat(command.exitCode()).isEqualTo(255);
      }
      assertThat(log.await("event=shell-ended ")).contains("took the seat\"");
      assertThat(log.lines())
          .anyMatch(line ->
              line.startsWith("event=shell-command-ended ")
                  && line.contains(" exit=none why=")
                  && line.contains("took the seat\""));

      try (var command = running()) {
        gateway.stop();
        assertThat(command.exitCode()).isEqualTo(255);
      }
      assertThat(log.lines())
          .anyMatch(line ->
              line.startsWith("event=shell-command-ended ")
                  && line.contains(" exit=none why=\"the gateway is stopping; "))
          .anyMatch(line ->
              line.startsWith("event=shell-ended ")
                  && line.endsWith(" why=\"the gateway is stopping\""));
    }
    gateway.restart();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aClientThatReadsNothingAndIsKilledEndsItsCommand(boolean hasPython) throws Exception {
    start(hasPython, "busybox ash -i");
    var command = shell("echo $$; exec yes").pipes();
    var id = Long.parseLong(command.out().awaitLine());
    var process = ProcessHandle.of(id).orElseThrow();
    command.suspend();
    assertThat(command.staysFor(FULL)).isTrue();

    command.close();

    assertThat(process.onExit().get(20, TimeUnit.SECONDS).isAlive()).isFalse();
    assertThat(shell("echo next").run().out()).isEqualTo("next\n");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whenNobodyNeedsItAnyMoreItSignsOut(boolean hasPython) {
    start(hasPython, "busybox ash -i");
    try (var watcher = gateway.ssh(ALICE, "web1+ro").pipes()) {
      watcher.attached();
      assertThat(shell("exit 3").run().exitCode()).isEqualTo(3);
      watcher.awaitOut("Password: ");
      awaitLogin(watcher);
    }
    assertAtLogin();
  }
}
