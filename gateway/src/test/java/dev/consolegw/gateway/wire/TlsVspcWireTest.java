package dev.consolegw.gateway.wire;

import dev.consolegw.gateway.net.accept.ServerTls;
import dev.consolegw.gateway.testing.TestCertificate;
import java.io.IOException;
import java.nio.file.Path;
import javax.net.SocketFactory;
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
    return TestCertificate.nobodyTrusting(certificate.pem());
  }
}
