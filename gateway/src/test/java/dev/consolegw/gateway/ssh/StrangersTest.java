package dev.consolegw.gateway.ssh;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.consolegw.gateway.testing.GatewayProcess;
import dev.consolegw.gateway.testing.LoggedLines;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.client.Ssh;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Strangers in numbers, from several addresses: they cost themselves alone. */
@Tag("slow")
class StrangersTest {
  /** More bytes than the kernel keeps of a connection that nobody reads. */
  private static final long BUFFERS = 32 << 20;

  @TempDir private Path folder;

  private static String all(Socket socket) throws IOException {
    try {
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    } catch (SocketException reset) {
      return "";
    }
  }

  private static void leaveWithoutSigningIn(TestFront front, String from, int times)
      throws IOException {
    for (int i = 0; i < times; i++) {
      try (var socket = front.socket(from)) {
        assertThat(socket.getInputStream().read()).isEqualTo('S');
        socket.getOutputStream().write("SSH-2.0-gone\r\n".getBytes(US_ASCII)); // else a probe
        socket.shutdownOutput();
        all(socket); // to the end: by then it is counted, or will be before the next
      }
    }
  }

  private static List<String> notSignedIn(LoggedLines logged) {
    return logged.lines().stream()
        .filter(line -> line.startsWith("event=not-signed-in from=/127.0.0.7:"))
        .toList();
  }

  /** The end of a connection reaches the client a moment before it is counted. */
  private static String awaitRefusal(TestFront front, String from) throws IOException {
    for (int i = 0; i < 100; i++) {
      try (var socket = front.socket(from)) {
        socket.getOutputStream().write("SSH-2.0-again\r\n".getBytes(US_ASCII));
        socket.shutdownOutput();
        var text = all(socket);
        if (text.startsWith("console-gw: ")) {
          return text;
        }
      }
    }
    throw new AssertionError("nobody is refused");
  }

  @Test
  void aHundredSilentConnectionsShutOutNobodyWhoHasSignedInBefore() throws Exception {
    try (var front = new TestFront(folder, "login-grace: 60s")) {
      front.signIn("web1", TestFront.ALICE, "127.0.0.30").close();
      var crowd = new ArrayList<Socket>();
      for (int address = 2; address < 12; address++) {
        for (int i = 0; i < 10; i++) {
          crowd.add(front.socket("127.0.0." + address));
        }
      }

      try (var alice = front.signIn("web1", TestFront.ALICE, "127.0.0.30")) {
        assertThat(TestFront.run(alice, "list")).contains("web1");
      }
      for (var socket : crowd) {
        all(socket); // within 5 s, though they have a minute to sign in
        socket.close();
      }
      front.serves();
    }
  }

  @Test
  void tenFailedConnectionsOfAnAddressAreRefusedAndTheRefusalSaysWhy() throws Exception {
    try (var front = new TestFront(folder, "penalties: { after: 10, for: 1h }")) {
      leaveWithoutSigningIn(front, "127.0.0.7", 10);

      assertThat(awaitRefusal(front, "127.0.0.7"))
          .startsWith(
              "console-gw: too many connections from 127.0.0.7 have failed to sign in; try again in"
                  + " 60 minutes\r\nSSH-2.0-console-gw\r\n");

      var known = folder.resolve("known_hosts");
      var ssh = Ssh.to(front.port(), TestPerson.ALICE, "web1", known).option("-b127.0.0.7");
      assertThat(ssh.command("list").run().err())
          .contains("too many connections from 127.0.0.7 have failed to sign in; try again in");
      front.serves();
    }
  }

  /** Not even where each look takes us two seconds: a minute has thirty of these. */
  @Test
  void whoOnlyLooksWhetherWeListenIsCountedAndLeavesNoLineAndHasNoPenalty() throws Exception {
    try (var logged = LoggedLines.of("audit");
        var front = new TestFront(folder, "penalties: { after: 40, for: 1h }")) {
      for (int i = 0; i < 60; i++) {
        assertThat(look(front)).startsWith("SSH-2.0-console-gw\r\n");
      }
      assertThat(logged.lines()).isEmpty();
    }
  }

  private static String look(TestFront front) throws IOException {
    try (var socket = front.socket("127.0.0.7")) {
      socket.shutdownOutput();
      return all(socket);
    }
  }

  @Test
  void whoLooksWithoutEndHasAPenalty() throws Exception {
    try (var front = new TestFront(folder, "penalties: { after: 3, for: 1h }")) {
      var said = "";
      for (int i = 0; i < 1000 && !said.contains("have failed to sign in"); i++) {
        said = look(front);
      }
      assertThat(said).startsWith("console-gw: too many connections from 127.0.0.7 have failed");
    }
  }

