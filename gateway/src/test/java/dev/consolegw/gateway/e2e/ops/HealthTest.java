package dev.consolegw.gateway.e2e.ops;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consolegw.authz.openstack.account.CloudFiles;
import dev.consolegw.authz.openstack.testing.CloudStub;
import dev.consolegw.config.SettingsLoader;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.config.yaml.SettingsException;
import dev.consolegw.gateway.Gateway;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import dev.consolegw.gateway.testing.farside.Qemu;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What load balancers and the like are told of a gateway. */
class HealthTest {
  private static final String PORT = "ops: { listen: \"127.0.0.1:0\" }";
  private static final String TROUBLED = "console_gw_history_troubled_consoles";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  void oneThatServesIsAliveAndReady() {
    try (var gateway = TestGateway.withMore(PORT)) {
      var alive = Scrape.get(gateway.opsPort(), "/livez");
      var ready = Scrape.get(gateway.opsPort(), "/readyz");

      assertThat(alive).startsWith("HTTP/1.1 200 OK\r\n").contains("application/json");
      assertThat(Scrape.body(alive))
          .isEqualTo("{\"ready\":true,\"components\":{\"threads\":{\"ready\":true}}}\n");
      assertThat(ready).startsWith("HTTP/1.1 200 OK\r\n");
      assertThat(Scrape.body(ready))
          .isEqualTo(
              "{\"ready\":true,\"components\":{\"ssh\":{\"ready\":true},"
                  + "\"draining\":{\"ready\":true},\"disk\":{\"ready\":true},"
                  + "\"audit\":{\"ready\":true}}}\n");
    }
  }

  @Test
  void aConsoleWhoseFilesCannotBeWrittenIsCountedAndShutsNobodyOut() throws IOException {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.withMore(PORT, console("lab/web1", vm))) {
      var home = gateway.folder().resolve("state/history/file%2Flab%2Fweb1%3A0");
      Files.writeString(home, "in the way");
      try (var alice = gateway.ssh(ALICE, "web1").pipes().attached()) {
        vm.print("in memory");
        alice.awaitOut("in memory");

        Scrape.await(gateway.opsPort(), TROUBLED, it -> it == 1);
        assertThat(Scrape.get(gateway.opsPort(), "/readyz")).startsWith("HTTP/1.1 200 OK\r\n");

        Files.delete(home);
        Scrape.await(gateway.opsPort(), TROUBLED, it -> it == 0);
      }
    }
  }

  private Gateway gateway(int ssh, int ops) throws IOException, SettingsException {
    var problems = new Problems();
    var text =
        """
        state: "%s/state"
        ssh: { listen: "127.0.0.1:%d" }
        ops: { listen: "127.0.0.1:%d" }
        """
            .formatted(folder, ssh, ops);
    var settings = SettingsLoader.parse("test.yaml", text, problems);
    problems.throwIfAny();
    return new Gateway(settings);
  }

  /** Here it never will, and there is time to ask. */
  @Test
  void oneThatDoesNotListenYetIsAliveAndNotReady() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var gateway = gateway(taken.getLocalPort(), 0)) {
      assertThatThrownBy(gateway::start).hasMessageContaining("cannot listen on ");

      int port = ((InetSocketAddress) gateway.opsListening().orElseThrow()).getPort();
      assertThat(Scrape.get(port, "/livez")).startsWith("HTTP/1.1 200 OK\r\n");
      assertThat(Scrape.get(port, "/readyz"))
          .startsWith("HTTP/1.1 503 ")
          .contains("\"ssh\":{\"ready\":false,\"reason\":\"it does not listen yet\"}");
    }
  }

  @Test
  void whereItsPortIsTakenNobodyIsLetIn() throws Exception {
    int ssh = Qemu.freePort();
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var gateway = gateway(ssh, taken.getLocalPort())) {
      assertThatThrownBy(gateway::start).hasMessageStartingWith("ops cannot listen on ");

      assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), ssh).close())
          .isInstanceOf(ConnectException.class);
    }
  }

  /** With other settings, rights end sooner. */
  @Test
  void aSilentCloudIsWaitedForAsTheSettingsSayThatAreInUse() throws IOException {
    var stub = CloudStub.start();
    Files.writeString(folder.resolve("clouds.yaml"), stub.cloudsYaml());
    var clouds = new CloudFiles(Map.of(), List.of(folder));
    try (var gateway = TestGateway.with("{ cloud: stub }\n" + PORT, clouds)) {
      stub.close();
      assertThat(Scrape.body(Scrape.get(gateway.opsPort(), "/readyz")))
          .contains("\"openstack\":{\"ready\":true}");

      gateway.reload(
          text -> text.replace("{ cloud: stub }", "{ cloud: stub, refresh: 1s, grant: 1s }"));

      awaitReady(
          gateway, "\"openstack\":{\"ready\":false,\"reason\":\"the cloud has shown nothing");
    }
  }

  private static void awaitReady(TestGateway gateway, String words) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    var last = "";
    while (!last.contains(words) && System.nanoTime() - end < 0) {
      last = Scrape.get(gateway.opsPort(), "/readyz");
    }
    assertThat(last).contains(words);
  }
}
