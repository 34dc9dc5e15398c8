package dev.consolegw.gateway.ssh;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.client.session.ClientSession.ClientSessionEvent;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that have us compute keys again and again. */
class KeyExchangesTest {
  private static final int MUCH = 1_000;

  @TempDir private Path folder;

  private static byte[] packet(byte... payload) {
    int padding = 4 + (8 - (payload.length + 5 + 4) % 8) % 8;
    var packet = new ByteArrayBuffer();
    packet.putUInt(payload.length + padding + 1);
    packet.putByte((byte) padding);
    packet.putRawBytes(payload);
    packet.putRawBytes(new byte[padding]);
    return packet.getCompactData();
  }

  /** As RFC 4253, 7.1, has it, and a point of the curve that anybody can think of. */
  private static byte[] proposal() {
    var buffer = new ByteArrayBuffer();
    buffer.putByte(SshConstants.SSH_MSG_KEXINIT);
    buffer.putRawBytes(new byte[16]);
    for (var names :
        new String[] {
          "curve25519-sha256", "ssh-ed25519", "aes128-ctr", "aes128-ctr", "hmac-sha2-256",
          "hmac-sha2-256", "none", "none", "", ""
        }) {
      buffer.putString(names);
    }
    buffer.putBoolean(false);
    buffer.putUInt(0);
    var point = new ByteArrayBuffer();
    point.putByte(SshConstants.SSH_MSG_KEXDH_INIT);
    point.putBytes(
        new byte[] {
          9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, //
          0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
        });
    var both = new ByteArrayBuffer();
    both.putRawBytes(packet(buffer.getCompactData()));
    both.putRawBytes(packet(point.getCompactData()));
    return both.getCompactData();
  }

  /** The first message after the server's own proposal, and its text if it is a farewell. */
  private static String answer(DataInputStream in) throws IOException {
    while (in.readByte() != '\n') {
      // the version
    }
    for (int seen = 0; ; seen++) {
      int length = in.readInt();
      int padding = in.readUnsignedByte();
      var payload = in.readNBytes(length - 1 - padding);
      in.skipNBytes(padding);
      if (seen > 0) {
        return payload[0] == SshConstants.SSH_MSG_DISCONNECT
            ? new String(payload, 9, payload.length - 13, US_ASCII)
            : "message " + payload[0];
      }
    }
  }

  private static String exchange(TestFront front, String from) throws IOException {
    try (var socket = new Socket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
      front.connect(socket);
      socket.getOutputStream().write("SSH-2.0-x\r\n".getBytes(US_ASCII));
      socket.getOutputStream().write(proposal());
      return answer(new DataInputStream(socket.getInputStream()));
    }
  }

  @Test
  void whoHasKeysExchangedAgainAndAgainIsToldToWaitAndNobodyElseIs() throws Exception {
    var unpunished =
        "penalties: { exempt: [127.0.0.0/8] }, strangers: 1000, strangers-per-address: 1000";
    try (var front = new TestFront(folder, unpunished)) {
      int served = 0;
      var answer = exchange(front, "127.0.0.5");
      while (served < MUCH && answer.equals("message 31")) {
        served++;
        answer = exchange(front, "127.0.0.5");
      }

      assertThat(answer).isEqualTo("too many key exchanges from here; try again in a few seconds");
      assertThat(served).isGreaterThanOrEqualTo(100).isLessThan(MUCH);
      assertThat(exchange(front, "127.0.0.6")).isEqualTo("message 31");
      front.serves();
    }
  }

  @Test
  void whoSignsInIsNotCounted() throws Exception {
    try (var front = new TestFront(folder, "strangers-per-address: 1000")) {
      for (int i = 0; i < 120; i++) {
        front.signIn("web1", TestFront.ALICE).close(true);
      }
    }
  }

  /**
   * Has keys exchanged again and again; what it was told in the end, and how often it was served.
   */
  private static Flood flood(ClientSession client) throws IOException {
    var told = new CompletableFuture<String>();
    var served = new AtomicInteger();
    client.addSessionListener(
        new SessionListener() {
          @Override
          public void sessionEvent(Session session, Event event) {
            if (event == Event.KeyEstablished) {
              served.incrementAndGet();
            }
          }

          @Override
          public void sessionDisconnect(
              Session session, int reason, String why, String language, boolean ours) {
            told.complete(why);
          }
        });
    try {
      while (served.get() < MUCH) { // which MINA may answer with the exchange that is just done
        client.reExchangeKeys().verify(TestFront.PATIENCE);
      }
    } catch (IOException | IllegalStateException cutOff) {
      // As it should be.
    }
    assertThat(client.waitFor(EnumSet.of(ClientSessionEvent.CLOSED), TestFront.PATIENCE))
        .contains(ClientSessionEvent.CLOSED);
    return new Flood(served.get(), told.getNow("nothing"));
  }

  private record Flood(int served, String told) {}

  @Test
  void whoHasSignedInAndExchangesKeysAgainAndAgainIsCutOffOnAllConnectionsAndNobodyElseIs()
      throws Exception {
    try (var front = new TestFront(folder, "");
        var bystander = front.signIn("shared", TestFront.BOB);
        var first = front.signIn("web1", TestFront.ALICE);
        var second = front.signIn("web1", TestFront.ALICE)) {

      var one = flood(first);
      var other = flood(second);

      assertThat(one.told())
          .isEqualTo(other.told())
          .startsWith("your connections exchange keys too often; try again in a few seconds");
      assertThat(one.served()).isGreaterThanOrEqualTo(100).isLessThan(MUCH);
      assertThat(other.served()).isLessThan(100);
      assertThat(bystander.reExchangeKeys().verify(TestFront.PATIENCE).isDone()).isTrue();
      assertThat(TestFront.run(bystander, "list")).contains("shared");
      front.serves();
    }
  }
}
