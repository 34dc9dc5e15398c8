package dev.consolegw.gateway.e2e.shell;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.PtyShell;
import dev.consolegw.gateway.testing.farside.TcpService;
import dev.consolegw.gateway.testing.hop.Sshd;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections over a serial line, to a real shell on it and from there. */
@Tag("slow")
class PortsOfAGuestTest {
  private static final int SIZE = 300_000;

  @TempDir private Path folder;
  private final TcpService service = TcpService.answering();
  private PtyShell guest;
  private TestGateway gateway;

  @BeforeEach
  void start() {
    guest = PtyShell.running(folder, "exec bash --norc");
    gateway =
        TestGateway.with(console("ports/vm1", guest.address()).with("shell: { open-shell: use }"));
  }

  @AfterEach
  void stop() {
    gateway.close();
    guest.close();
    service.close();
  }

  private static byte[] random() {
    var bytes = new byte[SIZE];
    new Random(5).nextBytes(bytes);
    return bytes;
  }

  private Ssh ssh(String user, String... options) {
    return gateway.ssh(ALICE, user).option(options);
  }

  @Test
  void bytesGoOutOfTheGuestAndTheAnswerComesBackAfterTheirEnd() {
    var answer = ssh("vm1+shell", "-W", "127.0.0.1:" + service.port()).run(random());

    assertThat(answer.out().getBytes(StandardCharsets.ISO_8859_1)).isEqualTo(random());
    var other = ssh("any", "-W", "vm1:" + service.port()).run("here");
    assertThat(other.out()).isEqualTo("here");
  }

  @Test
  void bytesComeIntoTheGuestAndGoBack() throws IOException {
    var words = ssh("vm1+shell", "-N", "-v", "-R", "0:127.0.0.1:" + service.port()).words();
    try (var client = Program.start(words)) {
      client.err().await("Allocated port ");
      int port = Integer.parseInt(client.err().awaitLine().split(" ", 2)[0]);
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.getOutputStream().write(random());
        socket.shutdownOutput();

        assertThat(socket.getInputStream().readAllBytes()).isEqualTo(random());
      }
    }
  }

  @Test
  void whatNobodyListensAtIsSaid() throws IOException {
    var refused = ssh("vm1+shell", "-v", "-W", "127.0.0.1:" + LocalPortsTest.freePort()).run();

    assertThat(refused.err()).contains("open failed: connect failed: ");
  }

  @Test
  void anSshServerOfTheGuestIsReachedThroughAPortOfItsOwn() {
    try (var sshd = Sshd.in(folder.resolve("sshd"))) {
      var proxy =
          "-oProxyCommand="
              + String.join(" ", ssh("any", "-W", "vm1:" + sshd.port()).words()).replace("%", "%%");
      var result =
          Program.run(
              "ssh",
              "-F",
              "none",
              "-i",
              ALICE.key().toString(),
              "-oIdentitiesOnly=yes",
              "-oUserKnownHostsFile=" + sshd.knownHosts(),
              "-oHostKeyAlias=[127.0.0.1]:" + sshd.port(),
              proxy,
              System.getProperty("user.name") + "@vm1",
              "echo there");

      assertThat(result).isEqualTo("there\n");
    }
  }
}
