package dev.consolegw.gateway.e2e.vspc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.TestCertificate;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.TypedBytes;
import dev.consolegw.gateway.testing.farside.FakeEsxi;
import dev.consolegw.gateway.testing.farside.FakeEsxi.Vm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hosts that come over TLS, with a certificate and without one. */
@Timeout(120)
class VspcTlsTest {
  private static final Vm WEB1 = Vm.named("web1");

  @TempDir private Path dir;

  private static TestGateway gateway(TestCertificate shown, String more) {
    return TestGateway.withVspc(
        "{ listen: \"telnets://127.0.0.1:0\", tls: { cert: \"%s\", key: \"%s\"%s } }"
            .formatted(shown.pem(), shown.key(), more));
  }

  @Test
  void aHostThatComesOverTlsIsServed() {
    var shown = TestCertificate.in(dir);
    try (var gateway = gateway(shown, "");
        var vm =
            FakeEsxi.calls(gateway.vspcPort(), WEB1)
                .over(TestCertificate.nobodyTrusting(shown.pem()))
                .connect()
                .awaitServed();
        var ssh = gateway.ssh(TestPerson.ALICE, "web1").pipes().attached()) {
      vm.print("login: ");
      ssh.awaitOut("login: ");
      ssh.type("root");
      vm.typed().await("root");
      assertThat(vm.faults()).isEmpty();
    }
  }

  @Test
  void whereCertificatesAreAskedForAHostNeedsOne() {
    var shown = TestCertificate.in(dir);
    var hosts = TestCertificate.in(dir);
    var strangers = TestCertificate.in(dir);
    try (var gateway = gateway(shown, ", client-ca: \"" + hosts.pem() + "\"")) {
      refused(gateway, TestCertificate.nobodyTrusting(shown.pem()));
      refused(gateway, strangers.trusting(shown.pem()));

      try (var vm =
          FakeEsxi.calls(gateway.vspcPort(), WEB1)
              .over(hosts.trusting(shown.pem()))
              .connect()
              .awaitServed()) {
        assertThat(vm.faults()).isEmpty();
      }
    }
  }

  private static void refused(TestGateway gateway, SocketFactory sockets) {
    try (var vm = FakeEsxi.calls(gateway.vspcPort(), WEB1).over(sockets).connect()) {
      vm.awaitEnd();
      assertThat(vm.options()).isEmpty();
    } catch (UncheckedIOException alert) {
      // The handshake has told it already.
    }
  }

  @Test
  void aNewCertificateIsShownWithoutARestart() throws IOException {
    var shown = TestCertificate.in(dir);
    var next = TestCertificate.in(dir);
    var old = Files.copy(shown.pem(), dir.resolve("old.pem"));
    try (var gateway = gateway(shown, "");
        var stays =
            FakeEsxi.calls(gateway.vspcPort(), WEB1)
                .over(TestCertificate.nobodyTrusting(old))
                .connect()
                .awaitServed()) {
      Files.move(next.key(), shown.key(), StandardCopyOption.REPLACE_EXISTING);
      Files.copy(next.pem(), shown.pem(), StandardCopyOption.REPLACE_EXISTING);

      var sockets = TestCertificate.nobodyTrusting(next.pem());
      long end = System.nanoTime() + TypedBytes.PATIENCE.toNanos();
      while (!isTrusted(sockets, gateway.vspcPort())) {
        assertThat(System.nanoTime()).isLessThan(end);
      }
      assertThat(stays.hasEnded()).isFalse();
    }
  }

  private static boolean isTrusted(SocketFactory sockets, int port) {
    try (Socket socket = sockets.createSocket("127.0.0.1", port)) {
      ((javax.net.ssl.SSLSocket) socket).startHandshake();
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }
}
