package dev.consolegw.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.consolegw.gateway.backend.Addresses;
import dev.consolegw.gateway.backend.Backend;
import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.DialTarget;
import dev.consolegw.gateway.backend.QmpAddress;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.backend.SendResult;
import dev.consolegw.gateway.testing.farside.Qemu;
import dev.consolegw.gateway.transport.Endpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real QEMU with a guest that answers, on each kind of chardev that the gateway speaks to. */
@Tag("slow")
@Timeout(60)
class QemuTest {
  @TempDir Path dir;
  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  private final int port = Qemu.freePort();
  private Wires wires;

  @BeforeEach
  void start() throws IOException {
    wires = new Wires(scheduler);
  }

  @AfterEach
  void stop() {
    wires.close();
    scheduler.shutdownNow();
  }

  private ConsoleAddress webSocket() {
    return Addresses.parse("ws://127.0.0.1:" + port + "/");
  }

  /** Boots, types, breaks, resets, leaves and comes back. */
  private void useAll(Qemu qemu, ConsoleAddress address) throws IOException {
    var qmp = new QmpAddress(new Endpoint.Unix(qemu.qmp()), "c0");
    var line = new DialTarget(address, Optional.of(qmp));
    var output = new ReceivedOutput();
    var backend = wires.open(line, output, Duration.ofSeconds(10));

    qemu.boot();
    output.screen.await(Qemu.BANNER);
    type(backend, "uname\r");
    output.screen.await("UNAME\r");
    assertThat(backend.send(new ConsoleInput.Break(Duration.ofMillis(500))))
        .isEqualTo(SendResult.DONE);
    output.screen.await("B!");
    backend.send(new ConsoleInput.Reset());
    output.awaitReleased();
    output.screen.await("\003\r\004");
    backend.close();
    assertThat(output.awaitClosed().kind()).isEqualTo(Reason.Kind.LOCAL);

    var again = new ReceivedOutput();
    var second = wires.open(line, again, Duration.ofSeconds(10));
    type(second, "again");
    again.screen.await("AGAIN");
    second.close();
    again.awaitClosed();
    assertThat(output.notices).isEmpty();
  }

  private static void type(Backend backend, String text) throws IOException {
    backend.send(
        new ConsoleInput.Keys(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1))));
  }

  @Test
  void aGuestOnAWebsocket() throws IOException {
    try (var qemu = Qemu.onWebSocket(dir, port)) {
      useAll(qemu, webSocket());
    }
  }

  @Test
  void aGuestOnAUnixSocket() throws IOException {
    var socket = dir.resolve("console.sock");
    try (var qemu = Qemu.onUnix(dir, socket)) {
      useAll(qemu, ConsoleAddress.unix(socket));
    }
  }

  @Test
  void aGuestOnATcpPort() throws IOException {
    try (var qemu = Qemu.onTcp(dir, port)) {
      useAll(qemu, ConsoleAddress.tcp("127.0.0.1", port));
    }
  }

  @Test
  void allByteValuesPassThroughAWebsocketAtAGuestsPace() throws IOException {
    try (var qemu = Qemu.onWebSocket(dir, port)) {
      var output = new ReceivedOutput();
      var backend = wires.open(DialTarget.of(webSocket()), output, Duration.ofSeconds(10));
      qemu.boot();
      output.screen.await(Qemu.BANNER);

      for (int value = 0; value < 256; value++) {
        backend.send(new ConsoleInput.Keys(ByteBuffer.wrap(new byte[] {(byte) value})));
        int echo = value >= 'a' && value <= 'z' ? value - 32 : value;
        assertThat(output.screen.await(1)).containsExactly((byte) echo);
      }

      backend.close();
      output.awaitClosed();
    }
  }

  @Test
  void aPasteOnAUnixSocketArrivesWhole() throws IOException {
    var socket = dir.resolve("console.sock");
    try (var qemu = Qemu.onUnix(dir, socket)) {
      var output = new ReceivedOutput();
      var backend =
          wires.open(DialTarget.of(ConsoleAddress.unix(socket)), output, Duration.ofSeconds(10));
      qemu.boot();
      output.screen.await(Qemu.BANNER);

      type(backend, "x".repeat(3000));

      assertThat(new String(output.screen.await(3000), StandardCharsets.ISO_8859_1))
          .isEqualTo("X".repeat(3000));
      backend.close();
      output.awaitClosed();
    }
  }

  @Test
  void theSecondClientOfAWebsocketIsToldThatItIsInUse() throws IOException {
    try (var qemu = Qemu.onWebSocket(dir, port)) {
      var output = new ReceivedOutput();
      var first = wires.open(DialTarget.of(webSocket()), output, Duration.ofSeconds(10));

      var second =
          catchThrowableOfType(
              DialException.class,
              () ->
                  wires.open(
                      DialTarget.of(webSocket()), new ReceivedOutput(), Duration.ofSeconds(1)));

      assertThat(second.reason().kind()).isEqualTo(Reason.Kind.BUSY);
      qemu.boot();
      output.screen.await(Qemu.BANNER);
      first.close();
      output.awaitClosed();
    }
  }

  @Test
  void aWrongChardevForABreakIsANotice() throws IOException {
    try (var qemu = Qemu.onWebSocket(dir, port)) {
      var qmp = new QmpAddress(new Endpoint.Unix(qemu.qmp()), "zz");
      var output = new ReceivedOutput();
      var backend =
          wires.open(new DialTarget(webSocket(), Optional.of(qmp)), output, Duration.ofSeconds(10));

      backend.send(new ConsoleInput.Break(Duration.ofMillis(500)));

      assertThat(output.awaitNotice())
          .isEqualTo("no break was sent: QEMU says: Chardev 'zz' not found");
      backend.close();
      output.awaitClosed();
    }
  }

  @Test
  void aQemuThatDiesEndsTheLine() throws IOException {
    var output = new ReceivedOutput();
    try (var qemu = Qemu.onWebSocket(dir, port)) {
      wires.open(DialTarget.of(webSocket()), output, Duration.ofSeconds(10));
      qemu.boot();
      output.screen.await(Qemu.BANNER);
    }

    assertThat(output.awaitClosed().kind()).isEqualTo(Reason.Kind.ENDED);
  }
}
