package dev.consolegw.gateway.ssh;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that mean harm, or that know no better: they harm themselves alone. */
@Tag("slow")
class HostileClientsTest {
  @TempDir private Path folder;

  /** Reads until the gateway hangs up. */
  private static void awaitEnd(Socket socket) throws IOException {
    try {
      socket.getInputStream().readAllBytes();
    } catch (SocketException reset) {
      // That is an end, too.
    }
  }

  private static void send(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException hungUp) {
      // As it should.
    }
  }

  private static ClientChannel shell(ClientSession session, ByteArrayOutputStream out)
      throws IOException {
    var channel = session.createShellChannel();
    channel.setUsePty(false);
    channel.setOut(out);
    channel.setErr(new ByteArrayOutputStream());
    channel.open().verify(TestFront.PATIENCE);
    return channel;
  }

  @Test
  void portScannersAreCutOff() throws Exception {
    var noise = new byte[4096];
    new Random(1).nextBytes(noise);
    var endless = new byte[1 << 20];
    Arrays.fill(endless, (byte) 'A');
    var junkAfterVersion = ("SSH-2.0-x\r\n" + "\0\0\377\377".repeat(20_000)).getBytes(US_ASCII);
    try (var front = new TestFront(folder, "login-grace: 5s")) {
      for (var bytes :
          new byte[][] {
            "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII), noise, endless, junkAfterVersion
          }) {
        try (var socket = front.socket()) {
          send(socket, bytes);
          awaitEnd(socket);
        }
      }
      front.socket().close();
      front.serves();
    }
  }

  @Test
  void whoSaysNothingIsCutOffAfterTheLoginGrace() throws Exception {
    try (var front = new TestFront(folder, "login-grace: 3s");
        var mute = front.socket();
        var polite = front.socket();
        var half = front.socket()) {
      send(polite, "SSH-2.0-polite\r\n".getBytes(US_ASCII));
      send(half, "SSH-2.0-half\r\n".getBytes(US_ASCII));
      half.shutdownOutput();

      awaitEnd(mute);
      awaitEnd(polite);
      awaitEnd(half);

      front.serves();
    }
  }

  @Test
  void strangersOfOneAddressDoNotLockOutThoseInside() throws Exception {
    try (var front = new TestFront(folder, "strangers-per-address: 3, login-grace: 60s");
        var inside = front.signIn("web1", TestFront.ALICE)) {
      var crowd = new ArrayList<Socket>();
      for (int i = 0; i < 3; i++) {
        var socket = front.socket("127.0.0.7");
        assertThat(socket.getInputStream().read()).isEqualTo('S');
        crowd.add(socket);
      }
      for (int i = 0; i < 12; i++) {
        crowd.add(front.socket("127.0.0.7")); // which waits
      }

      try (var refused = front.socket("127.0.0.7")) {
        assertThat(refusedBytes(refused))
            .startsWith("console-gw: too many connections from 127.0.0.7 are signing in; try again")
            .contains("\r\nSSH-2.0-console-gw\r\n");
      }
      assertThat(TestFront.run(inside, "list")).contains("web1");
      for (var socket : crowd) {
        socket.close();
      }

      assertThat(TestFront.run(inside, "list")).contains("web1");
      awaitRoom(front);
      front.serves();
    }
  }

  @Test
  void strangersOfAllAddressesTogetherAreBoundedToo() throws Exception {
    try (var front = new TestFront(folder, "strangers: 2, login-grace: 60s");
        var first = front.socket();
        var second = front.socket();
        var _ = front.socket(); // waits
        var _ = front.socket()) {
      assertThat(first.getInputStream().read()).isEqualTo('S');
      assertThat(second.getInputStream().read()).isEqualTo('S');

      try (var refused = front.socket()) {
        assertThat(refusedBytes(refused))
            .startsWith(
                "console-gw: too many connections are signing in; try again in a moment\r\n");
      }
    }
  }

  @Test
  void connectionsAreBoundedWhoeverHasThem() throws Exception {
    try (var front = new TestFront(folder, "connections: 2");
        var one = front.signIn("web1", TestFront.ALICE);
        var two = front.signIn("web1", TestFront.ALICE)) {
      try (var refused = front.socket()) {
        assertThat(refusedBytes(refused))
            .startsWith("console-gw: too many connections are open; try again later\r\n");
      }

      assertThat(TestFront.run(one, "list")).isEqualTo(TestFront.run(two, "list"));
      two.close(true).await(TestFront.PATIENCE);
      awaitRoom(front);
    }
  }

  @Test
  void inputInSingleBytesIsInputAllTheSame() throws Exception {
    try (var front = new TestFront(folder, "channels: 4");
        var session = front.signIn("web1", TestFront.ALICE);
        var channel = session.createExecChannel("send --file -")) {
      channel.open().verify(TestFront.PATIENCE);
      for (int i = 0; i < 20_000; i++) {
        var data = session.createBuffer(SshConstants.SSH_MSG_CHANNEL_DATA);
        data.putUInt(channel.getRecipient());
        data.putBytes(new byte[] {(byte) ('a' + i % 26)});
        session.writePacket(data);
      }
      channel.getInvertedIn().close();

      var typed = new String(front.guest.typed().await(20_000), US_ASCII);
      assertThat(typed).startsWith("abcdefghijklmnopqrstuvwxyzabc").endsWith("cdef");
      assertThat(channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), TestFront.PATIENCE))
          .contains(ClientChannelEvent.CLOSED);
      assertThat(channel.getExitStatus()).isZero();
    }
  }

  private static String refusedBytes(Socket socket) throws IOException {
    try {
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    } catch (SocketException reset) {
      return "";
    }
  }

  /** The gateway has noticed that a stranger left when it greets the next one. */
  private static void awaitRoom(TestFront front) throws IOException {
    for (int i = 0; i < 1000; i++) {
      try (var socket = front.socket()) {
        if (socket.getInputStream().read() == 'S') {
          return;
        }
      } catch (SocketException refused) {
        // Not yet.
      }
    }
    throw new AssertionError("nobody is let in any more");
  }

  @Test
  void aFloodOfRequestsHarmsNobodyElse() throws Exception {
    try (var front = new TestFront(folder, "channels: 4");
        var flooder = front.signIn("web1", TestFront.ALICE);
        var channel = shell(flooder, new ByteArrayOutputStream())) {
      front.guest.awaitClient();
      for (int i = 0; i < 3_000; i++) {
        request(flooder, channel, "window-change", false, i % 500, 24, 0, 0);
        request(flooder, channel, "break", false, 0);
        env(flooder, channel, "CONSOLE_X" + i, "x".repeat(1000));
        request(flooder, channel, "no-such-request", true);
        var global = flooder.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST);
        global.putString("tcpip-forward");
        global.putBoolean(false);
        global.putString("0.0.0.0");
        global.putUInt(0);
        flooder.writePacket(global);
      }

      front.serves();
      channel.getInvertedIn().write("still here\n".getBytes(US_ASCII));
      channel.getInvertedIn().flush();
      front.guest.awaitTyped("still here\n");
    }
  }

  private static void request(
      ClientSession session, ClientChannel channel, String kind, boolean answer, int... numbers)
      throws IOException {
    var buffer = session.createBuffer(SshConstants.SSH_MSG_CHANNEL_REQUEST);
    buffer.putUInt(channel.getRecipient());
    buffer.putString(kind);
    buffer.putBoolean(answer);
    for (int number : numbers) {
      buffer.putUInt(number);
    }
    session.writePacket(buffer);
  }

  private static void env(ClientSession session, ClientChannel channel, String name, String value)
      throws IOException {
    var buffer = session.createBuffer(SshConstants.SSH_MSG_CHANNEL_REQUEST);
    buffer.putUInt(channel.getRecipient());
    buffer.putString("env");
    buffer.putBoolean(false);
    buffer.putString(name);
    buffer.putString(value);
    session.writePacket(buffer);
  }

  @Test
  void aConnectionHasSoManyChannelsAndNoMore() throws Exception {
    try (var front = new TestFront(folder, "channels: 2");
        var session = front.signIn("web1+ro", TestFront.ALICE)) {
      var open = new ArrayList<ClientChannel>();
      open.add(shell(session, new ByteArrayOutputStream()));
      open.add(shell(session, new ByteArrayOutputStream()));

      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> shell(session, new ByteArrayOutputStream()));
      for (var channel : open) {
        channel.close(false).await(TestFront.PATIENCE);
      }

      assertThat(TestFront.run(session, "list")).contains("web1");
    }
  }

  @Test
  void noForwardingNoOtherSubsystemNoAgent() throws Exception {
    try (var front = new TestFront(folder, "channels: 4");
        var session = front.signIn("web1", TestFront.ALICE)) {
      var other = session.createSubsystemChannel("netconf");
      other.open().await(TestFront.PATIENCE);
      assertThat(other.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), TestFront.PATIENCE))
          .contains(ClientChannelEvent.CLOSED);
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() ->
              session
                  .createDirectTcpipChannel(
                      null, new org.apache.sshd.common.util.net.SshdSocketAddress("127.0.0.1", 22))
                  .open()
                  .verify(TestFront.PATIENCE));

      assertThat(TestFront.run(session, "list")).contains("web1");
    }
  }

  @Test
  void aMebibyteSentToAGuestThatDoesNotReadArrivesWhole() throws Exception {
    var paste = new byte[1 << 20];
    new Random(7).nextBytes(paste);
    try (var front = new TestFront(folder, "channels: 4");
        var session = front.signIn("web1+eof=keep", TestFront.ALICE);
        var channel = shell(session, new ByteArrayOutputStream())) {
      front.guest.awaitClient();
      front.guest.stopReading();
      var writing =
          CompletableFuture.runAsync(() -> {
            try {
              channel.getInvertedIn().write(paste);
              channel.getInvertedIn().flush();
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          });
      front.serves();

      front.guest.goOnReading();

      assertThat(front.guest.typed().await(paste.length)).isEqualTo(paste);
      writing.get(30, java.util.concurrent.TimeUnit.SECONDS);
    }
  }

  @Test
  void whoIgnoresTheWindowIsCutOff() throws Exception {
    try (var front = new TestFront(folder, "channels: 4");
        var session = front.signIn("web1+eof=keep", TestFront.ALICE);
        var channel = shell(session, new ByteArrayOutputStream())) {
      front.guest.awaitClient();
      front.guest.stopReading();

      for (int i = 0; i < 1000 && session.isOpen(); i++) {
        var data = session.createBuffer(SshConstants.SSH_MSG_CHANNEL_DATA);
        data.putUInt(channel.getRecipient());
        data.putBytes(new byte[32 * 1024]);
        try {
          session.writePacket(data);
        } catch (IOException cutOff) {
          break;
        }
      }

      var ended = channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), TestFront.PATIENCE);
      assertThat(ended).contains(ClientChannelEvent.CLOSED);
      front.guest.goOnReading();
      front.serves();
    }
  }
}
