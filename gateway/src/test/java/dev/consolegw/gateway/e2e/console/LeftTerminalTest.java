package dev.consolegw.gateway.e2e.console;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.SshTerminal;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a terminal is left with by a guest that had switched something on. */
@Tag("slow")
class LeftTerminalTest {
  private static final String SWITCHED_ON =
      "\033[?1049h\033[?1002;1006h\033[?2004h\033[?25l\033[>1u\033[1;31mmc";
  private static final String UNDONE =
      "\033[?1002l\033[?1006l\033[?2004l\033[<1u\033[?1049l\033[?25h\033[m";

  @TempDir private Path folder;
  private FakeGuest vm;
  private TestGateway gateway;

  @BeforeEach
  void start() {
    vm = FakeGuest.unix(folder.resolve("console.sock"));
    gateway = TestGateway.with(console("lab/shared", vm));
  }

  @AfterEach
  void stop() {
    gateway.close();
    vm.close();
  }

  private SshTerminal attached(String name) {
    var ssh = gateway.ssh(ALICE, name).terminal().attached();
    vm.print(SWITCHED_ON);
    ssh.await("mc");
    return ssh;
  }

  @Test
  void leavingPutsItRight() {
    try (var ssh = attached("shared")) {
      ssh.type("\035.");

      ssh.await(UNDONE);
      assertThat(ssh.exitCode()).isZero();
    }
  }

  @Test
  void beingSentAwayPutsItRightBeforeTheSentence() {
    try (var ssh = attached("shared")) {
      assertThat(gateway.ssh(ALICE, "shared").command("clear").run().exitCode()).isZero();

      ssh.await(UNDONE + "\r\nconsole: ");
      assertThat(ssh.exitCode()).isEqualTo(75);
    }
  }

  @Test
  void soDoesTheEndOfTheGateway() {
    try (var ssh = attached("shared")) {
      gateway.close();
      gateway = TestGateway.with();

      ssh.await(UNDONE + "\r\nconsole: ");
    }
  }

  @Test
  void soDoesTheEndOfTheVm() {
    try (var ssh = attached("shared+hup=close")) {
      vm.hangUp();

      ssh.await(UNDONE + "\r\nconsole: the far side closed");
    }
  }

  @Test
  void aConnectionThatIsThereAgainKnowsNothingOfTheFormerModes() {
    try (var ssh = attached("shared")) {
      vm.close();
      ssh.await("console: disconnected: ");
      vm = FakeGuest.unix(folder.resolve("console.sock"));

      ssh.await(UNDONE + "\r\nconsole: connected again\r\n");
      vm.print("login: ");
      ssh.await("login: ");
      ssh.type("\035.");
      assertThat(ssh.exitCode()).isZero();
      assertThat(ssh.screen()).as("once is enough").doesNotContain("\033[?");
    }
  }

  @Test
  void theKeyPutsItRightAlsoWhatAnEarlierProgramLeft() {
    try (var ssh = attached("shared")) {
      ssh.type("\035c");
      ssh.await(UNDONE);
      ssh.await("\033[?1000l");
      ssh.await("console: your terminal is put right");
      ssh.type("\035c");
      ssh.await("\033[?25h");
      ssh.await("console: your terminal is put right");
    }
  }

  @Test
  void aReplayAloneIsPutRight() {
    try (var first = attached("shared")) {
      first.type("\035.");
      assertThat(first.exitCode()).isZero();
    }
    try (var ssh = gateway.ssh(ALICE, "shared").terminal()) {
      ssh.await("\033[?25l");
      ssh.await("mc");
      ssh.type("\035.");

      ssh.await("\033[?1049l\033[?25h\033[m");
      assertThat(ssh.exitCode()).isZero();
    }
  }

  @Test
  void whereNothingWasSwitchedOnAndUnderRawNothingIsAdded() {
    try (var ssh = gateway.ssh(ALICE, "shared").terminal().attached()) {
      vm.print("\033[31mred\033[m plain");
      ssh.await("plain");
      ssh.type("\035.");
      assertThat(ssh.exitCode()).isZero();
      assertThat(ssh.screen()).doesNotContain("\033");
    }
    try (var raw = gateway.ssh(ALICE, "shared+raw").terminal()) {
      vm.awaitClient();
      vm.print(SWITCHED_ON);
      raw.await("mc");
      assertThat(gateway.ssh(ALICE, "shared").command("clear").run().exitCode()).isZero();
      assertThat(raw.exitCode()).isEqualTo(75);
      assertThat(raw.screen()).doesNotContain("\033");
    }
  }

  @Test
  void theListFindsTheTerminalAsItWas() {
    try (var menu = gateway.ssh(ALICE, "menu").terminal("xterm-256color", 24, 80)) {
      menu.await("lab/shared ");
      menu.type("\r");
      menu.await("console: attached server=shared");
      vm.print(SWITCHED_ON);
      menu.await("mc");
      menu.type("\035.");

      menu.await(UNDONE);
      menu.await("lab/shared ");
      menu.type("q");
      assertThat(menu.exitCode()).isZero();
    }
  }

  @Test
  void aLogOnATerminalEndsWithoutColour() {
    try (var ssh = attached("shared")) {
      ssh.type("\035.");
      assertThat(ssh.exitCode()).isZero();
    }
    var pipe = gateway.ssh(ALICE, "shared").command("log").run();
    assertThat(pipe.out()).isEqualTo("mc");
    var asked = gateway.ssh(ALICE, "shared").command("log --color").run();
    assertThat(asked.out()).isEqualTo("\033[1;31mmc\033[m");
    try (var log = gateway.ssh(ALICE, "shared").command("log").terminal()) {
      log.await("\033[1;31mmc\033[m");
    }
    try (var log = gateway.ssh(ALICE, "shared").command("log --raw").terminal()) {
      log.await(SWITCHED_ON + UNDONE);
    }
  }
}
