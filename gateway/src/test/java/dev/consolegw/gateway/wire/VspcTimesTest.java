package dev.consolegw.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.backend.Backend;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.testing.ManualClock;
import dev.consolegw.gateway.testing.ManualScheduler;
import dev.consolegw.gateway.testing.farside.FakeEsxi;
import dev.consolegw.gateway.testing.farside.FakeEsxi.Vm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long hosts have for what they do; here time passes when a test says so. */
@Timeout(60)
class VspcTimesTest {
  private static final byte[] SEQUENCE = {1, 2, 3, 4};
  private static final Vm WEB1 = Vm.named("web1");

  private final ManualScheduler timer = new ManualScheduler(new ManualClock());
  private final ReceivedOutput output = new ReceivedOutput();
  private Wires wires;
  private Concentrator concentrator;

  @BeforeEach
  void start() throws IOException {
    wires = new Wires(timer);
    concentrator = new Concentrator(wires);
  }

  @AfterEach
  void stop() {
    wires.close();
    assertThat(output.faults).isEmpty();
  }

  private FakeEsxi source() {
    return FakeEsxi.calls(concentrator.port(), WEB1).connect().awaitServed();
  }

  private FakeEsxi target(byte[] whole) {
    return FakeEsxi.calls(concentrator.port(), WEB1).from("127.0.0.2").peer(whole).connect();
  }

  private Backend open() throws IOException {
    return concentrator.open(concentrator.awaitArrival(), output);
  }

  private static void type(Backend line, String text) throws IOException {
    line.send(new ConsoleInput.Keys(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII))));
  }

  @Test
  void aMoveThatDoesNotEndLeavesTheVmOnItsSource() throws IOException {
    try (var source = source()) {
      var line = open();
      var whole = source.begin(SEQUENCE);
      type(line, "held");
      try (var target = target(whole)) {
        target.await(45);

        timer.advance(Duration.ofMinutes(1));
        assertThat(output.releases.availablePermits()).isZero();
        source.staysAfterAll();
        timer.advance(Duration.ofMinutes(1));

        output.awaitReleased();
        source.typed().await("held");
        target.awaitEnd();
      }
      assertThat(source.faults()).isEmpty();
    }
  }

  @Test
  void aVmThatIsHeldBackMayStillMove() throws Exception {
    try (var source = source()) {
      var line = open();
      line.pause();
      source.print(new byte[256 * 1024]);

      var moving = CompletableFuture.supplyAsync(() -> source.begin(SEQUENCE));
      assertThat(output.bytes).hasValueLessThan(128 * 1024);
      timer.advance(Duration.ofSeconds(1));
      assertThat(timer.isDueIn(Duration.ofSeconds(1))).isTrue();
      while (!moving.isDone()) {
        timer.advance(Duration.ofMillis(250));
        Thread.onSpinWait();
      }

      assertThat(moving.get()).isNotEmpty();
      line.resume();
      assertThat(source.faults()).isEmpty();
    }
  }

  @Test
  void aVmWhoseSourceIsGoneHasHalfAMinuteToArrive() throws IOException {
    var source = source();
    var _ = open();
    source.begin(SEQUENCE);
    source.hangUp();
    awaitTimer(Duration.ofSeconds(30));

    timer.advance(Duration.ofSeconds(29));
    assertThat(output.closings).hasValue(0);
    timer.advance(Duration.ofSeconds(1));

    assertThat(output.awaitClosed().kind()).isEqualTo(Reason.Kind.AWAY);
    assertThat(output.awaitClosed().text().toString()).contains("did not arrive");
  }

  private void awaitTimer(Duration length) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!timer.isDueIn(length) && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aSourceThatStaysConnectedAfterAMoveIsHungUpOn() throws IOException {
    try (var source = source()) {
      var _ = open();
      var whole = source.begin(SEQUENCE);
      try (var target = target(whole)) {
        target.await(45);
        target.complete(SEQUENCE);
        output.awaitReleased();
        assertThat(Concentrator.await(concentrator.moves)).isEqualTo("web1:s0 to 127.0.0.2");
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!source.hasEnded() && System.nanoTime() < end) {
          timer.advance(Duration.ofSeconds(1));
        }

        assertThat(source.hasEnded()).isTrue();
        target.print("alive");
        output.screen.await("alive");
      }
    }
  }

  @Test
  void whoDoesNotSayWhoseLineItIsIsHungUpOn() throws IOException {
    try (var silent = new Socket(InetAddress.getLoopbackAddress(), concentrator.port())) {
      silent.getInputStream().readNBytes(18); // its reception has begun
      timer.advance(Duration.ofSeconds(20));

      assertThat(new String(silent.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .contains("use ssh");
    }
  }

  @Test
  void aHostThatDoesNotAnswerOurQuestionsIsServedTwoSecondsLater() throws IOException {
    try (var host = FakeEsxi.calls(concentrator.port(), new Vm(null, null, "s0")).connect()) {
      host.await(83);
      awaitTimer(Duration.ofSeconds(2));
      timer.advance(Duration.ofSeconds(2));
      assertThat(concentrator.awaitArrival()).isEqualTo(":s0");
    }
  }
}
