package dev.consolegw.gateway.e2e.clients;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.Way;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Consoles in scripts: plain pipes, every byte, and what the end of stdin does. */
@Tag("slow")
class ScriptTest {
  /** Every byte value once. */
  static final byte[] ALL = all();

  private static byte[] all() {
    var bytes = new byte[256];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  @ParameterizedTest
  @CsvSource({"DIRECT, web1", "DIRECT, web1+raw", "THROUGH, web1", "THROUGH, web1+raw"})
  void everyByteValuePassesBothWays(Way way, String name) {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/web1", vm));
        var ssh = way.ssh(gateway, ALICE, name).pipes()) {
      ssh.type(ALL);
      vm.print(ALL);

      assertThat(vm.typed().await(256)).isEqualTo(ALL);
      assertThat(ssh.out().await(256)).isEqualTo(ALL);
    }
  }

  @Test
  void whatIsTypedBeforeTheConsoleIsConnectedArrivesOnce() {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/web1", vm))) {

      gateway.ssh(ALICE, "web1+eof=close").run("poweroff\r");

      vm.awaitTyped("poweroff\r");
      assertThat(vm.typed().soFar()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void theAnswerToTheLastCommandStillComesAfterTheEndOfInput(Way way) {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/web1", vm));
        var ssh = way.ssh(gateway, ALICE, "web1+eof=5s").pipes()) {
      ssh.type("uname\r");
      ssh.endInput();
      vm.awaitTyped("uname\r");
      vm.print("Linux\r\n");

      var result = ssh.result();

      assertThat(result.out()).isEqualTo("Linux\r\n");
      assertThat(result.exitCode()).isZero();
    }
  }

  @Test
  void withoutInputTheSessionEndsWhenTheGuestIsQuiet() {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/web1", vm))) {

      var result = gateway.ssh(ALICE, "web1+eof=100ms").option("-n").run();

      assertThat(result.exitCode()).isZero();
    }
  }

  @Test
  void anInputThatNeedNotEndAnythingKeepsTheSession() {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/web1", vm));
        var ssh = gateway.ssh(ALICE, "web1+eof=keep+hup=close").pipes().attached()) {
      ssh.endInput();
      vm.print("later");
      ssh.awaitOut("later");
      vm.hangUp();

      assertThat(ssh.exitCode()).isZero();
    }
  }

  @Test
  void whatTheGuestPrintedBeforeItHungUpIsDeliveredBeforeTheEnd() {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/web1", vm));
        var ssh = gateway.ssh(ALICE, "web1+hup=close").pipes().attached()) {
      vm.print("x".repeat(300_000));
      vm.hangUp();

      var result = ssh.result();

      assertThat(result.out()).hasSize(300_000);
      assertThat(result.err()).startsWith("console: the far side closed");
      assertThat(result.exitCode()).isZero();
    }
  }

  @Test
  void aTerminalLessSessionThatReadsNothingTypedHasNoEscapeKey() {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/web1", vm))) {

      gateway.ssh(ALICE, "web1+eof=close").run("a\u001d.b~.c");

      vm.awaitTyped("a\u001d.b~.c");
    }
  }

  @Test
  void aPipelineEndsWhenItsReaderHasSeenEnoughAndTheGuestIsQuiet() throws Exception {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/web1", vm))) {
      var words = new ArrayList<>(List.of("bash", "-c", "\"$@\" </dev/null | grep -m1 gin", "-"));
      words.addAll(gateway.ssh(ALICE, "web1+eof=5s").option("-T").words());
      var pipeline = new ProcessBuilder(words).start();
      assertThat(pipeline.errorReader().readLine()).startsWith("console: attached");

      vm.print("login: \r\nlogin: \r\n");

      assertThat(pipeline.inputReader().readLine()).isEqualTo("login: ");
      assertThat(pipeline.waitFor()).isZero();
    }
  }
}
