package dev.consolegw.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.testing.GatewayProcess;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestPerson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with files when a gateway starts: what stops it, and what is only said. */
class StartTest {
  @TempDir private Path folder;

  private Path settings(String more) throws IOException {
    return Files.writeString(
        folder.resolve("console-gw.yaml"),
        """
        state: "%s/state"
        users: { alice: { keys: "%s" } }
        %s
        """
            .formatted(folder, TestPerson.ALICE.publicKey(), more));
  }

  private static void chmod(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  @Test
  void onAFullDiskItSaysSoAndLeavesNothingHalfMade() throws Exception {
    var file = settings("ssh: { listen: \"127.0.0.1:0\" }");
    var state = Files.createDirectory(folder.resolve("state"));
    Program.run("mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", state.toString());
    try {
      Files.write(state.resolve("full"), new byte[4096]);
      try (var gateway = GatewayProcess.main(List.of(), "serve", "--config", file.toString())) {
        var result = gateway.result();

        assertThat(result.exitCode()).isEqualTo(ExitCode.UNAVAILABLE.status());
        assertThat(result.err())
            .endsWith(
                "console-gw: the host key %s cannot be made: No space left on device;"
                        .formatted(state.resolve("ssh_host_ed25519_key"))
                    + " correct that and start again\n");
      }
      try (var left = Files.list(state)) {
        assertThat(left.map(one -> one.getFileName().toString()))
            .doesNotContain("ssh_host_ed25519_key", "ssh_host_ed25519_key.new")
            .doesNotContain("ssh_host_ed25519_key.pub");
      }
    } finally {
      Program.run("umount", state.toString());
    }
  }

  @Test
  void filesThatOthersMayWriteAreNamedAndStopNothing() throws Exception {
    var file = settings("ssh: { listen: \"127.0.0.1:0\" }");
    chmod(file, "rw-rw-rw-");
    var state = Files.createDirectory(folder.resolve("state"));
    chmod(state, "rwxrwxrwx");

    try (var gateway = GatewayProcess.on(folder)) {
      gateway.err().await("event=mode-too-open path=\"" + state + "\" mode=rwxrwxrwx");
      gateway.err().await("event=mode-too-open path=\"" + file + "\" mode=rw-rw-rw-");
      assertThat(gateway.ssh("").command("list").run().exitCode()).isZero();
    }
    try (var check = GatewayProcess.main(List.of(), "check", "--config", file.toString())) {
      var result = check.result();

      assertThat(result.exitCode()).isZero();
      assertThat(result.err())
          .contains(
              "warning: " + file + " has the mode rw-rw-rw-; others can give themselves rights")
          .contains("warning: " + state + " has the mode rwxrwxrwx");
    }
  }

  @Test
  void anAddressThatNobodyCanHaveIsRefusedWithItsPlace() throws Exception {
    var file = settings("ssh: { listen: 22:22 }");

    try (var check = GatewayProcess.main(List.of(), "check", "--config", file.toString())) {
      var result = check.result();

      assertThat(result.exitCode()).isEqualTo(ExitCode.CONFIGURATION.status());
      assertThat(result.err())
          .contains(file + ":3:16: address: '22:22' has no IPv4 address before its port");
    }
  }

  @Test
  void aPasswordThatOthersMayReadIsRefusedWhereItIsNamed() throws Exception {
    var password = Files.writeString(folder.resolve("guest.pw"), "tr0ub4dor");
    chmod(password, "rw-r--r--");
    var missing = folder.resolve("none");
    var file =
        settings(
            """
            ssh: { listen: "127.0.0.1:0" }
            vspc: { shell: { user: root, password-file: "%s" } }
            consoles: { lab/web1: { address: "tcp://h:1", shell: { user: u, password-file: "%s" } } }
            """
                .formatted(password, missing));

    try (var check = GatewayProcess.main(List.of(), "check", "--config", file.toString())) {
      var result = check.result();

      assertThat(result.exitCode()).isEqualTo(ExitCode.CONFIGURATION.status());
      assertThat(result.err())
          .contains(
              file + ":4:45: password-file: others may read the password in " + password,
              file + ":5:80: password-file: there is no " + missing)
          .doesNotContain("tr0ub4dor");
    }
  }
}
