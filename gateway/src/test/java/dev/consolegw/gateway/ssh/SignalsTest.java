package dev.consolegw.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.TypedBytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.EnumSet;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client sends with {@code signal} (RFC 4254, 6.9). */
class SignalsTest {
  @TempDir private Path folder;

  /** Collects what a channel shows. */
  private static OutputStream into(TypedBytes all) {
    return new OutputStream() {
      @Override
      public void write(int one) {
        all.add(new byte[] {(byte) one}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int start, int length) {
        all.add(bytes, start, length);
      }
    };
  }

  private static <C extends ClientChannel> C start(C channel, TypedBytes out) throws IOException {
    channel.setOut(into(out));
    channel.setErr(into(out));
    channel.open().verify(TestFront.PATIENCE);
    return channel;
  }

  private static void signal(ClientSession session, ClientChannel channel, String name)
      throws IOException {
    var request = session.createBuffer(SshConstants.SSH_MSG_CHANNEL_REQUEST);
    request.putUInt(((ChannelExec) channel).getRecipient());
    request.putString("signal");
    request.putBoolean(false);
    request.putString(name);
    session.writePacket(request).verify(TestFront.PATIENCE);
  }

  private static Integer exitStatus(ClientChannel channel) {
    channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), TestFront.PATIENCE);
    return channel.getExitStatus();
  }

  @ParameterizedTest
  @CsvSource({
    "TERM, log --follow, 143",
    "INT, log --follow --grep x, 130",
    "HUP, wait never, 129",
    "QUIT, wait --from 0 never, 131",
    "KILL, send --wait never x, 137",
    "PIPE, send --file -, 141"
  })
  void aSignalEndsACommandWhateverItWaitsFor(String name, String command, int status)
      throws Exception {
    try (var front = new TestFront(folder, "");
        var session = front.signIn("web1", TestFront.ALICE)) {
      var channel = start(session.createExecChannel(command), new TypedBytes());
      if (command.startsWith("send --wait")) {
        front.guest.awaitTyped("x\r");
      }

      signal(session, channel, name);

      assertThat(exitStatus(channel)).isEqualTo(status);
    }
  }

  @Test
  void aSignalThatMeansNothingHereChangesNothing() throws Exception {
    try (var front = new TestFront(folder, "");
        var session = front.signIn("web1", TestFront.ALICE)) {
      var out = new TypedBytes();
      var channel = start(session.createExecChannel("log --follow"), out);

      signal(session, channel, "USR1");
      signal(session, channel, "nonsense");
      try (var other = session.createExecChannel("wait up")) {
        start(other, new TypedBytes());
        front.guest.print("up\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        out.await("up\r\n");
      }

      assertThat(channel.isOpen()).isTrue();
    }
  }

  @Test
  void theEndOfInputEndsNoCommandThatReadsNone() throws Exception {
    try (var front = new TestFront(folder, "");
        var session = front.signIn("web1", TestFront.ALICE)) {
      var out = new TypedBytes();
      var channel = session.createExecChannel("log --follow");
      channel.setIn(new ByteArrayInputStream(new byte[0]));
      start(channel, out);
      try (var other = session.createExecChannel("wait up")) {
        start(other, new TypedBytes());
        front.guest.print("up\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        out.await("up\r\n");
      }

      assertThat(channel.isOpen()).isTrue();
    }
  }
}
