package dev.consolegw.gateway.e2e.console;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guest that goes and comes back while people look. */
class RebootTest {
  @TempDir Path folder;

  @Test
  void viewersStayAndSeeTheGuestComeBack() {
    var socket = folder.resolve("console.sock");
    var before = FakeGuest.unix(socket);
    try (var gateway = TestGateway.with(console("lab/web1", before));
        var ssh = gateway.ssh(ALICE, "web1").terminal().attached();
        var watcher = gateway.ssh(ALICE, "web1+ro").pipes().attached()) {
      before.print("reboot: Restarting system\r\n");
      ssh.await("Restarting system\r\n");
      before.close();

      ssh.await("console: disconnected: ");
      watcher.awaitNotice("console: disconnected: ");
      try (var after = FakeGuest.unix(socket)) {
        ssh.await("console: connected again\r\n");
        watcher.awaitNotice("console: connected again\n");
        after.print("Booting");
        ssh.await("Booting");
        watcher.awaitOut("Booting");
        ssh.type("root\r");

        after.awaitTyped("root\r");
      }
    }
  }

  @Test
  void keysTypedMeanwhileAreRefusedAndNotKept() {
    var socket = folder.resolve("console.sock");
    var before = FakeGuest.unix(socket);
    try (var gateway = TestGateway.with(console("lab/web1", before));
        var ssh = gateway.ssh(ALICE, "web1").terminal().attached()) {
      before.close();
      ssh.await("console: disconnected: ");

      ssh.type("rm -rf /\r");

      ssh.await("console: not connected: what you type is not sent\r\n");
      try (var after = FakeGuest.unix(socket)) {
        ssh.await("console: connected again\r\n");
        ssh.type("fresh");
        after.awaitTyped("fresh");
        assertThat(after.typed().soFar()).isEmpty();
      }
    }
  }

  @Test
  void whoAsksForItIsSentHomeWhenTheGuestGoes() {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/web1", vm));
        var ssh = gateway.ssh(ALICE, "web1+hup=close").terminal().attached()) {
      vm.awaitClient();
      vm.hangUp();

      ssh.await("console: the far side closed: ");
      assertThat(ssh.exitCode()).isZero();
    }
  }

  @Test
  @Tag("long")
  void aLineThatComesAndGoesDoesNotFillTheScreen() {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/web1", vm));
        var ssh = gateway.ssh(ALICE, "web1+eof=close").pipes().attached()) {
      for (int i = 0; i < 30; i++) {
        vm.print("%d;".formatted(i));
        ssh.awaitOut("%d;".formatted(i));
        vm.hangUp();
        vm.awaitNoClient();
      }
      vm.print("end");
      ssh.awaitOut("end");
      ssh.awaitNotice("console: the line comes and goes; from now on you are told once a minute\n");
      ssh.endInput();

      assertThat(ssh.result().err()).isEmpty();
    }
  }
}
