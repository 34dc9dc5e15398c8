package dev.consolegw.gateway.e2e.shell;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.Ansible;
import dev.consolegw.gateway.testing.client.FileClient;
import dev.consolegw.gateway.testing.farside.LoginGuest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the programs that people use do in a guest with busybox and without Python. */
@Tag("slow")
class RescueShellTest {
  @TempDir private Path folder;
  @TempDir private Path control;
  private LoginGuest guest;
  private TestGateway gateway;

  @BeforeEach
  void start() throws IOException {
    guest = LoginGuest.withoutPython(folder, "busybox ash -i");
    var file = Files.writeString(folder.resolve("password"), LoginGuest.PASSWORD + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    var shell = "shell: { user: root, password-file: \"%s\" }".formatted(file);
    gateway = TestGateway.with(console("ports/web1", guest.address()).with(shell));
  }

  @AfterEach
  void stop() {
    gateway.close();
    guest.close();
  }

  private static byte[] random(int size) {
    var bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  @Test
  void rawModulesOfAnsibleRun() {
    var ansible = Ansible.by(gateway.through(ALICE, "web1"), control, "web1");

    var done = ansible.module("-m", "raw", "-a", "echo out; busybox uname -s");
    var failed = ansible.module("-m", "raw", "-a", "exit 7");

    assertThat(done.out()).as(done.err()).contains("web1 | CHANGED | rc=0 >>").contains("out");
    assertThat(failed.out()).contains("web1 | FAILED | rc=7 >>");
  }

  @Test
  void filesGoBothWays() throws IOException {
    var bytes = random(60_000);
    var local = Files.write(control.resolve("local"), bytes);
    var there = folder.resolve("there");

    var sftp =
        new FileClient(gateway, ALICE, control)
            .sftp("web1+shell", "put " + local + " " + there, "get " + there + " back");
    assertThat(sftp.exitCode()).as(sftp.err()).isZero();
    assertThat(Files.readAllBytes(there)).isEqualTo(bytes);
    assertThat(Files.readAllBytes(control.resolve("back"))).isEqualTo(bytes);

    var other = folder.resolve("other");
    var ssh = gateway.ssh(ALICE, "web1+shell");
    assertThat(ssh.command("cat > " + other).run(bytes).exitCode()).isZero();
    assertThat(Files.readAllBytes(other)).isEqualTo(bytes);
    assertThat(ssh.command("cat " + other).run().out().getBytes(StandardCharsets.ISO_8859_1))
        .isEqualTo(bytes);
  }

  @Test
  void aShellOnATerminalIsRefusedWithASentenceAndACommandOnOneRuns() {
    try (var terminal = gateway.ssh(ALICE, "web1+shell").terminal()) {
      terminal.await(
          "console-gw: 65: the guest has no python3, and so no terminal for a shell: give a"
              + " command, or use the console itself");
      assertThat(terminal.exitCode()).isEqualTo(255);
    }
    try (var terminal = gateway.ssh(ALICE, "web1+shell").command("echo out; exit 3").terminal()) {
      terminal.await("out\r\n");
      assertThat(terminal.exitCode()).isEqualTo(3);
    }
  }

  @Test
  void aPortIsRefusedWithASentence() {
    var refused = gateway.ssh(ALICE, "web1+shell").option("-v", "-W", "127.0.0.1:1").run();

    assertThat(refused.err())
        .contains("the guest has no python3: its shell alone cannot connect or listen");
  }
}
