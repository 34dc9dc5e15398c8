package dev.consolegw.gateway.ssh;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.ssh.channel.ReceiveWindow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.apache.sshd.client.channel.ChannelSession;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.session.ConnectionService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that send what nobody reads: it is bounded, nothing of it is lost, and others go on. */
@Tag("slow")
class UnreadInputTest {
  @TempDir private Path folder;

  /** A channel on which nothing is asked for. */
  private static final class BareChannel extends ChannelSession {
    @Override
    protected void doOpen() {}

    static BareChannel open(ClientSession session) throws IOException {
      var channel = new BareChannel();
      channel.setOut(new ByteArrayOutputStream());
      channel.setErr(new ByteArrayOutputStream());
      session.getService(ConnectionService.class).registerChannel(channel);
      channel.open().verify(TestFront.PATIENCE);
      return channel;
    }
  }

  /** Sends as much as the client may. Returns how many bytes that are. */
  private static long fill(ClientSession session, Channel channel) throws IOException {
    long may = channel.getRemoteWindow().getSize();
    for (long left = may; left > 0; ) {
      int size = (int) Math.min(left, 16 * 1024);
      var data = session.createBuffer(SshConstants.SSH_MSG_CHANNEL_DATA);
      data.putUInt(channel.getRecipient());
      data.putBytes(new byte[size]);
      session.writePacket(data);
      left -= size;
    }
    channel.getRemoteWindow().consume(may);
    return may;
  }

  private static ClientChannel start(ClientSession session, ClientChannel channel)
      throws IOException {
    channel.setOut(new ByteArrayOutputStream());
    channel.setErr(new ByteArrayOutputStream());
    channel.open().verify(TestFront.PATIENCE);
    assertThat(session.isOpen()).isTrue();
    return channel;
  }

  /** The gateway has answered everything that was asked before. */
  private static void roundTrip(ClientSession session) throws IOException {
    var request = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST);
    request.putString("no-such-request");
    request.putBoolean(true);
    var _ = session.request("no-such-request", request, TestFront.PATIENCE);
  }

  @Test
  void aChannelMaySendLittleUntilSomethingBeginsAndThenMore() throws Exception {
    try (var front = new TestFront(folder, "channels: 4");
        var session = front.signIn("web1+eof=keep", TestFront.ALICE)) {
      var bare = BareChannel.open(session);
      var shell = start(session, session.createShellChannel());

      while (shell.getRemoteWindow().getSize() < ReceiveWindow.FULL) {
        roundTrip(session);
      }

      assertThat(shell.getRemoteWindow().getSize()).isEqualTo(ReceiveWindow.FULL);
      assertThat(bare.getRemoteWindow().getSize()).isEqualTo(ReceiveWindow.SMALL);
    }
  }

  @Test
  void aChannelOnWhichNothingIsAskedForIsClosed() throws Exception {
    try (var front = new TestFront(folder, "channels: 4");
        var session = front.signIn("web1", TestFront.ALICE)) {
      var told = new ByteArrayOutputStream();
      var bare = BareChannel.open(session);
      bare.setErr(told);

      assertThat(bare.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), TestFront.PATIENCE))
          .contains(ClientChannelEvent.CLOSED);

      assertThat(told.toString(US_ASCII))
          .isEqualTo("console: nothing was asked for on this channel for 10 s; it is closed\n");
      assertThat(TestFront.run(session, "list")).contains("web1");
    }
  }

  @Test
  void theChannelsOfOneConnectionAreNotPromisedMoreThanItMayHave() throws Exception {
    try (var front =
            new TestFront(
                folder, "channels: 32", "input-per-connection: 256KiB, viewers-per-person: 40");
        var session = front.signIn("web1", TestFront.ALICE)) {
      var waits = new ArrayList<ClientChannel>();
      long sent = 0;
      for (int i = 0; i < 32; i++) {
        waits.add(start(session, session.createExecChannel("wait nothing-of-the-kind")));
      }
      front.guest.awaitClient();
      for (int round = 0; round < 20; round++) {
        for (var wait : waits) {
          sent += fill(session, wait);
        }
        roundTrip(session);
      }

      assertThat(sent).isBetween(256L << 10, (256L << 10) + 32 * ReceiveWindow.SMALL);
      front.serves();
    }
  }

  @Test
  void whoHasSentTooMuchBeforeAnyRequestIsReadNoFurtherAndOthersAre() throws Exception {
    try (var front =
        new TestFront(folder, "channels: 32", "input-per-person: 256KiB, input: 1MiB")) {
      var attackers = new ArrayList<ClientSession>();
      var theirs = new ArrayList<BareChannel>();
      for (int i = 0; i < 6; i++) {
        var session = front.signIn("web1", TestFront.ALICE);
        var channels = bare(session);
        for (var channel : channels) {
          fill(session, channel);
        }
        attackers.add(session);
        theirs.addAll(channels);
      }

      try (var bystander = front.signIn("web1+eof=keep", TestFront.ALICE);
          var shell = bystander.createShellChannel()) {
        var _ = start(bystander, shell);
        shell.getInvertedIn().write("still here\n".getBytes(US_ASCII));
        shell.getInvertedIn().flush();
        front.guest.awaitTyped("still here\n");
      }
      for (var channel : theirs) {
        assertThat(channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), TestFront.PATIENCE))
            .contains(ClientChannelEvent.CLOSED);
      }
      for (var session : attackers) {
        assertThat(TestFront.run(session, "list")).contains("web1");
      }
    }
  }

  private static List<BareChannel> bare(ClientSession session) throws IOException {
    var channels = new ArrayList<BareChannel>();
    for (int i = 0; i < 30; i++) {
      channels.add(BareChannel.open(session));
    }
    return channels;
  }
}
