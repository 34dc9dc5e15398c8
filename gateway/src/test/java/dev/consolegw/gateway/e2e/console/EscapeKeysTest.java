package dev.consolegw.gateway.e2e.console;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.SshTerminal;
import dev.consolegw.gateway.testing.client.Way;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys that are meant for the gateway, and those that are ssh's own. */
@Tag("slow")
class EscapeKeysTest {
  private static final String ESCAPE = "\u001d";

  private final FakeGuest vm = FakeGuest.tcp();
  private final TestGateway gateway = TestGateway.with(console("lab/shared", vm));

  @AfterEach
  void stop() {
    gateway.close();
    vm.close();
  }

  private SshTerminal attached(String name) {
    return gateway.ssh(ALICE, name).terminal().attached();
  }

  @Test
  void aDotLeavesWithStatusZero() {
    try (var ssh = attached("shared")) {
      ssh.type(ESCAPE + ".");

      assertThat(ssh.exitCode()).isZero();
    }
    vm.awaitNoClient();
  }

  @Test
  void aQuestionMarkShowsAllKeys() {
    try (var ssh = attached("shared")) {
      ssh.type(ESCAPE + "?");

      ssh.await("console: .  leave");
      ssh.await("console: ?  this help                     twice the escape key: send it once");
    }
  }

  @Test
  void anyOtherKeyIsExplained() {
    try (var ssh = attached("shared")) {
      ssh.type(ESCAPE + "Q");

      ssh.await("console: no such key; the escape key and then ? shows them all\r\n");
    }
    assertThat(vm.typed().soFar()).isEmpty();
  }

  @Test
  void wShowsWhoIsHere() {
    try (var ssh = attached("shared");
        var _ = gateway.ssh(BOB, "lab/shared").terminal().attached()) {
      ssh.type(ESCAPE + "w");

      ssh.await("file:alice from 127.0.0.1 role=write since=");
      ssh.await("file:bob from 127.0.0.1 role=watch since=");
    }
  }

  @Test
  void aMessageReachesTheOthersAndNotTheGuest() {
    try (var ssh = attached("shared");
        var other = gateway.ssh(BOB, "lab/shared").terminal().attached()) {
      ssh.type(ESCAPE + "mlunch? \u0007\u001bX");
      ssh.type(ESCAPE + "mcoffee?\r");

      ssh.await("message: coffee?");
      other.await("console: alice from 127.0.0.1 says: coffee?\r\n");
      assertThat(other.screen()).doesNotContain("lunch");
      ssh.type("X");
      vm.awaitTyped("X");
      ssh.type("end");
      vm.awaitTyped("end");
      assertThat(vm.typed().soFar()).isEmpty();
    }
  }

  @Test
  void aCapitalLShowsTheLastLinesAgain() {
    try (var ssh = attached("shared")) {
      vm.print("login: ");
      ssh.await("login: ");
      ssh.type(ESCAPE + "L");

      ssh.await("login: ");
    }
  }

  @Test
  void zTypesTheSizeOfTheTerminal() {
    try (var ssh = gateway.ssh(ALICE, "shared").terminal(40, 120).attached()) {
      ssh.type(ESCAPE + "z");

      vm.awaitTyped("stty rows 40 cols 120\r");
    }
  }

  @Test
  void dThrowsAwayWhatIsNotSentYet() {
    try (var ssh = attached("shared+pace=1/60000")) {
      ssh.type("abcdef" + ESCAPE + "d");

      ssh.await("console: 5 bytes thrown away\r\n");
      assertThat(vm.typed().await(1)).containsExactly('a');
      assertThat(vm.typed().soFar()).isEmpty();
    }
  }

  @Test
  void rEndsWhateverRunsAndTheLogin() {
    try (var ssh = attached("shared")) {
      ssh.type(ESCAPE + "r");

      vm.awaitTyped("\u0003\r\u0004");
    }
  }

  @Test
  void theEscapeKeyTwiceSendsItOnce() {
    try (var ssh = attached("shared")) {
      ssh.type("a" + ESCAPE + ESCAPE + "b");

      assertThat(vm.typed().await(3)).containsExactly('a', 0x1D, 'b');
    }
  }

  @Test
  void anotherEscapeKeyTakesItsPlace() {
    try (var ssh = attached("shared+escape=^A")) {
      ssh.type(ESCAPE + ".\u0001.");

      assertThat(ssh.exitCode()).isZero();
      vm.awaitTyped(ESCAPE + ".");
    }
  }

  @Test
  void aRawTerminalHasNoEscapeKey() {
    try (var ssh = gateway.ssh(ALICE, "shared+raw").terminal()) {
      vm.print("ready");
      ssh.await("ready");
      ssh.type(ESCAPE + ".\u0001.");

      vm.awaitTyped(ESCAPE + ".\u0001.");
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aBreakThatTheWireCannotCarryIsSaidSo(Way way) {
    try (var ssh = way.ssh(gateway, ALICE, "shared").terminal().attached()) {
      ssh.type(ESCAPE + "b");
      ssh.await("console: this console's wire cannot carry a break\r\n");

      ssh.type("\r~B");

      vm.awaitTyped("\r");
      ssh.await("console: this console's wire cannot carry a break\r\n");
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void theClientsOwnEscapeLeaves(Way way) {
    try (var ssh = way.ssh(gateway, ALICE, "shared").terminal().attached()) {
      ssh.type("\r~.");

      assertThat(ssh.exitCode()).isEqualTo(255);
    }
    vm.awaitNoClient();
  }
}
