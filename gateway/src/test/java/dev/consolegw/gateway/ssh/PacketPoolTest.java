package dev.consolegw.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.ssh.channel.PacketPool;
import java.nio.file.Path;
import org.apache.sshd.common.SshConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PacketPoolTest {
  private static final byte DATA = SshConstants.SSH_MSG_CHANNEL_DATA;

  @TempDir private Path folder;

  @Test
  void aLargePacketIsUsedAgainOnceItIsDoneAndNotBefore() throws Exception {
    try (var front = new TestFront(folder, "channels: 4");
        var session = front.signIn("web1", TestFront.ALICE)) {
      var pool = new PacketPool();
      var first = pool.of(DATA, 32 << 10, session);

      var second = pool.of(DATA, 32 << 10, session);
      pool.done(first);
      var third = pool.of(DATA, 20 << 10, session);

      assertThat(second.array()).isNotSameAs(first.array());
      assertThat(third.array()).isSameAs(first.array());
      assertThat(third.available()).isOne();
    }
  }

  @Test
  void smallPacketsAndOversizedOnesAreMadeForTheOccasion() throws Exception {
    try (var front = new TestFront(folder, "channels: 4");
        var session = front.signIn("web1", TestFront.ALICE)) {
      var pool = new PacketPool();
      for (int size : new int[] {1, 100 << 10}) {
        var packet = pool.of(DATA, size, session);
        pool.done(packet);

        assertThat(pool.of(DATA, size, session).array()).isNotSameAs(packet.array());
        assertThat(packet.array()).hasSizeLessThan(size + 512);
      }
    }
  }
}
