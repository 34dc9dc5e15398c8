package dev.consolegw.gateway.e2e.jump;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.GatewayProcess;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.client.Ssh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One line {@code @cert-authority} makes every console's host key known. */
@Tag("slow")
class HostAuthorityTest {
  @TempDir private Path folder;

  @BeforeEach
  void makeKeys() throws IOException {
    for (var name : List.of("ca", "other_ca")) {
      Program.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder + "/" + name);
    }
    configure("ca");
  }

  private void configure(String authority) throws IOException {
    Files.writeString(
        folder.resolve("console-gw.yaml"),
        """
        state: "%s/state"
        ssh: { listen: "127.0.0.1:0", host-ca: "%s" }
        users: { alice: { keys: ["%s"] } }
        rules: [{ users: [alice], consoles: ["lab/*"], right: manage }]
        consoles: { lab/web1: { address: "tcp://127.0.0.1:1" } }
        """
            .formatted(folder, folder.resolve(authority), TestPerson.ALICE.publicKey()));
  }

  /** Knows the gateway itself by its key, and everything else by an authority. */
  private Ssh strict(GatewayProcess gateway, String name, String authority) throws IOException {
    var known = folder.resolve("strict_hosts");
    var hostKey = Files.readString(folder.resolve("state/ssh_host_ed25519_key.pub"));
    var ca = Files.readString(folder.resolve(authority + ".pub"));
    Files.writeString(known, "[127.0.0.1]:* " + hostKey.strip() + "\n@cert-authority * " + ca);
    var ssh = gateway.through(TestPerson.ALICE, name);
    var config = Path.of(ssh.words().get(2));
    Files.writeString(
        config,
        Files.readString(config)
            .replace("StrictHostKeyChecking no", "StrictHostKeyChecking yes")
            .replaceFirst("UserKnownHostsFile .*", "UserKnownHostsFile " + known));
    return ssh.command("list");
  }

  @Test
  void strictClientsKnowEveryNameByOneAuthority() throws IOException {
    try (var gateway = GatewayProcess.on(folder)) {
      for (var name : List.of("web1", "WEB1", "web1.", "lab/web1", "web1+ro", "web1:0")) {
        var list = strict(gateway, name, "ca").run();
        var distrusting = strict(gateway, name, "other_ca").run();

        assertThat(list.err()).as(name).isEmpty();
        assertThat(list.exitCode()).as(name).isZero();
        assertThat(distrusting.err()).as(name).contains("Host key verification failed.");
      }
    }
  }

  @Test
  void theCertificateIsGoodForADayAndNamesTheConsole() throws IOException {
    try (var gateway = GatewayProcess.on(folder)) {
      var list = strict(gateway, "web1", "ca").option("-v").run();

      assertThat(list.err())
          .containsPattern(
              "Server host certificate: ssh-ed25519-cert-v01@openssh.com SHA256:\\S+, serial"
                  + " [1-9]\\d* ID \"console-gw web1\" CA ssh-ed25519 SHA256:\\S+ valid from");
    }
  }

  @Test
  void aReloadTakesAnotherAuthority() throws IOException {
    try (var gateway = GatewayProcess.on(folder)) {
      configure("other_ca");
      gateway.signal("HUP");
      gateway.err().await("event=settings-read changed=\"ssh.host-ca\"");

      assertThat(strict(gateway, "web1", "other_ca").run().exitCode()).isZero();
      assertThat(strict(gateway, "web1", "ca").run().exitCode()).isEqualTo(255);
    }
  }

  @Test
  void aReloadWithAKeyThatCannotBeUsedChangesNothing() throws IOException {
    try (var gateway = GatewayProcess.on(folder)) {
      configure("nowhere");
      gateway.signal("HUP");
      gateway.err().await("event=reload-without-effect");

      assertThat(strict(gateway, "web1", "ca").run().exitCode()).isZero();
    }
  }

  private String checked() {
    var file = folder.resolve("console-gw.yaml").toString();
    try (var check = GatewayProcess.main(List.of(), "check", "--config", file)) {
      var result = check.result();
      assertThat(result.exitCode()).isEqualTo(78);
      return result.err() + result.out();
    }
  }

  @Test
  void checkSaysWhatIsWrongWithIt() throws IOException {
    Program.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "secret", "-f", folder + "/locked");
    Program.run("ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", folder + "/curve");
    Files.writeString(folder.resolve("text"), "no key");
    Files.setPosixFilePermissions(
        folder.resolve("text"), PosixFilePermissions.fromString("rw-------"));
    for (var name : List.of("locked", "curve", "text")) {
      configure(name);
      assertThat(checked())
          .contains("console-gw.yaml:2:")
          .contains(
              "host-ca: %s/%s is no private Ed25519 key without a passphrase; make one with:"
                  .formatted(folder, name));
    }

    configure("nowhere");
    assertThat(checked()).contains("host-ca: the key " + folder + "/nowhere cannot be read;");

    configure("ca");
    Files.setPosixFilePermissions(
        folder.resolve("ca"), PosixFilePermissions.fromString("rw-r-----"));
    assertThat(checked()).contains("host-ca: others may read the private key " + folder + "/ca;");
  }

  @Test
  void withoutOneTheKeyItselfIsKnownUnderEachName() throws IOException {
    var text = Files.readString(folder.resolve("console-gw.yaml"));
    Files.writeString(
        folder.resolve("console-gw.yaml"), text.replaceFirst(", host-ca: \"[^\"]*\"", ""));
    try (var gateway = GatewayProcess.on(folder)) {
      assertThat(gateway.through(TestPerson.ALICE, "web1").command("list").run().exitCode())
          .isZero();

      var known = Files.readString(folder.resolve("known_hosts"));
      var hostKey = Files.readString(folder.resolve("state/ssh_host_ed25519_key.pub"));
      assertThat(known).contains("web1 " + hostKey.substring(0, hostKey.lastIndexOf(' ')));
    }
  }
}