  @Test
  void whoStaysWithoutAWordHasAPenalty() throws Exception {
    try (var front = new TestFront(folder, "login-grace: 1s, penalties: { after: 1, for: 1h }")) {
      try (var socket = front.socket("127.0.0.7")) {
        assertThat(all(socket)).contains("not done within 1 s");
      }
      assertThat(awaitRefusal(front, "127.0.0.7")).contains("have failed to sign in");
    }
  }

  @Test
  void whoeverIsRefusedAndGoesOnSendingIsReadNoFurther() throws Exception {
    try (var front = new TestFront(folder, "penalties: { after: 10, for: 1h }")) {
      leaveWithoutSigningIn(front, "127.0.0.7", 10);
      awaitRefusal(front, "127.0.0.7");

      assertThat(sentUntilCutOff(front, "127.0.0.7")).isLessThan(BUFFERS);
      front.serves();
    }
  }

  private static long sentUntilCutOff(TestFront front, String from) throws IOException {
    var flood = new byte[SshConnection.OF_REFUSED];
    long sent = 0;
    try (var socket = front.socket(from)) {
      while (sent < 2 * BUFFERS) {
        socket.getOutputStream().write(flood);
        sent += flood.length;
      }
    } catch (SocketException _) {
      // after a second
    }
    return sent;
  }

  @Test
  void anExemptAddressAndOneThatHasSignedInAreNot() throws Exception {
    try (var front =
        new TestFront(folder, "penalties: { after: 3, for: 1h, exempt: 127.0.0.8/30 }")) {
      front.signIn("web1", TestFront.ALICE, "127.0.0.7").close();

      leaveWithoutSigningIn(front, "127.0.0.9", 10);
      leaveWithoutSigningIn(front, "127.0.0.7", 4);

      front.signIn("web1", TestFront.ALICE, "127.0.0.7").close();
      front.signIn("web1", TestFront.ALICE, "127.0.0.9").close();
    }
  }

