package dev.consolegw.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.Program;
import java.io.DataInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.SshConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the gateway offers, as it stands on the wire (RFC 4253, 7.1). */
class AlgorithmsTest {
  private static final int COOKIE = 16;

  @TempDir private Path folder;

  /** The name-lists of the server's first packet, in their order. */
  private static List<List<String>> offered(DataInputStream in) throws Exception {
    while (in.readByte() != '\n') {
      // the version
    }
    in.readInt();
    in.readByte(); // length of the padding
    assertThat(in.readByte()).isEqualTo(SshConstants.SSH_MSG_KEXINIT);
    in.skipNBytes(COOKIE);
    var lists = new ArrayList<List<String>>();
    for (int i = 0; i < 10; i++) {
      var names = new String(in.readNBytes(in.readInt()), StandardCharsets.US_ASCII);
      lists.add(List.of(names.split(",")));
    }
    return lists;
  }

  private List<List<String>> offered(String settings) throws Exception {
    try (var front = new TestFront(folder, settings);
        var socket = front.socket()) {
      socket.getOutputStream().write("SSH-2.0-test\r\n".getBytes(StandardCharsets.US_ASCII));
      return offered(new DataInputStream(socket.getInputStream()));
    }
  }

  @Test
  void onlyWhatIsSafeAndFastIsOffered() throws Exception {
    var lists = offered("channels: 2");

    assertThat(lists.get(0).stream().filter(name -> !name.matches("(kex|ext)-.*")))
        .containsExactly(
            "mlkem768x25519-sha256",
            "sntrup761x25519-sha512",
            "sntrup761x25519-sha512@openssh.com",
            "curve25519-sha256",
            "curve25519-sha256@libssh.org");
    assertThat(lists.get(0)).contains("kex-strict-s-v00@openssh.com");
    assertThat(lists.get(1)).containsExactly("ssh-ed25519", "rsa-sha2-512", "rsa-sha2-256");
    assertThat(lists.get(2))
        .isEqualTo(lists.get(3))
        .startsWith("aes256-gcm@openssh.com")
        .allMatch(name -> name.contains("gcm") || name.endsWith("ctr"));
    assertThat(lists.get(4))
        .isEqualTo(lists.get(5))
        .containsExactly(
            "hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-256");
    assertThat(lists.get(6)).isEqualTo(lists.get(7)).containsExactly("none");
  }

  @Test
  void whoNeedsTheCurvesOfNistCanHaveThem() throws Exception {
    var lists = offered("algorithms: compatible");

    assertThat(lists.get(0))
        .startsWith("mlkem768x25519-sha256", "sntrup761x25519-sha512")
        .contains("mlkem768nistp256-sha256", "ecdh-sha2-nistp256", "ecdh-sha2-nistp521")
        .noneMatch(name -> name.contains("diffie-hellman") || name.contains("sha1"));
    assertThat(lists.get(1)).containsExactly("ssh-ed25519", "rsa-sha2-512", "rsa-sha2-256");
    assertThat(lists.get(4)).contains("hmac-sha2-512").allMatch(name -> name.contains("sha2"));
  }

  @Test
  void anEcdsaKeyThatIsThereIsOfferedLast() throws Exception {
    var file = folder.resolve("state").resolve("ssh_host_ecdsa_key").toString();
    Files.createDirectories(folder.resolve("state"));
    Program.run("ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", file);

    assertThat(offered("channels: 2").get(1))
        .containsExactly("ssh-ed25519", "rsa-sha2-512", "rsa-sha2-256", "ecdsa-sha2-nistp256");
  }
}
