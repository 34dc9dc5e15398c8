package dev.consolegw.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.consolegw.gateway.backend.Addresses;
import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.DialTarget;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.testing.TestCertificate;
import dev.consolegw.gateway.testing.farside.FakeQemuWebSocket;
import dev.consolegw.gateway.testing.farside.FarSide;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsWebSocketWireTest extends BackendContract {
  @TempDir static Path dir;

  @Override
  FarSide farSide() {
    return FakeQemuWebSocket.tls(TestCertificate.in(dir));
  }

  @Override
  ConsoleAddress deadAddress() throws IOException {
    return address(TcpWireTest.deadPort(), Optional.empty());
  }

  @Override
  boolean carriesSizes() {
    return false;
  }

  private static ConsoleAddress address(int port, Optional<Path> ca) {
    return Addresses.parse(
        "wss://127.0.0.1:" + port + "/", new Addresses.Extras(Map.of(), "binary", ca));
  }

  private static int port(ConsoleAddress address) {
    return URI.create(address.toString()).getPort();
  }

  private Reason dial(ConsoleAddress address) {
    return catchThrowableOfType(
            DialException.class,
            () -> wires.open(DialTarget.of(address), output, Duration.ofSeconds(1)))
        .reason();
  }

  @Test
  void aCertificateOfAnUnknownAuthorityIsRefused() {
    try (var other = FakeQemuWebSocket.tls(TestCertificate.in(dir))) {
      var reason = dial(address(port(other.address()), Optional.empty()));

      assertThat(reason.kind()).isEqualTo(Reason.Kind.REFUSED);
      assertThat(reason.text().toString())
          .startsWith("no TLS with 127.0.0.1:")
          .endsWith(": its certificate is signed by nobody that we trust; set 'ca'");
    }
  }

  @Test
  void aServerThatSpeaksNoTlsIsToldApart() throws IOException {
    try (var plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var answer = "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
      Thread.ofVirtual()
          .start(() -> {
            try (var caller = plain.accept()) {
              caller.getOutputStream().write(answer);
              caller.getInputStream().readAllBytes();
            } catch (IOException e) {
              // The client has its answer.
            }
          });

      var reason = dial(address(plain.getLocalPort(), Optional.empty()));

      assertThat(reason.kind()).isEqualTo(Reason.Kind.REFUSED);
      assertThat(reason.text().toString())
          .endsWith(": it does not speak TLS; ws:// and odorobo:// do not");
    }
  }

  @Test
  void aServerThatSpeaksTlsIsToldApartWhenWeDoNot() {
    try (var other = FakeQemuWebSocket.tls(TestCertificate.in(dir))) {
      var reason = dial(Addresses.parse("ws://127.0.0.1:" + port(other.address()) + "/"));

      assertThat(reason.text().toString()).contains("TLS");
    }
  }

  @Test
  void aCertificateOfAnotherServerIsRefused() {
    var certificate = TestCertificate.forAnother(dir);
    try (var other = FakeQemuWebSocket.tls(certificate)) {
      var reason = dial(other.address());

      assertThat(reason.kind()).isEqualTo(Reason.Kind.REFUSED);
      assertThat(reason.text().toString()).endsWith(": its certificate is for another name");
    }
  }

  @Test
  void aMissingAuthorityFileIsNamed() {
    var missing = dir.resolve("missing.pem");
    var port = port(vm.address());

    var reason = dial(address(port, Optional.of(missing)));

    assertThat(reason.text()).hasToString("the CA file " + missing + " cannot be read");
  }

  @Test
  void aServerThatNeverShakesHandsIsGivenUpInTime() throws IOException {
    try (var mute = new ServerSocket(0)) {
      var reason = dial(address(mute.getLocalPort(), Optional.empty()));

      assertThat(reason.kind()).isEqualTo(Reason.Kind.BUSY);
    }
  }
}
