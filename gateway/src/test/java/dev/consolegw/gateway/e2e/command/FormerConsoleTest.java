package dev.consolegw.gateway.e2e.command;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import org.junit.jupiter.api.Test;

/** What is left of a console that is not in the configuration any more. */
class FormerConsoleTest {

  @Test
  void itsLogStaysReadableToWhoCouldManageItAndToNobodyElse() {
    try (var vm = FakeGuest.tcp();
        var other = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/shared", vm), console("lab/web1", other))) {
      try (var ssh = gateway.ssh(ALICE, "shared").pipes().attached()) {
        vm.print("last words\r\n");
        ssh.awaitOut("last words\r\n");
      }

      gateway.restartWith(console("lab/web1", other));

      assertThat(gateway.ssh(ALICE, "lab/shared").command("log --raw").run().out())
          .isEqualTo("last words\r\n");
      assertThat(gateway.ssh(ALICE, "shared").command("log --grep last").run().out())
          .contains("last words");
      assertThat(gateway.ssh(ALICE, "shared").command("log --follow").run().exitCode())
          .isEqualTo(65);
      var mayWrite = gateway.ssh(BOB, "shared").command("log").run();
      var neverWas = gateway.ssh(BOB, "nothing").command("log").run();
      assertThat(mayWrite.exitCode()).isEqualTo(65);
      assertThat(mayWrite.out()).isEmpty();
      assertThat(mayWrite.err()).isEqualTo(neverWas.err().replace("nothing", "shared"));
    }
  }
}
