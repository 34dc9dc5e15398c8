package dev.consolegw.gateway.backend;

import dev.consolegw.gateway.testing.FakeOdorobo;
import dev.consolegw.gateway.testing.FarSide;
import dev.consolegw.gateway.testing.TestCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class TlsOdoroboWireTest extends BackendContract {
  @TempDir static Path dir;

  @Override
  FarSide farSide() {
    return FakeOdorobo.tls(TestCertificate.in(dir));
  }

  @Override
  ConsoleAddress deadAddress() throws IOException {
    var dead = TcpWireTest.deadTcp();
    return new ConsoleAddress.Odorobo(
        dead.host(), dead.port(), FakeOdorobo.VM, true, Optional.empty());
  }

  @Override
  boolean carriesSizes() {
    return true;
  }
}
