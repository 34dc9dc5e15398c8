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
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  // --- another gateway, which has more to say
  // -----------------------------------------------------

  private void becomeAGateway() {
    agent()
        .say(
            "{\"type\":\"connected\",\"vm_id\":\"web1\",\"extensions\":"
                + "[\"break\",\"take\",\"give\",\"notice\",\"offset\",\"end\"]}");
  }

  @Test
  void whatAGatewayRepeatsIsOfThePastUntilItSaysWhereItIs() {
    becomeAGateway();
    vm.print("old");
    output.screen.await("old");
    agent().say("{\"type\":\"offset\",\"offset\":12345}");
    vm.print("new");
    output.screen.await("new");

    assertThat(output.past).hasValue(3);
  }

  @Test
  void whatAnAgentPrintsIsNotOfThePast() {
    vm.print("new");
    output.screen.await("new");

    assertThat(output.past).hasValue(0);
  }

  @Test
  void aGatewayIsSentBreaksAndToldWhoWantsToWrite() throws IOException {
    for (var input :
        List.of(
            new ConsoleInput.Break(Duration.ZERO),
            new ConsoleInput.Seat(true),
            new ConsoleInput.Seat(false))) {
      assertThat(line.send(input)).isEqualTo(SendResult.UNSUPPORTED);
    }
    becomeAGateway();
    vm.print("x");
    output.screen.await("x");

    assertThat(line.send(new ConsoleInput.Break(Duration.ZERO))).isEqualTo(SendResult.DONE);
    assertThat(output.awaitNotice()).startsWith("the agent says: Text frames are reserved");
    assertThat(line.send(new ConsoleInput.Seat(true))).isEqualTo(SendResult.DONE);
    assertThat(line.send(new ConsoleInput.Seat(false))).isEqualTo(SendResult.DONE);
  }

  @Test
  void aGatewaySpeaksToThePersonInLinesOfWhichThereAreNotTooMany() {
    becomeAGateway();
    agent().say("{\"type\":\"notice\",\"text\":\"one\\ntwo \\u001b[2J\"}");
    for (int i = 0; i < 1000; i++) {
      agent().say("{\"type\":\"notice\",\"text\":\"flood\"}");
    }
    vm.print("x");
    output.screen.await("x");

    assertThat(output.notices)
        .startsWith("the far gateway says: one", "the far gateway says: two \\x1b[2J")
        .hasSizeBetween(3, 60);
  }

  @Test
  void aGatewayThatHangsUpHasSaidWhy() {
    becomeAGateway();
    agent().say("{\"type\":\"end\",\"status\":77,\"message\":\"alice has lost the right\"}");
    vm.hangUp();

    var why = output.awaitClosed();
    assertThat(why.kind()).isEqualTo(Reason.Kind.REFUSED);
    assertThat(why.text()).hasToString("alice has lost the right");
  }

  @Test
  void aTicketGoesAsAHeaderOrInTheQueryAndIsNotShown() throws Exception {
    line.close();
    vm.awaitNoClient();
    agent().demand("s3cret");
    agent().moveBelow("/gw");
    var here = agent().address().transport().server();
    var headers = Map.of("Authorization", "Bearer s3cret");
    var extras = new Addresses.Extras(headers, "binary", Optional.empty());
    var refused = Addresses.parse("ws://" + here + "/gw/vms/web1/console?ticket=used");
    for (var address :
        List.of(
            Addresses.parse("ws://" + here + "/gw/vms/web1/console?ticket=s3cret"),
            Addresses.parse("ws://" + here + "/gw/vms/web1/console", extras))) {
      assertThat(address.toString()).contains("/gw/vms/web1/console").doesNotContain("s3cret");
      wires.open(DialTarget.of(address), new ReceivedOutput(), BUDGET).close();
      vm.awaitNoClient();
    }

    var reason =
        catchThrowableOfType(
                DialException.class, () -> wires.open(DialTarget.of(refused), output, BUDGET))
            .reason();

    assertThat(reason.kind()).isEqualTo(Reason.Kind.REFUSED);
    assertThat(reason.text().toString())
        .contains("wants a ticket", "url` gives one", "(403)")
        .doesNotContain("used=");
  }
}
