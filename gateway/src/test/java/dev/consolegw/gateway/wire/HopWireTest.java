package dev.consolegw.gateway.wire;

import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.testing.TestCertificate;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import dev.consolegw.gateway.testing.farside.FakeOdorobo;
import dev.consolegw.gateway.testing.farside.FakeQemuWebSocket;
import dev.consolegw.gateway.testing.farside.FarSide;
import dev.consolegw.gateway.testing.hop.BehindHops;
import dev.consolegw.gateway.testing.hop.Sshd;
import dev.consolegw.gateway.transport.Hop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The contract of every wire behind an OpenSSH server, and behind two. */
@Tag("slow")
class HopWireTest {
  @TempDir static Path dir;
  static Sshd hypervisor;
  static Sshd bastion;

  @BeforeAll
  static void start() {
    bastion = Sshd.in(dir.resolve("bastion"));
    hypervisor = Sshd.in(dir.resolve("hypervisor"));
  }

  @AfterAll
  static void stop() {
    hypervisor.close();
    bastion.close();
  }

  abstract static class Behind extends BackendContract {
    abstract FarSide plain() throws IOException;

    List<Hop> way() {
      return List.of(hypervisor.hop());
    }

    @Override
    FarSide farSide() throws IOException {
      return new BehindHops(plain(), way());
    }

    @Override
    ConsoleAddress deadAddress() throws IOException {
      return ConsoleAddress.tcp("127.0.0.1", TcpWireTest.deadPort()).through(way());
    }

    @Override
    int flood() {
      return 16 << 20;
    }

    @Override
    String deadWords() {
      return "the hop ssh://\\S+: nothing listens on 127.0.0.1:\\d+ there";
    }

    @Override
    boolean carriesSizes() {
      return false;
    }
  }

  @Nested
  class Unix extends Behind {
    @TempDir Path own;

    @Override
    FarSide plain() {
      return FakeGuest.unix(own.resolve("console.sock"));
    }

    @Override
    ConsoleAddress deadAddress() {
      return ConsoleAddress.unix(own.resolve("gone.sock")).through(way());
    }

    /** OpenSSH does not say why. */
    @Override
    String deadWords() {
      return "the hop ssh://\\S+: it cannot open \\S+/gone.sock: nothing listens there, .*";
    }
  }

  @Nested
  class Tcp extends Behind {
    @Override
    FarSide plain() {
      return FakeGuest.tcp();
    }
  }

  @Nested
  @Tag("long")
  class TwoHops extends Behind {
    @Override
    FarSide plain() {
      return FakeGuest.tcp();
    }

    @Override
    List<Hop> way() {
      return List.of(bastion.hop(), hypervisor.hop());
    }
  }

  @Nested
  class WebSocket extends Behind {
    @Override
    FarSide plain() {
      return FakeQemuWebSocket.plain();
    }
  }

  @Nested
  @Tag("long")
  class TlsWebSocket extends Behind {
    @TempDir static Path own;

    @Override
    FarSide plain() {
      return FakeQemuWebSocket.tls(TestCertificate.in(own));
    }
  }

  @Nested
  @Tag("long")
  class Odorobo extends Behind {
    @Override
    FarSide plain() {
      return FakeOdorobo.plain();
    }

    @Override
    boolean carriesSizes() {
      return true;
    }
  }
}
