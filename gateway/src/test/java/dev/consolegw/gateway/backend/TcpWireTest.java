package dev.consolegw.gateway.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.consolegw.gateway.testing.FakeGuest;
import dev.consolegw.gateway.testing.FarSide;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TcpWireTest extends BackendContract {

  @Override
  FarSide farSide() {
    return FakeGuest.tcp();
  }

  @Override
  ConsoleAddress deadAddress() throws IOException {
    return deadTcp();
  }

  static ConsoleAddress.Tcp deadTcp() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return new ConsoleAddress.Tcp("127.0.0.1", socket.getLocalPort());
    }
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
    var port = ((ConsoleAddress.Tcp) vm.address()).port();
    line.close();
    output.awaitClosed();
    vm.awaitNoClient();
    output = new ReceivedOutput();

    line = backends.open(Line.of(new ConsoleAddress.Tcp("localhost", port)), output, BUDGET);
    vm.print("here");

    output.screen.await("here");
  }

  @Test
  void anUnknownNameIsSaidInPlainWordsWithinTheBudget() {
    var address = new ConsoleAddress.Tcp("no-such-host.invalid", 1);

    var failure =
        catchThrowableOfType(
            DialException.class,
            () -> backends.open(Line.of(address), output, Duration.ofSeconds(2)));

    assertThat(failure.reason().kind()).isEqualTo(Reason.Kind.UNREACHABLE);
    assertThat(failure.reason().text().toString()).contains("no-such-host.invalid");
  }
}
