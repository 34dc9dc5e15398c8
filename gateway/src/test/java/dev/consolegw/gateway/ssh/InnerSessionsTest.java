package dev.consolegw.gateway.ssh;

import static dev.consolegw.gateway.ssh.TestFront.ALICE;
import static dev.consolegw.gateway.ssh.TestFront.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.consolegw.gateway.testing.LoggedLines;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.apache.sshd.client.channel.ChannelDirectTcpip;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.client.session.ClientSession.ClientSessionEvent;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections inside a connection: what they may cost, and what becomes of them. */
@Tag("slow")
class InnerSessionsTest {
  private static final SshdSocketAddress HERE = new SshdSocketAddress("127.0.0.1", 0);

  @TempDir private Path folder;

  /** A port of this machine from which each connection comes out inside that one. */
  private static int doorTo(ClientSession outer, String console) throws IOException {
    return outer.startLocalPortForwarding(HERE, new SshdSocketAddress(console, 22)).getPort();
  }

  /** Asks to be let in without a key. */
  private static ClientSession signIn(TestFront front, int door) throws IOException {
    var inner = front.client().connect("root", "127.0.0.1", door).verify(PATIENCE).getSession();
    inner.auth().verify(PATIENCE);
    return inner;
  }

  private static ChannelDirectTcpip bare(ClientSession outer) throws IOException {
    var channel = outer.createDirectTcpipChannel(HERE, new SshdSocketAddress("web1", 22));
    channel.open().verify(PATIENCE);
    return channel;
  }

  @Test
  void oneConnectionCarriesAsManyAsItMayHaveChannelsAndOneThatIsStuckStopsNoOther()
      throws Exception {
    try (var front = new TestFront(folder, "channels: 32");
        var outer = front.signIn("any", ALICE)) {
      int door = doorTo(outer, "web1");
      var inside = new ArrayList<ClientSession>();
      var stuck = signIn(front, door);
      var watch = stuck.createShellChannel();
      watch.setOut(new ByteArrayOutputStream());
      watch.setErr(new ByteArrayOutputStream());
      watch.open().verify(PATIENCE);
      front.guest.awaitClient();
      stuck.getIoSession().suspendRead();
      for (int i = 0; i < 64; i++) {
        front.guest.print(new byte[64 * 1024]);
      }

      for (int i = 1; i < 32; i++) {
        inside.add(signIn(front, door));
      }

      for (var one : inside) {
        assertThat(TestFront.run(one, "list")).contains("web1");
      }
      try (var tooMany =
          front.client().connect("root", "127.0.0.1", door).verify(PATIENCE).getSession()) {
        assertThat(tooMany.waitFor(EnumSet.of(ClientSessionEvent.CLOSED), PATIENCE))
            .contains(ClientSessionEvent.CLOSED);
      }
      inside.removeLast().close(false).await(PATIENCE);
      assertThat(TestFront.run(inside.getFirst(), "list")).contains("web1");
    }
  }

  @Test
  void theyCountAsConnectionsOfThePerson() throws Exception {
    try (var front = new TestFront(folder, "channels: 8", "connections-per-person: 2");
        var outer = front.signIn("any", ALICE)) {
      int door = doorTo(outer, "web1");
      try (var first = signIn(front, door);
          var second =
              front.client().connect("root", "127.0.0.1", door).verify(PATIENCE).getSession()) {
        second.auth().await(PATIENCE);

        assertThat(second.waitFor(EnumSet.of(ClientSessionEvent.CLOSED), PATIENCE))
            .contains(ClientSessionEvent.CLOSED);
        assertThat(TestFront.run(first, "list")).contains("web1");
      }
    }
  }

  @Test
  void theyCountAmongAllConnections() throws Exception {
    try (var front = new TestFront(folder, "connections: 2", "connections-per-person: 10");
        var outer = front.signIn("any", ALICE);
        var first = signIn(front, doorTo(outer, "web1"))) {
      assertThat(TestFront.run(first, "list")).contains("web1");
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> bare(outer))
          .withMessageContaining("too many connections are open; try again later");
      first.close(false).await(PATIENCE);

      awaitPlace(outer);
    }
  }

  /** The gateway has noticed that one is gone when there is a place for another. */
  private static void awaitPlace(ClientSession outer) {
    for (int i = 0; i < 1000; i++) {
      try {
        bare(outer).close(true);
        return;
      } catch (IOException stillThere) {
        assertThat(stillThere).hasMessageContaining("too many connections are open");
      }
    }
    throw new AssertionError("the place is not given back");
  }

  @Test
  void whoSaysNothingInsideIsClosedInTimeAndHasNoPenalty() throws Exception {
    try (var log = LoggedLines.of("audit");
        var front = new TestFront(folder, "login-grace: 1s, penalties: { after: 1, for: 1h }");
        var outer = front.signIn("any", ALICE)) {
      for (int i = 0; i < 3; i++) {
        var said = new ByteArrayOutputStream();
        var silent = bare(outer);
        silent.setOut(said);
        assertThat(silent.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), PATIENCE))
            .contains(ClientChannelEvent.CLOSED);
      }

      assertThat(TestFront.run(outer, "list")).contains("web1");
      front.serves();
      assertThat(log.lines()).noneMatch(line -> line.startsWith("event=penalty"));
    }
  }

  @Test
  void whatIsNoSshEndsTheChannelAndNothingElse() throws Exception {
    try (var front = new TestFront(folder, "login-grace: 30s");
        var outer = front.signIn("any", ALICE)) {
      var channel = bare(outer);
      var request = "GET / HTTP/1.0\r\n\r\n".repeat(5_000).getBytes(StandardCharsets.US_ASCII);
      try (var in = channel.getInvertedIn()) {
        in.write(request);
      } catch (IOException hungUp) {
        // As it should.
      }

      assertThat(channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), PATIENCE))
          .contains(ClientChannelEvent.CLOSED);
      assertThat(TestFront.run(outer, "list")).contains("web1");
    }
  }

  @Test
  void insideTheOutersPersonCountsAndNotTheUserName() throws Exception {
    try (var front = new TestFront(folder, "login-grace: 30s");
        var outer = front.signIn("shared", ALICE);
        var inner = signIn(front, doorTo(outer, "web1"))) {
      assertThat(TestFront.run(inner, "status")).contains("web1").doesNotContain("shared");
    }
  }

  @Test
  void outerAndInnerEndTogether() throws Exception {
    try (var front = new TestFront(folder, "login-grace: 30s")) {
      var outer = front.signIn("any", ALICE);
      var inner = signIn(front, doorTo(outer, "web1"));
      var wait = inner.createExecChannel("wait never");
      wait.setOut(new ByteArrayOutputStream());
      wait.setErr(new ByteArrayOutputStream());
      wait.open().verify(PATIENCE);
      front.guest.awaitClient();

      outer.close(true);

      front.guest.awaitNoClient();
      assertThat(inner.waitFor(EnumSet.of(ClientSessionEvent.CLOSED), PATIENCE))
          .contains(ClientSessionEvent.CLOSED);
      assertThat(List.of(wait)).allMatch(it -> it.isClosing());
    }
  }
}
