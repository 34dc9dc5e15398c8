package dev.consolegw.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.consolegw.gateway.backend.Backend;
import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.DialTarget;
import dev.consolegw.gateway.backend.QmpAddress;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.backend.SendResult;
import dev.consolegw.gateway.testing.farside.FarSide;
import dev.consolegw.gateway.transport.Endpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every wire owes the gateway, over real sockets. One subclass a wire. */
@Timeout(60)
abstract class BackendContract {
  static final Duration BUDGET = Duration.ofSeconds(10);
  private static final int FLOOD = 64 << 20;

  final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  Wires wires;
  FarSide vm;
  ReceivedOutput output;
  Backend line;

  /** A new far side; a second call while the first lives is another one. */
  abstract FarSide farSide() throws IOException;

  /** An address of this wire where nothing answers. */
  abstract ConsoleAddress deadAddress() throws IOException;

  /** How much a flood is, in bytes. */
  int flood() {
    return FLOOD;
  }

  /** What a dead address is called, as a pattern. */
  String deadWords() {
    return "(nothing listens on|there is no socket) .*";
  }

  /** Whether the wire carries a window-change. */
  abstract boolean carriesSizes();

  /** Whether it carries a break by itself, where no QMP is configured. */
  boolean carriesBreaks() {
    return false;
  }

  /** How it is said that the far side has ended it. */
  Reason.Kind ended() {
    return Reason.Kind.ENDED;
  }

  /** How it is said that nothing answers. */
  Reason.Kind dead() {
    return Reason.Kind.UNREACHABLE;
  }

  @BeforeEach
  void connect() throws IOException {
    wires = new Wires(scheduler);
    vm = farSide();
    output = new ReceivedOutput();
    line = wires.open(DialTarget.of(vm.address()), output, BUDGET);
    vm.awaitClient();
  }

  @AfterEach
  void everythingWasInOrder() {
    line.close();
    output.awaitClosed();
    assertThat(output.closings).hasValue(1);
    assertThat(output.faults).isEmpty();
    vm.close();
    wires.close();
    scheduler.shutdownNow();
  }

  static byte[] allBytes() {
    var all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    return all;
  }

  /** Sends and, where the wire holds it, waits until it is gone. */
  void type(byte[] bytes) throws IOException {
    if (line.send(new ConsoleInput.Keys(ByteBuffer.wrap(bytes))) == SendResult.HELD) {
      output.awaitReleased();
    }
  }

  @Test
  void allByteValuesPassInBothDirections() throws IOException {
    vm.print(allBytes());
    type(allBytes());

    assertThat(output.screen.await(256)).isEqualTo(allBytes());
    assertThat(vm.typed().await(256)).isEqualTo(allBytes());
  }

  @Test
  void singleBytesArriveAsTheyAre() throws IOException {
    for (byte b : allBytes()) {
      vm.print(new byte[] {b});
      type(new byte[] {b});
    }

    assertThat(output.screen.await(256)).isEqualTo(allBytes());
    assertThat(vm.typed().await(256)).isEqualTo(allBytes());
  }

  @Test
  void nothingTypedIsNothingSent() throws IOException {
    type(new byte[0]);
    type(new byte[] {'x'});

    assertThat(vm.typed().await(1)).containsExactly('x');
    assertThat(vm.typed().soFar()).isEmpty();
  }

  @Test
  void whatIsHeldForASlowFarSideIsReleasedWhole() throws IOException {
    var pasted = new byte[8 << 20];
    new Random(1).nextBytes(pasted);
    vm.stopReading();

    var result = line.send(new ConsoleInput.Keys(ByteBuffer.wrap(pasted)));
    vm.goOnReading();

    assertThat(result).isEqualTo(SendResult.HELD);
    output.awaitReleased();
    assertThat(sha256(vm.typed().await(pasted.length))).isEqualTo(sha256(pasted));
  }

  @Test
  void manyPiecesKeepTheirOrder() throws IOException {
    var pasted = new byte[1 << 20];
    new Random(2).nextBytes(pasted);

    for (int at = 0; at < pasted.length; at += 16 * 1024) {
      type(java.util.Arrays.copyOfRange(pasted, at, at + 16 * 1024));
    }

    assertThat(sha256(vm.typed().await(pasted.length))).isEqualTo(sha256(pasted));
  }

  private static byte[] sha256(byte[] bytes) {
    return ReceivedOutput.newSha256().digest(bytes);
  }

  @Test
  void aStalledFarSideHoldsOneInputAndCanBeClosed() throws IOException {
    vm.stopReading();

    var result = line.send(new ConsoleInput.Keys(ByteBuffer.wrap(new byte[16 << 20])));
    line.close();

    assertThat(result).isEqualTo(SendResult.HELD);
    assertThat(output.awaitClosed().kind()).isEqualTo(Reason.Kind.LOCAL);
  }

