package dev.consolegw.gateway.ssh;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that the gateway does not read is not to blame for saying nothing. */
@Tag("slow")
class UnheardClientsTest {
  @TempDir private Path folder;

  private static ClientChannel start(ClientSession session, String command) throws IOException {
    var channel = session.createExecChannel(command);
    channel.setOut(new ByteArrayOutputStream());
    channel.setErr(new ByteArrayOutputStream());
    channel.open().verify(TestFront.PATIENCE);
    return channel;
  }

  /** Sends as much as the client may. */
  private static void fill(ClientSession session, ClientChannel channel) throws IOException {
    long may = channel.getRemoteWindow().getSize();
    var data = session.createBuffer(SshConstants.SSH_MSG_CHANNEL_DATA);
    data.putUInt(channel.getRecipient());
    data.putBytes(new byte[(int) may]);
    session.writePacket(data);
    channel.getRemoteWindow().consume(may);
  }

  /** One beat of the gateway's has found this client silent for too long. */
  private static void awaitBeat(TestFront front) throws IOException {
    try (var quiet = front.signIn("web1", TestFront.ALICE)) {
      assertThat(
              quiet.waitFor(
                  EnumSet.of(ClientSession.ClientSessionEvent.CLOSED), TestFront.PATIENCE))
          .contains(ClientSession.ClientSessionEvent.CLOSED);
    }
  }

  @Test
  void whatIsStuckCostsNothingElseOfItsConnection() throws Exception {
    var ssh = "channels: 8, silent-end: 1s";
    try (var front = new TestFront(folder, ssh, "input-per-person: 8KiB");
        var stuck = front.signIn("web1", TestFront.ALICE)) {
      var waits = List.of(start(stuck, "wait ready"), start(stuck, "wait ready"));
      front.guest.awaitClient();
      for (var wait : waits) {
        fill(stuck, wait);
      }

      awaitBeat(front);
      awaitBeat(front);

      assertThat(stuck.isOpen()).isTrue();
      front.guest.print("ready\n".getBytes(US_ASCII));
      for (var wait : waits) {
        assertThat(wait.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), TestFront.PATIENCE))
            .contains(ClientChannelEvent.CLOSED);
        assertThat(wait.getExitStatus()).isZero();
      }
      assertThat(TestFront.run(stuck, "list")).contains("web1");
    }
  }
}
