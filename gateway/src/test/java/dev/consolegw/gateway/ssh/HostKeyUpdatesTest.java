package dev.consolegw.gateway.ssh;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.RsaHostKey;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that know one key of the gateway and learn the others. */
@Tag("slow")
class HostKeyUpdatesTest {
  private static final List<String> FILES =
      List.of("ssh_host_ed25519_key.pub", "ssh_host_rsa_key.pub", "ssh_host_ecdsa_key.pub");

  @TempDir private Path folder;

  /** The type and the key itself, as they stand in a line of {@code known_hosts}, too. */
  private static String key(Path state, String file) throws IOException {
    var words = Files.readString(state.resolve(file)).split(" ", -1);
    return words[0] + " " + words[1];
  }

  @ParameterizedTest
  @CsvSource({
    "ssh-ed25519, ssh_host_ed25519_key.pub",
    "rsa-sha2-512, ssh_host_rsa_key.pub",
    "rsa-sha2-256, ssh_host_rsa_key.pub",
    "ecdsa-sha2-nistp256, ssh_host_ecdsa_key.pub"
  })
  void whoeverHasPinnedOneKeyLearnsTheOthers(String algorithm, String file) throws Exception {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/web1", vm))) {
      var state = gateway.folder().resolve("state");
      var ecdsa = state.resolve("ssh_host_ecdsa_key").toString();
      Program.run("ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", ecdsa);
      RsaHostKey.place(state);
      gateway.restart();
      var known = gateway.folder().resolve("known_hosts");
      var line = "[127.0.0.1]:%d %s%n".formatted(gateway.port(), key(state, file));
      Files.writeString(known, line);

      var ssh =
          gateway
              .ssh(ALICE, "web1")
              .option("-oUpdateHostKeys=yes", "-oHostKeyAlgorithms=^" + algorithm);
      assertThat(ssh.command("list").run().exitCode()).isZero();

      for (var one : FILES) {
        assertThat(Files.readString(known)).contains(key(state, one));
      }
    }
  }

  private static Buffer ask(Session session, byte[]... keys) throws Exception {
    var request = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST);
    request.putString("hostkeys-prove-00@openssh.com");
    request.putBoolean(true);
    for (var key : keys) {
      request.putBytes(key);
    }
    return session.request("hostkeys-prove-00@openssh.com", request, Duration.ofSeconds(30));
  }

  private static byte[] blob(java.security.PublicKey key) {
    var blob = new ByteArrayBuffer();
    blob.putRawPublicKey(key);
    return blob.getCompactData();
  }

  @Test
  void nothingIsSignedForAKeyThatIsNotOursAndNothingWithoutEnd() throws Exception {
    try (var front = new TestFront(folder, "channels: 4");
        var session = front.signIn("web1", TestFront.ALICE)) {
      var ours = blob(session.getServerKey());

      assertThat(ask(session, blob(TestFront.BOB.getPublic()))).isNull();
      assertThat(ask(session, ours, blob(TestFront.BOB.getPublic()))).isNull();
      assertThat(ask(session, new byte[] {0, 0, 0, 9, 1})).isNull();
      for (int i = 0; i < 8; i++) {
        assertThat(ask(session, ours)).isNotNull();
      }
      assertThat(ask(session, ours)).isNull();
      front.serves();
    }
  }
}
