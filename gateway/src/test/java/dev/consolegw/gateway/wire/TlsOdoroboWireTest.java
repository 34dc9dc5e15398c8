package dev.consolegw.gateway.wire;

import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.testing.TestCertificate;
import dev.consolegw.gateway.testing.farside.FakeOdorobo;
import dev.consolegw.gateway.testing.farside.FarSide;
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
