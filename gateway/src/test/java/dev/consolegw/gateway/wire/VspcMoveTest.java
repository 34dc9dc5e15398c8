package dev.consolegw.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consolegw.gateway.backend.Backend;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.backend.SendResult;
import dev.consolegw.gateway.testing.farside.FakeEsxi;
import dev.consolegw.gateway.testing.farside.FakeEsxi.Vm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A VM that moves from host to host: one backend, two links, and hosts that are hard to please. */
@Timeout(60)
class VspcMoveTest {
  private static final byte[] SEQUENCE = {1, 2, 3, 4};
  private static final Vm WEB1 = Vm.named("web1");

  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  private final ReceivedOutput output = new ReceivedOutput();
  private Wires wires;
  private Concentrator concentrator;
  private FakeEsxi source;
  private Backend line;

  @BeforeEach
  void connect() throws IOException {
    wires = new Wires(scheduler);
    concentrator = new Concentrator(wires);
    source = FakeEsxi.calls(concentrator.port(), WEB1).connect();
    line = concentrator.open(concentrator.awaitArrival(), output);
    source.awaitServed();
  }

  @AfterEach
  void everythingWasInOrder() {
    source.close();
    line.close();
    output.awaitClosed();
    assertThat(output.faults).isEmpty();
    assertThat(source.faults()).isEmpty();
    wires.close();
    scheduler.shutdownNow();
  }

  private FakeEsxi target(byte[] whole) {
    return FakeEsxi.calls(concentrator.port(), WEB1).from("127.0.0.2").peer(whole).connect();
  }

