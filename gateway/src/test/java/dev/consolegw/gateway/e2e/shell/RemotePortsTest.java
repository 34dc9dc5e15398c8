package dev.consolegw.gateway.e2e.shell;

import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consolegw.gateway.shell.LocalGuest;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.TcpService;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ssh -R}: connections that come into a guest. */
@Tag("slow")
class RemotePortsTest {
  private static final int MIB = 1024 * 1024;
  private static final String LINE = "address: \"tcp://127.0.0.1:1\", shell: { user: root }";

  @TempDir private Path folder;
  private final LocalGuest guest = new LocalGuest();
  private final TcpService service = TcpService.answering();
  private final TestGateway gateway =
      TestGateway.with(
          guest,
          new TestGateway.Entry("ports/vm1", LINE),
          new TestGateway.Entry("ports/both", LINE));

  @AfterEach
  void stop() {
    gateway.close();
    service.close();
  }

  private Ssh shell() {
    return gateway.ssh(ALICE, "vm1+shell").option("-N", "-v");
  }

  private static int port(Program client) {
    client.err().await("Allocated port ");
    return Integer.parseInt(client.err().awaitLine().split(" ", 2)[0]);
  }

  private static Socket local(int port) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }

  private static byte[] random(int size) {
    var bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static byte[] exchange(Socket socket, byte[] bytes) throws IOException {
    try (socket) {
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
      return socket.getInputStream().readAllBytes();
    }
  }

  private Program listening(Ssh ssh) {
    return Program.start(ssh.option("-R", "0:127.0.0.1:" + service.port()).words());
  }

  @Test
  void whoComesToThePortOfTheGuestReachesTheClient() throws IOException {
    try (var client = listening(shell())) {
      int port = port(client);

      assertThat(exchange(local(port), random(MIB))).isEqualTo(random(MIB));
      assertThat(exchange(local(port), random(10))).isEqualTo(random(10));
    }
  }

  @Test
  void aPortOfOnesOwnChoiceIsTakenInsideOfJToo() throws IOException {
    int port = LocalPortsTest.freePort();
    var where = "127.0.0.1:%d:127.0.0.1:%d".formatted(port, service.port());
    var words = gateway.through(ALICE, "vm1").option("-N", "-v", "-R", where).words();
    try (var client = Program.start(words)) {
      client.err().await("remote forward success for: listen 127.0.0.1:" + port);

      assertThat(exchange(local(port), random(MIB))).isEqualTo(random(MIB));
    }
  }

  @Test
  void whoReadsNothingHoldsUpNobodyBesideThem() throws IOException {
    try (var client = listening(shell())) {
      int port = port(client);
      try (var stuck = local(port)) {
        var _ = Thread.startVirtualThread(() -> fill(stuck));
        assertThat(exchange(local(port), random(MIB))).isEqualTo(random(MIB));
      }
    }
  }

  private static void fill(Socket socket) {
    try {
      for (int i = 0; i < 64; i++) {
        socket.getOutputStream().write(new byte[MIB]);
      }
    } catch (IOException closed) {
      // By the test.
    }
  }

  @Test
  void aPortIsGivenBackWhenItIsCancelledAndWhenTheClientGoes() throws IOException {
    int port = LocalPortsTest.freePort();
    var where = "127.0.0.1:%d:127.0.0.1:%d".formatted(port, service.port());
    var mux = "-oControlPath=" + folder.resolve("mux");
    var master = shell().option("-M", mux, "-R", where);
    try (var client = Program.start(master.words())) {
      client.err().await("remote forward success");
      var _ = Program.run("ssh", "-F", "none", mux, "-O", "cancel", "-R", where, "any");
      assertThatThrownBy(() -> local(port)).isInstanceOf(ConnectException.class);

      var _ = Program.run("ssh", "-F", "none", mux, "-O", "forward", "-R", where, "any");
      assertThat(exchange(local(port), random(10))).isEqualTo(random(10));
      client.signal("TERM");
      var _ = client.result();
    }
    awaitNobodyAt(port);
  }

  /** The gateway has heard that the client is gone when nobody listens any more. */
  private static void awaitNobodyAt(int port) {
    for (int i = 0; i < 10_000; i++) {
      try (var socket = local(port)) {
        assertThat(socket.isConnected()).isTrue();
      } catch (IOException free) {
        return;
      }
    }
    throw new AssertionError("somebody still listens");
  }

  /** Whether whoever comes to it is answered at all. */
  private static boolean isAnswered(int port) {
    try {
      return exchange(local(port), random(10)).length > 0;
    } catch (IOException closed) {
      return false;
    }
  }

  @Test
  void whereTheAuditIsRequiredNoConnectionBeginsWithoutIt() {
    var writable = new AtomicBoolean(true);
    var vm1 = new TestGateway.Entry("ports/vm1", LINE);
    var required = "audit: { required: true }";
    try (var strict = TestGateway.with(new LocalGuest(), writable::get, required, vm1);
        var client = listening(strict.ssh(ALICE, "vm1+shell").option("-N", "-v"))) {
      int port = port(client);
      assertThat(isAnswered(port)).isTrue();

      writable.set(false);
      assertThat(isAnswered(port)).isFalse();

      writable.set(true);
      assertThat(isAnswered(port)).isTrue();
    }
  }

  @Test
  void aSeventeenthPortIsRefusedWithTheReasonAndOnRecord() throws IOException {
    var audit = folder.resolve("audit.jsonl");
    var more = "audit: { file: \"%s\" }".formatted(audit);
    var vm1 = new TestGateway.Entry("ports/vm1", LINE);
    try (var audited = TestGateway.with(guest, () -> true, more, vm1)) {
      refuseTheSeventeenth(audited);
    }
    var lines = Files.readString(audit);
    assertThat(lines)
        .contains("\"kind\":\"port\",\"exit\":75,\"reason\":\"a guest listens at 16 ports");
    assertThat(lines.lines().filter(line -> line.contains("\"event\":\"shell-listening\"")))
        .hasSize(16)
        .allMatch(line -> line.contains("\"person\":\"alice\""));
  }

  private static void refuseTheSeventeenth(TestGateway gateway) {
    var words = new ArrayList<>(List.of("-N", "-v"));
    for (int i = 0; i < 17; i++) {
      words.addAll(List.of("-R", "0:127.0.0.1:" + (1000 + i))); // ssh drops those that are equal
    }
    var ssh = gateway.ssh(ALICE, "vm1+shell").option(words.toArray(String[]::new));
    try (var client = Program.start(ssh.words())) {
      client.err().await("a guest listens at 16 ports for this connection already");
      client.err().await("remote port forwarding failed for listen port 0");
    }
  }

  @Test
  void whoMayNotIsRefusedWithTheReason() {
    assertRefused(gateway.ssh(BOB, "both+shell"), "you may not connect through this guest");
    assertRefused(gateway.ssh(BOB, "vm1+shell"), "no console vm1 that you may open");
    assertRefused(gateway.ssh(BOB, "nosuch+shell"), "no console nosuch that you may open");
    assertRefused(gateway.ssh(ALICE, "vm1"), "ports are those of a guest; name it, as in: ssh -R");
  }

  private void assertRefused(Ssh ssh, String why) {
    try (var client = listening(ssh.option("-N", "-v", "-oExitOnForwardFailure=yes"))) {
      client.err().await(why);
      client.err().await("remote port forwarding failed for listen port 0");
      assertThat(client.result().exitCode()).isEqualTo(255);
    }
  }
}
