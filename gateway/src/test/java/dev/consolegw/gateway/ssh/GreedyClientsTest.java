package dev.consolegw.gateway.ssh;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.consolegw.gateway.session.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.core.CoreModuleProperties;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that ask for more than they take, or for what takes long to find: others have theirs. */
@Tag("slow")
class GreedyClientsTest {
  @TempDir private Path folder;

  @Test
  void aStrangersFirstUnknownMessageEndsTheConnection() throws Exception {
    var unknown = new byte[16];
    unknown[3] = 12; // its length, RFC 4253, 6
    unknown[4] = 10; // of which padding
    unknown[5] = 90; // SSH_MSG_CHANNEL_OPEN, which nobody may send yet
    try (var front = new TestFront(folder, "login-grace: 60s");
        var socket = front.socket()) {
      var came = new ByteArrayOutputStream();
      try {
        socket.getOutputStream().write("SSH-2.0-x\r\n".getBytes(US_ASCII));
        for (int i = 0; i < 1_000; i++) {
          socket.getOutputStream().write(unknown);
        }
        socket.getInputStream().transferTo(came);
      } catch (SocketException hungUp) {
        // As it should.
      }

      assertThat(came.size()).isLessThan(4096);
      front.serves();
    }
  }

  @Test
  void whoReadsNoAnswersIsAskedToReadAndHarmsNobodyElse() throws Exception {
    try (var front = new TestFront(folder, "channels: 4")) {
      CoreModuleProperties.SOCKET_RCVBUF.set(front.client(), 8 * 1024); // few answers fit in there
      var flooder = front.signIn("web1", TestFront.ALICE);
      flooder.getIoSession().suspendRead();
      for (int i = 0; i < 20_000; i++) {
        var question = flooder.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST);
        question.putString("no-such-request");
        question.putBoolean(true);
        flooder.writePacket(question);
      }

      front.serves();
      flooder.getIoSession().resumeRead();

      assertThat(TestFront.run(flooder, "list")).contains("web1");
    }
  }

  @Test
  void slowPatternsSlowNobodyAndEndWithTheirClient() throws Exception {
    try (var front = new TestFront(folder, "channels: 20")) {
      try (var searcher = front.signIn("web1", TestFront.ALICE)) {
        var waits = new ArrayList<ClientChannel>();
        for (int i = 0; i < 4; i++) {
          waits.add(start(searcher, "wait '(x*y*z*){500}q'"));
        }
        front.guest.awaitClient();
        for (int i = 0; i < 2_000; i++) {
          front.guest.print("xyzzy".getBytes(US_ASCII));
        }

        front.serves();
        assertThat(waits).allMatch(wait -> wait.getExitStatus() == null);

        for (int i = 0; i < 8; i++) {
          waits.add(start(searcher, "wait '(x*y*z*){500}q'"));
        }
        var oneTooMany = waits.getLast();
        assertThat(oneTooMany.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), TestFront.PATIENCE))
            .contains(ClientChannelEvent.CLOSED);
        assertThat(oneTooMany.getExitStatus()).isEqualTo(ExitCode.TRY_AGAIN.status());
      }
      awaitPlace(front);
    }
  }

  @Test
  void fiftyWaitsThatHaveNothingToLookAtLeaveRoomForOthers() throws Exception {
    try (var front = new TestFront(folder, "channels: 60", "viewers-per-person: 60");
        var searcher = front.signIn("web1", TestFront.ALICE)) {
      var waits = new ArrayList<ClientChannel>();
      for (int i = 0; i < 50; i++) {
        waits.add(start(searcher, "wait 'login: $'"));
      }
      front.guest.awaitClient();

      awaitPlace(front);
      front.guest.print("login: ".getBytes(US_ASCII));

      for (var wait : waits) {
        assertThat(wait.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), TestFront.PATIENCE))
            .contains(ClientChannelEvent.CLOSED);
        assertThat(wait.getExitStatus()).isZero();
      }
    }
  }

  @Test
  void onePersonHasSoManyConnectionsAndSessionsAndOthersHaveTheirs() throws Exception {
    try (var front =
            new TestFront(
                folder, "channels: 8", "connections-per-person: 2, sessions-per-person: 3");
        var one = front.signIn("web1", TestFront.ALICE);
        var two = front.signIn("web1", TestFront.ALICE);
        var bob = front.signIn("shared", TestFront.BOB)) {
      try (var three = front.connect("web1")) {
        three.addPublicKeyIdentity(TestFront.ALICE);
        three.auth().await(TestFront.PATIENCE);
        assertThat(
                three.waitFor(
                    EnumSet.of(ClientSession.ClientSessionEvent.CLOSED), TestFront.PATIENCE))
            .contains(ClientSession.ClientSessionEvent.CLOSED);
      }

      var waits = new ArrayList<ClientChannel>();
      waits.add(start(one, "wait never"));
      waits.add(start(one, "wait never"));
      waits.add(start(two, "wait never"));
      for (int i = 0; i < 100; i++) {
        assertThatExceptionOfType(IOException.class)
            .isThrownBy(() -> start(two, "list"))
            .withMessageContaining(
                "you have as many sessions as one person may have; end one of them");
      }
      assertThat(waits).allMatch(ClientChannel::isOpen);
      assertThat(TestFront.run(bob, "list")).contains("shared");

      waits.getFirst().close(false).await(TestFront.PATIENCE);
      assertThat(TestFront.run(two, "list")).contains("web1");
    }
  }

  @Test
  void refusedSessionsHarmNoneOfTheirConnection() throws Exception {
    try (var front = new TestFront(folder, "channels: 2");
        var client = front.signIn("web1", TestFront.ALICE)) {
      var wait = start(client, "wait never");
      var other = start(client, "wait never");
      for (int i = 0; i < 100; i++) {
        var refused = client.createExecChannel("list");
        assertThatExceptionOfType(IOException.class)
            .isThrownBy(() -> refused.open().verify(TestFront.PATIENCE))
            .withCauseInstanceOf(SshChannelOpenException.class)
            .havingCause()
            .withMessage("this connection has 2 sessions already; end one of them")
            .matches(cause ->
                ((SshChannelOpenException) cause).getReasonCode()
                    == SshConstants.SSH_OPEN_RESOURCE_SHORTAGE);
      }
      assertThat(wait.isOpen()).isTrue();

      other.close(false).await(TestFront.PATIENCE);
      for (int i = 0; i < 100; i++) { // one after the other
        assertThat(TestFront.run(client, "list")).contains("web1");
      }
      assertThat(wait.isOpen()).isTrue();
    }
  }

  private static ClientChannel start(ClientSession session, String command) throws IOException {
    var channel = session.createExecChannel(command);
    channel.setOut(new ByteArrayOutputStream());
    channel.setErr(new ByteArrayOutputStream());
    channel.open().verify(TestFront.PATIENCE);
    return channel;
  }

  /** The gateway has noticed that a search's client left when the next one ends as it should. */
  private static void awaitPlace(TestFront front) throws IOException {
    try (var session = front.signIn("web1", TestFront.ALICE)) {
      for (int i = 0; i < 1000; i++) {
        var search = start(session, "log --grep xyzzy");
        search.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), TestFront.PATIENCE);
        if (Integer.valueOf(0).equals(search.getExitStatus())) {
          return;
        }
      }
    }
    throw new AssertionError("places of searches are not given back");
  }
}