  @Test
  void anAddressThatHasSignedInMayDoSoTwentyTimesAtOnce() throws Exception {
    try (var front = new TestFront(folder, "login-grace: 60s");
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      front.signIn("web1", TestFront.ALICE, "127.0.0.7").close();
      var silent = new ArrayList<Socket>();
      for (int i = 0; i < 10; i++) {
        silent.add(front.socket("127.0.0.7"));
      }
      Callable<ClientSession> signIn = () -> front.signIn("web1", TestFront.ALICE, "127.0.0.7");
      var signedIn = new ArrayList<Future<ClientSession>>();
      for (int i = 0; i < 20; i++) {
        signedIn.add(threads.submit(signIn));
      }

      for (var session : signedIn) {
        assertThat(session.get().isAuthenticated()).isTrue();
      }
      for (var socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void fiftySilentConnectionsOfOneAddressAreNeverMoreThanTenThatAreServed() throws Exception {
    try (var front = new TestFront(folder, "login-grace: 60s")) {
      var crowd = new ArrayList<Socket>();
      for (int i = 0; i < 50; i++) {
        crowd.add(front.socket("127.0.0.7"));
      }

      try (var bob = front.signIn("web1", TestFront.BOB, "127.0.0.8")) {
        assertThat(TestFront.run(bob, "list")).contains("shared");
      }
      int refused = 0;
      for (var socket : crowd) {
        refused += all(socket).startsWith("console-gw: too many connections from") ? 1 : 0;
        socket.close();
      }
      assertThat(refused).isBetween(30, 40);
      front.serves();
    }
  }

  /** As an ansible controller does it that has never been here. */
  @Test
  void thirtyLogInsAtOnceFromAnAddressThatWasNeverHereAllSucceed() throws Exception {
    var console = new TestGateway.Entry("lab/web1", "address: \"tcp://127.0.0.1:1\"");
    try (var gateway = GatewayProcess.start(folder, List.of(), console);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var ssh = gateway.ssh("").option("-b127.0.0.7").command("list");
      var logIns = new ArrayList<Future<Ssh.Result>>();
      for (int i = 0; i < 30; i++) {
        logIns.add(threads.submit((Callable<Ssh.Result>) ssh::run));
      }

      for (var logIn : logIns) {
        assertThat(logIn.get().err()).isEmpty();
        assertThat(logIn.get().exitCode()).isZero();
      }
    }
  }

  @Test
  void aNewcomerGetsInThoughAHundredSilentConnectionsStandAtTheDoor() throws Exception {
    try (var front = new TestFront(folder, "login-grace: 60s")) {
      var crowd = new ArrayList<Socket>();
      for (int address = 2; address < 12; address++) {
        for (int i = 0; i < 10; i++) {
          crowd.add(front.socket("127.0.0." + address));
        }
      }

      front.signIn("web1", TestFront.ALICE, "127.0.0.30").close();

      for (var socket : crowd) {
        socket.close();
      }
    }
  }

  @Test
  void whoeverIsKnownAndFailsIsReadLaterAndComesInAllTheSame() throws Exception {
    try (var logged = LoggedLines.of("audit");
        var front = new TestFront(folder, "penalties: { after: 2 }")) {
      front.signIn("web1", TestFront.ALICE, "127.0.0.7").close();
      leaveWithoutSigningIn(front, "127.0.0.7", 2); // each is a line of three
      for (int i = 0; i < 100 && !isSlowed(logged); i++) {
        front.serves(); // until the last end is noticed
      }
      assertThat(isSlowed(logged)).isTrue();

      long begun = System.nanoTime();
      try (var session = front.signIn("web1", TestFront.ALICE, "127.0.0.7")) {
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
            .isGreaterThan(Duration.ofSeconds(2));
        assertThat(TestFront.run(session, "list")).contains("web1");
      }
    }
  }

  private static boolean isSlowed(LoggedLines logged) {
    return logged.lines().stream()
        .anyMatch(
            it -> it.startsWith("event=penalty from=127.0.0.7 ") && it.endsWith(" slowed=true"));
  }

  @Test
  void theTwentiethKeyStillSignsInAndTheTwentyFirstDoesNot() throws Exception {
    try (var front = new TestFront(folder, "login-grace: 30s")) {
      try (var session = front.connect("web1")) {
        for (int i = 0; i < 19; i++) {
          session.addPublicKeyIdentity(TestFront.key());
        }
        session.addPublicKeyIdentity(TestFront.ALICE);
        session.auth().verify(TestFront.PATIENCE);
      }
      try (var session = front.connect("web1")) {
        for (int i = 0; i < 20; i++) {
          session.addPublicKeyIdentity(TestFront.key());
        }
        session.addPublicKeyIdentity(TestFront.ALICE);
        assertThatIOException()
            .isThrownBy(() -> session.auth().verify(TestFront.PATIENCE))
            .withMessageContaining("20 keys offered and none of them known here");
      }
    }
  }

  @Test
  void askingForTheServiceAgainEndsTheConnection() throws Exception {
    try (var front = new TestFront(folder, "login-grace: 30s");
        var session = front.connect("web1")) {
      for (int i = 0; i < 2; i++) {
        var request = session.createBuffer(SshConstants.SSH_MSG_SERVICE_REQUEST);
        request.putString("ssh-userauth");
        session.writePacket(request);
      }

      assertThat(session.waitFor(EnumSet.of(ClientSession.ClientSessionEvent.CLOSED), 30_000))
          .contains(ClientSession.ClientSessionEvent.CLOSED);
      front.serves();
    }
  }

  @Test
  void whoDidNotSignInIsLoggedWithNameAndKeyAndAThousandTimesInAFewLines() throws Exception {
    var stranger = TestFront.key();
    try (var logged = LoggedLines.of("audit");
        var front = new TestFront(folder, "penalties: { after: 100 }")) {
      try (var session = front.connect("ro ot", "127.0.0.7")) {
        session.addPublicKeyIdentity(stranger);
        assertThat(session.auth().await(TestFront.PATIENCE)).isTrue();
      }
      for (int i = 0; i < 100 && notSignedIn(logged).isEmpty(); i++) {
        front.serves(); // until the end of the connection is noticed
      }
      leaveWithoutSigningIn(front, "127.0.0.7", 50);
      front.serves();

      var lines = notSignedIn(logged);
      assertThat(lines).hasSizeBetween(1, 3);
      assertThat(lines.getFirst())
          .contains(" user=\"ro ot\" ", " method=", "publickey", " offered=1 ")
          .contains(KeyUtils.getFingerPrint(stranger.getPublic()))
          .endsWith(" cause=no-key-known");
    }
  }

  @Test
  void theGraceBeginsOnceHoweverOftenAServiceIsAskedFor() throws Exception {
    try (var front = new TestFront(folder, "login-grace: 2s");
        var session = front.connect("web1")) {
      var begun = System.nanoTime();

      assertThat(session.waitFor(EnumSet.of(ClientSession.ClientSessionEvent.CLOSED), 30_000))
          .contains(ClientSession.ClientSessionEvent.CLOSED);

      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(7));
    }
  }
}
