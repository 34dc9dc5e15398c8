package dev.consolegw.gateway.e2e.ops;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.LoggedLines;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.RawHttp;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import dev.consolegw.gateway.testing.farside.Qemu;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that come through a proxy, which says who they are. */
@Tag("slow")
class ProxyTest {
  private static final String OPS = "ops: { listen: \"127.0.0.1:0\" }";
  private static final String PROBES = "console_gw_ssh_probes_total";
  private static final String OPENSSH = "SSH-2.0-OpenSSH_9.2\r\n";

  private final FakeGuest vm = FakeGuest.tcp();
  private final LoggedLines logged = LoggedLines.of("audit");

  @TempDir private Path folder;

  @AfterEach
  void close() {
    logged.close();
    vm.close();
  }

  private TestGateway behind(String networks, String more) {
    return TestGateway.withSsh(
        "listen: { address: \"127.0.0.1:0\", proxy-from: [" + networks + "] }" + more,
        OPS,
        console("lab/web1", vm));
  }

  private Program haproxy(int port, int gateway, String server) throws IOException {
    var settings =
        Files.writeString(
            folder.resolve("haproxy.cfg"),
            """
            defaults
              mode tcp
              timeout connect 10s
              timeout client 5m
              timeout server 5m
              timeout check 10s
            listen consoles
              bind 127.0.0.1:%d
              server gw 127.0.0.1:%d %s
            """
                .formatted(port, gateway, server));
    return Program.start(List.of("haproxy", "-db", "-f", settings.toString()));
  }

  private Ssh from(String address, int port) {
    return Ssh.to(port, ALICE, "web1", folder.resolve("known_hosts"))
        .option("-b" + address, "-oConnectionAttempts=30");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"send-proxy", "send-proxy-v2", "send-proxy-v2 proxy-v2-options unique-id"})
  void haproxySaysWhoItsClientIs(String server) throws Exception {
    int port = Qemu.freePort();
    try (var gateway = behind("127.0.0.1", "");
        var _ = haproxy(port, gateway.port(), server);
        var alice = from("127.0.0.9", port).pipes().attached()) {
      assertThat(logged.await("event=signed-in")).contains(" from=/127.0.0.9:");
      alice.type("through");
      vm.awaitTyped("through");
      assertThat(from("127.0.0.8", port).command("who").run().out()).contains("127.0.0.9");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "send-proxy check inter 100ms",
        "send-proxy-v2 check inter 100ms",
        "send-proxy-v2 check inter 100ms check-send-proxy"
      })
  void itsLooksWhetherWeListenAreCountedAndLeaveNoLine(String server) throws IOException {
    try (var gateway = behind("127.0.0.1", ", penalties: { after: 3 }");
        var _ = haproxy(Qemu.freePort(), gateway.port(), server)) {
      Scrape.await(gateway.opsPort(), PROBES, it -> it >= 8); // and no penalty meanwhile

      assertThat(logged.lines()).isEmpty();
    }
  }

  @Test
  void whoIsNoTrustedProxyIsRefused() throws Exception {
    try (var gateway = behind("10.0.0.0/8, 127.0.0.2", "");
        var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      assertThat(rest(socket)).isEmpty();
      assertThat(logged.await("event=proxy-refused"))
          .isEqualTo("event=proxy-refused from=127.0.0.1 cause=\"no proxy that is trusted\"");
    }
  }

  /** Also when it is trusted, as somebody on the proxy's machine is. */
  @Test
  void aClientThatSaysNothingOfItselfIsRefused() throws Exception {
    try (var gateway = behind("127.0.0.1", "")) {
      assertThat(said(gateway, OPENSSH)).isEmpty();
      assertThat(logged.await("event=proxy-refused")).contains("does not begin with a header");
      var ssh = gateway.ssh(ALICE, "web1").command("list").run();
      assertThat(ssh.exitCode()).isEqualTo(255);
    }
  }

  @Test
  void aProxyThatSaysNothingIsHungUpOn() throws Exception {
    try (var gateway = behind("127.0.0.1", "");
        var silent = RawHttp.to(gateway.port());
        var slow = RawHttp.to(gateway.port()).send("PROXY TCP4 127.")) {
      assertThat(silent.rest()).isEmpty();
      assertThat(slow.rest()).isEmpty();
      assertThat(logged.await("event=proxy-refused")).contains("no header within 5 s");
    }
  }

  @Test
  void whatEndsInsideAHeaderCountsAsALook() throws IOException {
    try (var gateway = behind("127.0.0.1", "")) {
      assertThat(said(gateway, "PROXY TCP4 192.0.2.")).isEmpty();

      Scrape.await(gateway.opsPort(), PROBES, it -> it == 1);
      assertThat(logged.lines()).isEmpty();
    }
  }

  @Test
  void aProxyThatSpeaksForItselfAndStaysHasFailedLikeAnybody() throws Exception {
    try (var gateway = behind("127.0.0.1", "");
        var silent = RawHttp.to(gateway.port()).send("PROXY UNKNOWN\r\n")) {
      assertThat(silent.rest()).contains("not done within 5 s (no-key-exchange)");
      assertThat(logged.await("event=not-signed-in"))
          .contains(" from=/127.0.0.1:")
          .endsWith(" cause=no-key-exchange");
    }
  }

  @Test
  void whatComesWithTheHeaderIsNotLost() throws Exception {
    try (var gateway = behind("127.0.0.1", ", login-grace: 2s")) {
      var said = said(gateway, "PROXY TCP4 192.0.2.7 127.0.0.1 4711 22\r\n" + OPENSSH + "garbage");

      assertThat(said).startsWith("SSH-2.0-console-gw\r\n");
      assertThat(logged.await("event=not-signed-in")).contains(" from=/192.0.2.7:4711 ");
    }
  }

  @Test
  void itIsTheClientWhoIsRefusedNotItsProxy() throws Exception {
    try (var gateway = behind("127.0.0.1", ", penalties: { after: 3, for: 1h }")) {
      var text = "";
      for (int i = 0; i < 1000 && !text.contains("have failed to sign in"); i++) {
        text = said(gateway, "PROXY TCP4 192.0.2.7 127.0.0.1 4711 22\r\nhello\r\n");
      }
      assertThat(text).startsWith("console-gw: too many connections from 192.0.2.7 have failed");

      assertThat(said(gateway, "PROXY TCP4 192.0.2.8 127.0.0.1 4711 22\r\nhello\r\n"))
          .startsWith("SSH-2.0-console-gw\r\n");
    }
  }

  /** All that is answered, by a server that hangs up. */
  private static String said(TestGateway gateway, String text) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
      socket.shutdownOutput();
      return rest(socket);
    }
  }

  private static String rest(Socket socket) throws IOException {
    try {
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    } catch (SocketException reset) {
      return "";
    }
  }
}
