package dev.consolegw.gateway.wire;

import static java.util.Objects.requireNonNull;

import dev.consolegw.gateway.net.accept.ServerTls;
import dev.consolegw.gateway.testing.TestCertificate;
import java.io.IOException;
import java.nio.file.Path;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** The same over TLS. */
class TlsVspcWireTest extends VspcWireTest {
  @TempDir private Path dir;
  private @Nullable TestCertificate certificate;

  @Override
  Concentrator concentrator() throws IOException {
    var made = TestCertificate.in(dir);
    certificate = made;
    var tls = new ServerTls(made.server(), false);
    return new Concentrator(wires, Concentrator.anybody(), () -> tls);
  }

  @Override
  SocketFactory sockets() {
    return TestCertificate.nobodyTrusting(requireNonNull(certificate).pem());
  }
}
