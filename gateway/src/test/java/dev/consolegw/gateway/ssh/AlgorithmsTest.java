package dev.consolegw.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.nio.charset.StandardCharsets;
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

  @Test
  void onlyWhatIsSafeAndFastIsOffered() throws Exception {
    try (var front = new TestFront(folder, "channels: 2");
        var socket = front.socket()) {
      socket.getOutputStream().write("SSH-2.0-test\r\n".getBytes(StandardCharsets.US_ASCII));
      var lists = offered(new DataInputStream(socket.getInputStream()));

      var keyExchanges = lists.get(0);
      assertThat(keyExchanges.getFirst()).isEqualTo("mlkem768x25519-sha256");
      assertThat(keyExchanges)
          .contains("sntrup761x25519-sha512@openssh.com", "curve25519-sha256")
          .contains("kex-strict-s-v00@openssh.com")
          .noneMatch(name -> name.contains("diffie-hellman") || name.contains("sha1"));
      assertThat(lists.get(1)).containsExactlyInAnyOrder("ssh-ed25519", "ecdsa-sha2-nistp256");
      assertThat(lists.get(2))
          .isEqualTo(lists.get(3))
          .startsWith("aes256-gcm@openssh.com")
          .allMatch(name -> name.contains("gcm") || name.endsWith("ctr"));
      assertThat(lists.get(4)).isEqualTo(lists.get(5)).allMatch(name -> name.contains("sha2"));
      assertThat(lists.get(6)).isEqualTo(lists.get(7)).containsExactly("none");
    }
  }
}
