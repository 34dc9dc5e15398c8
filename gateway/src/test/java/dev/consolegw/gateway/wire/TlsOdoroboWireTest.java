package dev.consolegw.gateway.wire;

import dev.consolegw.gateway.backend.Addresses;
import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.testing.TestCertificate;
import dev.consolegw.gateway.testing.farside.FakeOdorobo;
import dev.consolegw.gateway.testing.farside.FarSide;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class TlsOdoroboWireTest extends BackendContract {
  @TempDir static Path dir;

  @Override
  FarSide farSide() {
    return FakeOdorobo.tls(TestCertificate.in(dir));
  }

  @Override
  ConsoleAddress deadAddress() throws IOException {
    return Addresses.parse("odorobos://127.0.0.1:" + TcpWireTest.deadPort() + "/" + FakeOdorobo.VM);
  }

  @Override
  boolean carriesSizes() {
    return true;
  }
}
