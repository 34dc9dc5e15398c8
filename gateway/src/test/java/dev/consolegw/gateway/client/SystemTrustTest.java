package dev.consolegw.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.GatewayProcess;
import dev.consolegw.gateway.testing.TestCertificate;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.FakeQemuWebSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that was told to trust the certificates of the system, as a package tells it. */
@Tag("slow")
class SystemTrustTest {
  private static final String UNREADABLE =
      "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

  @TempDir private Path folder;
  private Path system;

  @BeforeEach
  void name() {
    system = folder.resolve("ca-certificates.crt");
  }

  private Ssh.Result connect(FakeQemuWebSocket guest) {
    var jvm = List.of("-Djavax.net.ssl.trustStoreType=PEM", "-Djavax.net.ssl.trustStore=" + system);
    try (var program =
        GatewayProcess.main(
            jvm, "connect", "--url", guest.address().toString(), "--close-wait", "close")) {
      program.endInput();
      return program.result();
    }
  }

  private String pem(String name) throws IOException {
    return Files.readString(TestCertificate.in(Files.createDirectory(folder.resolve(name))).pem());
  }

  @Test
  void aServerThatTheSystemTrustsIsTrusted() throws Exception {
    var certificate = TestCertificate.in(folder);
    Files.writeString(
        system, UNREADABLE + "a comment\n" + pem("other") + Files.readString(certificate.pem()));
    try (var guest = FakeQemuWebSocket.tls(certificate)) {
      guest.takeAnyPath();

      assertThat(connect(guest).err()).contains("attached").doesNotContain("no TLS");
    }
  }

  @Test
  void anotherOneIsNot() throws Exception {
    Files.writeString(system, pem("other"));
    try (var guest = FakeQemuWebSocket.tls(TestCertificate.in(folder))) {
      var result = connect(guest);

      assertThat(result.err()).contains("no TLS with 127.0.0.1:").doesNotContain("attached");
      assertThat(result.exitCode()).isEqualTo(69);
    }
  }

  @Test
  void aFileWithoutCertificatesTrustsNobody() throws Exception {
    Files.writeString(system, UNREADABLE);
    try (var guest = FakeQemuWebSocket.tls(TestCertificate.in(folder))) {
      assertThat(connect(guest).exitCode()).isEqualTo(69);
    }
  }
}