  private SendResult type(String text) throws IOException {
    return line.send(
        new ConsoleInput.Keys(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1))));
  }

  @Test
  void whatIsTypedDuringAMoveReachesTheNewHostOnceAndInOrder() throws IOException {
    type("before");
    source.typed().await("before");
    var whole = source.begin(SEQUENCE);
    output.awaitHeld();
    assertThat(type("during")).isEqualTo(SendResult.HELD);
    try (var target = target(whole)) {
      assertThat(target.await(45)).isEqualTo(SEQUENCE);
      assertThat(output.releases.availablePermits()).isZero();

      target.complete(SEQUENCE);
      output.awaitReleased();
      assertThat(type("after")).isEqualTo(SendResult.DONE);

      target.typed().await("duringafter");
      target.print("here");
      output.screen.await("here");
      source.close();
      target.print(" and there");
      output.screen.await(" and there");
      assertThat(target.faults()).isEmpty();
      assertThat(source.typed().soFar()).isEmpty();
      assertThat(output.closings).hasValue(0);
      assertThat(Concentrator.await(concentrator.moves)).isEqualTo("web1:s0 to 127.0.0.2");
    }
  }

  @Test
  void whatTheSourceStillPrintsComesBeforeTheTarget() throws IOException {
    source.print("last words, ");
    var whole = source.begin(SEQUENCE);
    try (var target = target(whole)) {
      target.await(45);
      target.print("first ");
      target.complete(SEQUENCE);
      target.print("words");

      output.screen.await("last words, first words");
    }
  }

  @Test
  void inputThatTheSourceHasNotTakenYetGoesBeforeItsGoAhead() throws IOException {
    var pasted = new byte[4 << 20];
    new Random(1).nextBytes(pasted);
    source.typed().stop(true);
    assertThat(line.send(new ConsoleInput.Keys(ByteBuffer.wrap(pasted))))
        .isEqualTo(SendResult.HELD);

    source.say(40, SEQUENCE);
    source.typed().stop(false);
    var whole = source.await(41);

    assertThat(source.typed().await(pasted.length)).isEqualTo(pasted);
    try (var target = target(whole)) {
      target.await(45);
      target.complete(SEQUENCE);
      output.awaitReleased();
      type("more");
      target.typed().await("more");
    }
  }

  @Test
  void aBreakThatWaitsForTheSourceGoesBeforeItsGoAheadToo() throws IOException {
    source.typed().stop(true);
    line.send(new ConsoleInput.Keys(ByteBuffer.wrap(new byte[4 << 20])));
    assertThat(line.send(new ConsoleInput.Break(Duration.ofMillis(500))))
        .isEqualTo(SendResult.HELD);

    source.say(40, SEQUENCE);
    source.typed().stop(false);
    source.await(41);

    assertThat(source.breaks()).isOne();
    source.abort();
  }

  @Test
  void aSourceThatBeginsAnewForgetsTheLastTime() throws IOException {
    var first = source.begin(SEQUENCE);
    type("held");
    var second = source.begin(SEQUENCE);
    try (var late = target(first)) {
      late.await(1);
      try (var target = target(second)) {
        target.await(45);
        target.complete(SEQUENCE);
        target.typed().await("held");
      }
      assertThat(late.typed().soFar()).isEmpty();
    }
    assertThat(output.holds.availablePermits()).isOne();
  }

  @Test
  void aBreakDuringAMoveReachesTheNewHost() throws IOException {
    var whole = source.begin(SEQUENCE);
    assertThat(line.send(new ConsoleInput.Break(Duration.ofMillis(500))))
        .isEqualTo(SendResult.HELD);
    try (var target = target(whole)) {
      target.await(45);
      target.complete(SEQUENCE);
      output.awaitReleased();
      type("x");
      target.typed().await("x");
      assertThat(target.breaks()).isOne();
      assertThat(source.breaks()).isZero();
    }
  }

  @Test
  void aVmThatStaysGetsWhatWasTyped() throws IOException {
    source.begin(SEQUENCE);
    type("held");
    source.abort();

    output.awaitReleased();
    source.typed().await("held");
    source.begin(new byte[] {9});
    source.abort();
    type("x");
    source.typed().await("x");
  }

  @Test
  void aTargetThatIsLostLeavesTheVmWhereItIs() throws IOException {
    var whole = source.begin(SEQUENCE);
    type("held");
    try (var target = target(whole)) {
      target.await(45);
    }
    source.abort();

    source.typed().await("held");
    assertThat(output.closings).hasValue(0);
  }

  @Test
  void aSourceThatIsLostIsNoEndForAVmThatArrives() throws IOException {
    var whole = source.begin(SEQUENCE);
    type("held");
    source.close();
    try (var target = target(whole)) {
      target.await(45);
      target.complete(SEQUENCE);

      target.typed().await("held");
      assertThat(output.closings).hasValue(0);
      target.print("alive");
      output.screen.await("alive");
    }
  }

  @Test
  void aWrongSecretGetsNoAnswerAndIsHungUpOnInTheEnd() {
    var whole = source.begin(SEQUENCE);
    whole[whole.length - 1] ^= 1;
    try (var stranger = target(whole)) {
      stranger.await(1);
      assertThatThrownBy(() -> stranger.await(45, Duration.ofMillis(300)))
          .isInstanceOf(AssertionError.class);
      stranger.say(44, whole);
      stranger.say(44, whole);
      stranger.awaitEnd();
    }
    source.abort();
  }

  @Test
  void sequencesOfAnyBytesAreTakenAsTheyAre() throws IOException {
    var sequence = new byte[] {(byte) 255, 0, (byte) 255, (byte) 240};
    var whole = source.begin(sequence);
    try (var target = target(whole)) {
      assertThat(target.await(45)).isEqualTo(sequence);
      target.complete(sequence);
      type("\u00ff\u0000\u00ff");
      assertThat(target.typed().await(3)).containsExactly(255, 0, 255);
      assertThat(target.faults()).isEmpty();
    }
  }

  @Test
  void twoPortsOfOneVmMoveAtTheSameTime() throws IOException {
    var secondOutput = new ReceivedOutput();
    try (var second = FakeEsxi.calls(concentrator.port(), WEB1.at("s1")).connect()) {
      var secondLine = concentrator.open(concentrator.awaitArrival(), secondOutput);
      second.awaitServed();
      var first = source.begin(SEQUENCE);
      var other = second.begin(SEQUENCE);
      try (var there = target(other);
          var here = target(first)) {
        there.await(45);
        here.await(45);
        there.complete(SEQUENCE);
        here.complete(SEQUENCE);
        output.awaitReleased();
        secondOutput.awaitReleased();
        type("one");
        secondLine.send(
            new ConsoleInput.Keys(ByteBuffer.wrap("two".getBytes(StandardCharsets.US_ASCII))));
        here.typed().await("one");
        there.typed().await("two");
      }
      secondLine.close();
    }
  }

  @Test
  void whileWeStopNoVmMayBeginToMove() throws IOException {
    wires.vspc().drain();

    source.say(40, SEQUENCE);

    assertThat(source.await(43)).isEqualTo(SEQUENCE);
    type("x");
    source.typed().await("x");
  }

  @Test
  void aCompletionOfNobodysMoveIsNothing() throws IOException {
    source.say(46, SEQUENCE);
    source.say(48, new byte[0]);
    type("x");

    source.typed().await("x");
  }

  @Test
  void theEndOfTheHostIsThatOfAMachineThatCallsAgain() {
    source.close();

    assertThat(output.awaitClosed().kind()).isEqualTo(Reason.Kind.AWAY);
    assertThat(Concentrator.await(concentrator.departures)).isEqualTo("web1:s0");
  }
}
