package dev.consolegw.gateway.e2e.console;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a newcomer is shown of the past. */
class ReplayTest {
  private static final String PAST = "one\r\ntwo\r\nthree";

  private final FakeGuest vm = FakeGuest.tcp();
  private final TestGateway gateway = TestGateway.with(console("lab/web1", vm));

  @AfterEach
  void stop() {
    gateway.close();
    vm.close();
  }

  private void printed(String text) {
    try (var ssh = gateway.ssh(ALICE, "web1").pipes().attached()) {
      vm.print(text);
      ssh.out().await(text.length());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "replay=2, 5, two|three",
    "replay=7B, 8, |three",
    "replay=@5, 5, two|three",
    "replay=@0, 0, one|two|three",
    "replay=none, 15, ''",
    "ro, 15, ''"
  })
  void theOptionSaysHowMuch(String option, int offset, String shown) {
    printed(PAST);

    var result = gateway.ssh(ALICE, "web1+eof=close+" + option).run();

    assertThat(result.err()).endsWith(" offset=" + offset + "\n");
    assertThat(result.out()).isEqualTo(shown.replace("|", "\r\n"));
  }

  @Test
  void aTerminalIsShownTheLastLines() {
    printed("old\r\n" + "line\r\n".repeat(19) + "login: ");
    try (var ssh = gateway.ssh(ALICE, "web1").terminal()) {
      ssh.await(" offset=5\r\n");
    }
  }

  @Test
  void theEnvironmentSaysTheSameAsTheOption() {
    printed(PAST);

    var result = gateway.ssh(ALICE, "web1+eof=close").option("-oSetEnv=CONSOLE_REPLAY=2").run();

    assertThat(result.out()).isEqualTo("two\r\nthree");
  }

  @Test
  void offsetsGoOnAfterARestartOfTheGateway() {
    printed(PAST);
    gateway.restart();

    try (var ssh = gateway.ssh(ALICE, "web1+replay=@0").pipes()) {
      ssh.awaitNotice(" offset=0\n");
      ssh.awaitOut(PAST);
      vm.print(" four");
      ssh.awaitOut(" four");
    }

    try (var ssh = gateway.ssh(ALICE, "web1").pipes()) {
      ssh.awaitNotice(" offset=" + (PAST.length() + 5) + "\n");
    }
    assertThat(gateway.ssh(ALICE, "web1").command("log --raw").run().out())
        .isEqualTo(PAST + " four");
  }
}
