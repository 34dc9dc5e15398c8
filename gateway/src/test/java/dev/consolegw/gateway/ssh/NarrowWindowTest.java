package dev.consolegw.gateway.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.EnumSet;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.core.CoreModuleProperties;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class NarrowWindowTest {
  @TempDir private Path folder;

  @Test
  @Timeout(60)
  void aLineLongerThanTheClientsWindowComesInPieces() throws Exception {
    try (var front = new TestFront(folder, "channels: 4");
        var session = front.signIn("web1+eof=keep", TestFront.ALICE)) {
      CoreModuleProperties.WINDOW_SIZE.set(session, 40L);
      try (var channel = session.createShellChannel()) {
        channel.setUsePty(false);
        channel.open().verify(TestFront.PATIENCE);
        front.guest.print("output");

        var notices = new BufferedReader(new InputStreamReader(channel.getInvertedErr(), UTF_8));
        assertThat(notices.readLine())
            .matches("console: attached server=web1 id=lab/web1 .* role=write .* offset=0");
        assertThat(channel.getInvertedOut().readNBytes(6)).asString(UTF_8).isEqualTo("output");
      }
    }
  }

  @Test
  @Timeout(60)
  void whoReadsNothingIsToldTheStatusAtOnceAndTheReasonWhenTheyReadOn() throws Exception {
    try (var front = new TestFront(folder, "channels: 4");
        var session = front.signIn("web1+eof=keep", TestFront.ALICE);
        var other = front.signIn("web1", TestFront.ALICE)) {
      CoreModuleProperties.WINDOW_SIZE.set(session, 40L);
      try (var channel = session.createShellChannel()) {
        channel.setUsePty(false);
        channel.open().verify(TestFront.PATIENCE);
        var notices = new BufferedReader(new InputStreamReader(channel.getInvertedErr(), UTF_8), 1);
        assertThat(notices.read()).isEqualTo('c');

        assertThat(TestFront.run(other, "clear")).contains("1");
        channel.waitFor(EnumSet.of(ClientChannelEvent.EXIT_STATUS), TestFront.PATIENCE);

        assertThat(channel.getExitStatus()).isEqualTo(75);
        awaitNobody(other);
        assertThat(notices.readLine()).startsWith("onsole: attached ");
        assertThat(notices.readLine()).startsWith("console: ").contains("alice");
        assertThat(notices.readLine()).isNull();
      }
    }
  }

  /** The status may be there a moment before the console has forgotten whose it was. */
  private static void awaitNobody(ClientSession session) throws IOException {
    var who = TestFront.run(session, "who");
    for (int i = 0; i < 100 && !who.equals("nobody is here\n"); i++) {
      who = TestFront.run(session, "who");
    }
    assertThat(who).isEqualTo("nobody is here\n");
  }

  @Test
  @Tag("long")
  @Timeout(60)
  void whoNeverReadsKeepsNoChannel() throws Exception {
    try (var front = new TestFront(folder, "channels: 4");
        var session = front.signIn("web1+eof=keep", TestFront.ALICE);
        var other = front.signIn("web1", TestFront.ALICE)) {
      CoreModuleProperties.WINDOW_SIZE.set(session, 40L);
      try (var channel = session.createShellChannel()) {
        channel.setUsePty(false);
        channel.open().verify(TestFront.PATIENCE);
        front.guest.awaitClient();
        assertThat(TestFront.run(other, "clear")).contains("1");

        channel.waitFor(EnumSet.of(ClientChannelEvent.EOF), TestFront.PATIENCE);

        assertThat(channel.isEofSignalled()).isTrue();
        assertThat(channel.getExitStatus()).isEqualTo(75);
      }
    }
  }
}
