package dev.consolegw.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.consolegw.gateway.backend.Addresses;
import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.DialTarget;
import dev.consolegw.gateway.backend.Protocol;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.backend.SendResult;
import dev.consolegw.gateway.testing.farside.FakeOdorobo;
import dev.consolegw.gateway.testing.farside.FarSide;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OdoroboWireTest extends BackendContract {

  @Override
  FarSide farSide() {
    return FakeOdorobo.plain();
  }

  @Override
  ConsoleAddress deadAddress() throws IOException {
    return Addresses.parse("odorobo://127.0.0.1:" + TcpWireTest.deadPort() + "/" + FakeOdorobo.VM);
  }

  @Override
  boolean carriesSizes() {
    return true;
  }

  private FakeOdorobo agent() {
    return (FakeOdorobo) vm;
  }

  private void resize(int columns, int rows) throws IOException {
    assertThat(line.send(new ConsoleInput.WindowChange(columns, rows, 0, 0)))
        .isEqualTo(SendResult.DONE);
  }

  private Reason dial(String name) {
    var address = agent().address();
    return catchThrowableOfType(
            DialException.class,
            () ->
                wires.open(
                    DialTarget.of(
                        new ConsoleAddress(new Protocol.Odorobo(name), address.transport())),
                    output,
                    BUDGET))
        .reason();
  }

  @Test
  void sizesArriveWithPixelsWhereTheyAreKnown() throws IOException {
    line.send(new ConsoleInput.WindowChange(120, 40, 960, 640));

    assertThat(agent().awaitSize()).isEqualTo("120x40 960x640");
  }

  @Test
  void draggingAWindowSendsTheFirstAndTheLastSizeAndFewInBetween() throws IOException {
    long start = System.nanoTime();
    for (int columns = 80; columns <= 580; columns++) {
      resize(columns, 24);
    }

    assertThat(agent().awaitSize()).isEqualTo("80x24");
    int sent = 1;
    while (!agent().awaitSize().equals("580x24")) {
      sent++;
    }
    long gaps = Duration.ofNanos(System.nanoTime() - start).toMillis() / 100;
    assertThat((long) sent).isLessThanOrEqualTo(1 + gaps);
    assertThat(agent().sizesLeft()).isZero();
  }

  @Test
  void aSizeWaitsForAPasteToBeTaken() throws IOException {
    vm.stopReading();
    var pasted = new byte[8 << 20];
    assertThat(line.send(new ConsoleInput.Keys(java.nio.ByteBuffer.wrap(pasted))))
        .isEqualTo(SendResult.HELD);

    resize(100, 30);
    resize(101, 31);
    vm.goOnReading();

    output.awaitReleased();
    assertThat(agent().awaitSize()).isEqualTo("101x31");
  }

  @Test
  void anAgentThatCannotResizeIsQuotedOnce() throws IOException {
    for (int columns = 80; columns < 84; columns++) {
      resize(columns, 24);
      agent().awaitSize();
    }
    vm.print("x");
    output.screen.await("x");

    assertThat(output.notices)
        .containsExactly(
            "the agent says: Failed to resize console: Inappropriate ioctl for device (os error"
                + " 25)");
  }

  @Test
  void aFloodOfErrorsIsNoFloodOfNotices() {
    for (int i = 0; i < 1000; i++) {
      agent().say("{\"type\":\"error\",\"message\":\"\\u001b[2Jdisk on fire\"}");
    }
    vm.print("x");
    output.screen.await("x");

    assertThat(output.notices).hasSizeBetween(1, 3);
    assertThat(output.notices.getFirst()).isEqualTo("the agent says: \\x1b[2Jdisk on fire");
  }

  @Test
  void oddMessagesAreIgnored() {
    agent().say("not json");
    agent().say("{\"type\":\"later\"}");
    agent().say("[".repeat(10_000));
    agent().say("");
    vm.print("x");

    assertThat(output.screen.await(1)).containsExactly('x');
    assertThat(output.notices).isEmpty();
  }

  @Test
  void anUnknownVmIsNamed() {
    line.close();
    vm.awaitNoClient();

    var reason = dial("web2");

    assertThat(reason.kind()).isEqualTo(Reason.Kind.NOT_FOUND);
    assertThat(reason.text()).hasToString("the agent does not know VM web2 (404)");
  }

  @Test
  void aConsoleThatCannotBeOpenedIsExplained() {
    line.close();
    vm.awaitNoClient();
    agent().breakConsole();

    var reason = dial(FakeOdorobo.VM);

    assertThat(reason.kind()).isEqualTo(Reason.Kind.UNREACHABLE);
    assertThat(reason.text())
        .hasToString(
            "the agent cannot open the console of VM web1: No serial console PTY path available"
                + " for web1");
  }

  @Test
  void anAgentKeepsNobodyInAQueue() {
    assertThat(line.mayBeQueued()).isFalse();
  }
}
