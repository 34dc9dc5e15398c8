package dev.consolegw.gateway.e2e.console;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.Way;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import dev.consolegw.gateway.testing.farside.FakeOdorobo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code ssh my-server@gateway}, with and without a terminal. */
@Tag("slow")
class AttachTest {

  @ParameterizedTest
  @EnumSource(Way.class)
  void aLineOnStderrSaysWhatOneIsAttachedTo(Way way) {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/web1", vm));
        var ssh = way.ssh(gateway, ALICE, "web1+eof=close").pipes()) {
      vm.awaitClient();

      ssh.endInput();

      var result = ssh.result();
      assertThat(result.err())
          .matches(
              "console: attached server=web1 id=lab/web1 port=0 session=[0-9a-f]+ role=write"
                  + " others=0 offset=0\n");
      assertThat(result.out()).isEmpty();
      assertThat(result.exitCode()).isZero();
    }
  }

  @Test
  void theLineCountsTheOthersAndTheBytesBefore() {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/shared", vm));
        var alice = gateway.ssh(ALICE, "lab/shared").pipes().attached()) {
      vm.print("12345");
      alice.awaitOut("12345");

      try (var bob = gateway.ssh(BOB, "lab/shared+ro").pipes()) {
        bob.awaitNotice("role=watch others=1 offset=5\n");
      }
    }
  }

  @Test
  void stdoutCarriesWhatTheGuestPrintsAndNothingElse() {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/web1", vm));
        var ssh = gateway.ssh(ALICE, "web1").pipes().attached()) {
      vm.print("login: ");
      ssh.type("root\r");
      vm.awaitTyped("root\r");
      vm.print("Password: ");
      vm.hangUp();
      ssh.awaitNotice("disconnected");
      vm.print("again\r\n");
      ssh.endInput();

      assertThat(ssh.result().out()).isEqualTo("login: Password: again\r\n");
    }
  }

  @Test
  void aTerminalSeesWhatItTypesEchoedByTheGuest() {
    try (var vm = FakeGuest.tcp().echoing();
        var gateway = TestGateway.with(console("lab/web1", vm));
        var ssh = gateway.ssh(ALICE, "web1").terminal().attached()) {
      ssh.type("uname -a\r");

      vm.awaitTyped("uname -a\r");
      ssh.await("uname -a\r");
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void theFarSideLearnsTheSizeOfTheTerminalAndEveryNewOne(Way way) {
    try (var vm = FakeOdorobo.plain();
        var gateway = TestGateway.with(console("lab/web1", vm));
        var ssh = way.ssh(gateway, ALICE, "web1").terminal(33, 101).attached()) {
      assertThat(vm.awaitSize()).isEqualTo("101x33 808x528");

      ssh.resize(50, 132);

      assertThat(vm.awaitSize()).isEqualTo("132x50 1056x800");
    }
  }
}
