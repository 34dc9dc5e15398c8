package dev.consolegw.gateway.wire;

import dev.consolegw.gateway.net.accept.ServerTls;
import dev.consolegw.gateway.testing.TestCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.io.TempDir;

/** The same over TLS. */
class TlsVspcWireTest extends VspcWireTest {
  @TempDir private Path dir;
  private TestCertificate certificate;

  @Override
  Concentrator concentrator() throws IOException {
    certificate = TestCertificate.in(dir);
    var tls = new ServerTls(certificate.server(), false);
    return new Concentrator(wires, Concentrator.anybody(), () -> tls);
  }

  @Override
  SocketFactory sockets() {
    return trusting(certificate.pem());
  }

  static SocketFactory trusting(Path pem) {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry(
          "ca",
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(pem))));
      var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
