package dev.consolegw.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.sshd.common.SshConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PacketsTest {
  private static final byte DATA = SshConstants.SSH_MSG_CHANNEL_DATA;

  @TempDir private Path folder;

  @Test
  void aLargePacketIsUsedAgainOnceItIsDoneAndNotBefore() throws Exception {
    try (var front = new TestFront(folder, "channels: 4");
        var session = front.signIn("web1", TestFront.ALICE)) {
      var packets = new Packets();
      var first = packets.of(DATA, 32 << 10, session);

      var second = packets.of(DATA, 32 << 10, session);
      packets.done(first);
      var third = packets.of(DATA, 20 << 10, session);

      assertThat(second.array()).isNotSameAs(first.array());
      assertThat(third.array()).isSameAs(first.array());
      assertThat(third.available()).isOne();
    }
  }

  @Test
  void smallPacketsAndOversizedOnesAreMadeForTheOccasion() throws Exception {
    try (var front = new TestFront(folder, "channels: 4");
        var session = front.signIn("web1", TestFront.ALICE)) {
      var packets = new Packets();
      for (int size : new int[] {1, 100 << 10}) {
        var packet = packets.of(DATA, size, session);
        packets.done(packet);

        assertThat(packets.of(DATA, size, session).array()).isNotSameAs(packet.array());
        assertThat(packet.array()).hasSizeLessThan(size + 512);
      }
    }
  }
}