  @Test
  void aFloodArrivesWholeAndInOrder() throws IOException {
    var chunk = new byte[1 << 20];
    new Random(3).nextBytes(chunk);
    var counting = reconnectWith(new ReceivedOutput(false));
    var printed = ReceivedOutput.newSha256();

    flood(chunk);
    vm.hangUp();

    for (int sent = 0; sent < flood(); sent += chunk.length) {
      printed.update(chunk);
    }
    assertThat(counting.hash()).isEqualTo(printed.digest());
  }

  private void flood(byte[] chunk) {
    for (int sent = 0; sent < flood(); sent += chunk.length) {
      vm.print(chunk);
    }
  }

  /** Puts another sink in the place of the first. */
  ReceivedOutput reconnectWith(ReceivedOutput sink) throws IOException {
    line.close();
    output.awaitClosed();
    vm.awaitNoClient();
    output = sink;
    line = wires.open(DialTarget.of(vm.address()), output, BUDGET);
    vm.awaitClient();
    return sink;
  }

  @Test
  void aPausedLineMakesTheFarSideWait() throws Exception {
    var counting = reconnectWith(new ReceivedOutput(false));
    line.pause();

    var flooding = CompletableFuture.runAsync(() -> flood(new byte[1 << 20]));

    assertThatThrownBy(() -> flooding.get(500, TimeUnit.MILLISECONDS))
        .isInstanceOf(java.util.concurrent.TimeoutException.class);
    assertThat(counting.bytes).hasValueLessThan(8 << 20);
    line.resume();
    flooding.get(50, TimeUnit.SECONDS);
    vm.hangUp();
    counting.awaitClosed();
    assertThat(counting.bytes).hasValue(flood());
  }

  @Test
  void theEndOfTheFarSideComesAfterItsLastWords() throws IOException {
    vm.print("Power down.");
    vm.hangUp();

    assertThat(output.awaitClosed().kind()).isEqualTo(ended());
    output.screen.await("Power down.");
    assertThatThrownBy(() -> line.send(new ConsoleInput.Keys(ByteBuffer.wrap(new byte[] {'x'}))))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aLineCanBeOpenedAgain() throws IOException {
    vm.print("first");
    output.screen.await("first");

    reconnectWith(new ReceivedOutput());
    vm.print("second");

    output.screen.await("second");
  }

  @Test
  void closingTwiceSaysClosedOnce() throws IOException {
    line.close();
    line.close();

    assertThat(output.awaitClosed().kind()).isEqualTo(Reason.Kind.LOCAL);
  }

  @Test
  void aResetIsThreeKeysWithNothingInBetween() throws IOException {
    var result = line.send(new ConsoleInput.Reset());

    assertThat(result).isIn(SendResult.HELD, SendResult.DONE);
    assertThat(vm.typed().await(3)).containsExactly(0x03, 0x0D, 0x04);
    if (result == SendResult.HELD) {
      output.awaitReleased();
    }
    type(new byte[] {'x'});
    assertThat(vm.typed().await(1)).containsExactly('x');
  }

  @Test
  void theLineEndsWellInTheMiddleOfAReset() throws IOException {
    line.send(new ConsoleInput.Reset());
    vm.typed().await(1);

    vm.hangUp();

    output.awaitClosed();
  }

  @Test
  void sizesAndBreaksAreCarriedOrDeclined() throws IOException {
    var size = line.send(new ConsoleInput.WindowChange(120, 40, 0, 0));
    var aBreak = line.send(new ConsoleInput.Break(Duration.ofMillis(500)));

    assertThat(size).isEqualTo(carriesSizes() ? SendResult.DONE : SendResult.UNSUPPORTED);
    assertThat(aBreak != SendResult.UNSUPPORTED).isEqualTo(carriesBreaks());
  }

  @Test
  void aDeadAddressIsSaidInPlainWordsWithinTheBudget() throws IOException {
    var address = deadAddress();
    long start = System.nanoTime();

    var failure =
        catchThrowableOfType(
            DialException.class, () -> wires.open(DialTarget.of(address), output, BUDGET));

    assertThat(failure.reason().kind()).isEqualTo(dead());
    assertThat(failure.reason().text().toString()).matches(deadWords());
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BUDGET);
  }

  @Test
  void aFailedBreakOverQmpIsANotice() throws IOException {
    var nowhere = new QmpAddress(new Endpoint.Unix(java.nio.file.Path.of("/nowhere")), "c0");
    line.close();
    output.awaitClosed();
    vm.awaitNoClient();
    output = new ReceivedOutput();
    line = wires.open(new DialTarget(vm.address(), Optional.of(nowhere)), output, BUDGET);

    var result = line.send(new ConsoleInput.Break(Duration.ofMillis(500)));

    if (result == SendResult.DONE && !carriesBreaks()) {
      assertThat(output.awaitNotice()).contains("no break was sent").contains("/nowhere");
    } else {
      assertThat(carriesSizes() || carriesBreaks()).isTrue(); // no QEMU behind it
    }
  }
}
