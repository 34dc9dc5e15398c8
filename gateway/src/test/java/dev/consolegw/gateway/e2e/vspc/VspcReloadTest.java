package dev.consolegw.gateway.e2e.vspc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.GatewayProcess;
import dev.consolegw.gateway.testing.TestCertificate;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.farside.FakeEsxi;
import dev.consolegw.gateway.testing.farside.FakeEsxi.Vm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** New settings about hosts, on SIGHUP. */
@Tag("slow")
@Timeout(120)
class VspcReloadTest {
  /** All addresses, of which the hosts here call the loopback. */
  private static final String OFF_LOOPBACK = "\"0.0.0.0:0\"";

  @TempDir private Path folder;

  private void settings(String vspc) throws IOException {
    Files.writeString(
        folder.resolve("console-gw.yaml"),
        """
        state: "%s/state"
        ssh: { listen: "127.0.0.1:0" }
        users: { alice: { keys: "%s" } }
        rules: [ { users: [alice], consoles: ["*/*"], right: manage, directory: vspc } ]
        vspc: %s
        """
            .formatted(folder, TestPerson.ALICE.publicKey(), vspc));
  }

  private static void reload(GatewayProcess gateway) {
    gateway.signal("HUP");
    gateway.err().await("event=settings-read");
  }

  private static int port(GatewayProcess gateway) {
    gateway.err().await("event=vspc-listening address=");
    return Integer.parseInt(gateway.err().awaitLine().replaceFirst("[^ ]*:(\\d+).*", "$1"));
  }

  private static void refused(int port) {
    try (var host = FakeEsxi.calls(port, Vm.named("web1")).connect()) {
      host.awaitEnd();
      assertThat(host.options()).isEmpty();
    }
  }

  @Test
  void certificatesAreAskedForAsLongAsItListensOffTheLoopback() throws IOException {
    var shown = TestCertificate.in(folder);
    var tls = "tls: { cert: \"%s\", key: \"%s\"".formatted(shown.pem(), shown.key());
    var hosts = TestCertificate.in(folder);
    settings(
        "{ listen: \"telnets://0.0.0.0:0\", %s, client-ca: \"%s\" } }".formatted(tls, hosts.pem()));
    try (var gateway = GatewayProcess.on(folder)) {
      int port = port(gateway);

      settings("{ listen: \"telnets://127.0.0.1:0\", %s } }".formatted(tls));
      reload(gateway);

      gateway.err().await("event=settings-kept keys=\"vspc.listen, vspc.tls\"");
      try (var host =
          FakeEsxi.calls(port, Vm.named("web1"))
              .over(TestCertificate.nobodyTrusting(shown.pem()))
              .connect()) {
        host.awaitEnd();
        assertThat(host.options()).isEmpty();
      } catch (UncheckedIOException alert) {
        // The handshake has told it already.
      }
    }
  }

  @Test
  void whoMayCallChangesAndNobodyIsLetInByMistake() throws IOException {
    settings("{ listen: " + OFF_LOOPBACK + ", allow: 127.0.0.2 }");
    try (var gateway = GatewayProcess.on(folder)) {
      int port = port(gateway);
      refused(port);

      // What is listened at stays, and so who may call there must not be forgotten.
      settings("{ listen: \"127.0.0.1:0\" }");
      reload(gateway);
      refused(port);

      settings(
          "{ listen: %s, allow: [127.0.0.0/8], projects: { name: \"web*\", project: lab } }"
              .formatted(OFF_LOOPBACK));
      reload(gateway);
      try (var host = FakeEsxi.calls(port, Vm.named("web1")).connect().awaitServed();
          var ssh = gateway.ssh("lab/web1").pipes().attached()) {
        host.print("here");
        ssh.awaitOut("here");
      }
    }
  }
}
