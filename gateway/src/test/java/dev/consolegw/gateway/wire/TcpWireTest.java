package dev.consolegw.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.DialTarget;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import dev.consolegw.gateway.testing.farside.FarSide;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TcpWireTest extends BackendContract {

  /** Bound, and never more. */
  private static final Socket BOUND = new Socket();

  @Override
  FarSide farSide() {
    return FakeGuest.tcp();
  }

  @Override
  ConsoleAddress deadAddress() throws IOException {
    return ConsoleAddress.tcp("127.0.0.1", deadPort());
  }

  /** A port that nobody else gets and nobody listens on. */
  static int deadPort() throws IOException {
    if (!BOUND.isBound()) {
      BOUND.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }
    return BOUND.getLocalPort();
  }

  @Override
  boolean carriesSizes() {
    return false;
  }

  @Test
  void aGuestThatPrintsNoMoreHasEnded() {
    vm.print("bye");
    ((FakeGuest) vm).shutdownOutput();

    assertThat(output.awaitClosed().kind()).isEqualTo(Reason.Kind.ENDED);
    output.screen.await("bye");
  }

  @Test
  void everyAddressOfANameIsTried() throws IOException {
    var port = ((FakeGuest) vm).port();
    line.close();
    output.awaitClosed();
    vm.awaitNoClient();
    output = new ReceivedOutput();

    line = wires.open(DialTarget.of(ConsoleAddress.tcp("localhost", port)), output, BUDGET);
    vm.print("here");

    output.screen.await("here");
  }

  @Test
  void anUnknownNameIsSaidInPlainWordsWithinTheBudget() {
    var address = ConsoleAddress.tcp("no-such-host.invalid", 1);

    var failure =
        catchThrowableOfType(
            DialException.class,
            () -> wires.open(DialTarget.of(address), output, Duration.ofSeconds(2)));

    assertThat(failure.reason().kind()).isEqualTo(Reason.Kind.UNREACHABLE);
    assertThat(failure.reason().text().toString()).contains("no-such-host.invalid");
  }
}
