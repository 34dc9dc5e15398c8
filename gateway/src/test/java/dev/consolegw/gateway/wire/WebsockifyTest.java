package dev.consolegw.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.consolegw.gateway.backend.Addresses;
import dev.consolegw.gateway.backend.Backend;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.DialTarget;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import dev.consolegw.gateway.testing.farside.Websockify;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Through the proxy that Nova's is made of. */
@Timeout(60)
class WebsockifyTest {
  private static final Duration BUDGET = Duration.ofSeconds(10);

  @TempDir Path dir;
  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  private final ReceivedOutput output = new ReceivedOutput();
  private Wires wires;
  private FakeGuest guest;
  private Websockify proxy;

  @BeforeEach
  void start() throws IOException {
    wires = new Wires(scheduler);
    guest = FakeGuest.tcp();
    proxy =
        new Websockify(
            dir,
            "good: 127.0.0.1:%d\ndown: 127.0.0.1:%d\n"
                .formatted(guest.port(), TcpWireTest.deadPort()));
  }

  @AfterEach
  void stop() {
    wires.close();
    proxy.close();
    guest.close();
    scheduler.shutdownNow();
    assertThat(output.faults).isEmpty();
  }

  private Backend open(String token) throws IOException {
    var address = Addresses.parse("ws://127.0.0.1:" + proxy.port() + "/?token=" + token);
    return wires.open(DialTarget.of(address), output, BUDGET);
  }

  @Test
  void allByteValuesPassInBothDirections() throws IOException {
    var line = open("good");

    assertThat(line.mayBeQueued()).isTrue();
    guest.print(BackendContract.allBytes());
    line.send(new ConsoleInput.Keys(ByteBuffer.wrap(BackendContract.allBytes())));

    assertThat(output.screen.await(256)).isEqualTo(BackendContract.allBytes());
    assertThat(guest.typed().await(256)).isEqualTo(BackendContract.allBytes());
    line.close();
    assertThat(output.awaitClosed().kind()).isEqualTo(Reason.Kind.LOCAL);
  }

  @Test
  void anUnknownTokenIsRefused() {
    var failure = catchThrowableOfType(DialException.class, () -> open("s3cret"));

    assertThat(failure.reason().kind()).isEqualTo(Reason.Kind.REFUSED);
    assertThat(failure.reason().text().toString()).contains("token").doesNotContain("s3cret");
  }

  @Test
  void aGuestThatIsDownIsSaidInPlainWords() throws IOException {
    open("down");

    assertThat(output.awaitClosed().kind()).isEqualTo(Reason.Kind.UNREACHABLE);
    assertThat(output.awaitClosed().text())
        .hasToString(
            "the proxy could not reach the console (1011 Failed to connect to downstream server)");
  }

  @Test
  void aGuestThatEndsIsSaidInPlainWords() throws IOException {
    open("good");
    guest.print("Power down.");
    guest.hangUp();

    assertThat(output.awaitClosed().text())
        .hasToString("the far side ended the connection (1000 Target closed)");
    output.screen.await("Power down.");
  }
}
