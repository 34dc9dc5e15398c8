package dev.consolegw.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.consolegw.gateway.backend.Backend;
import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.DialTarget;
import dev.consolegw.gateway.backend.QmpAddress;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.backend.SendResult;
import dev.consolegw.gateway.net.hop.HopLimits;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import dev.consolegw.gateway.testing.hop.Sshd;
import dev.consolegw.gateway.transport.Endpoint;
import dev.consolegw.gateway.transport.Hop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What hops refuse, and what becomes of consoles whose hop is gone, stands still, or is full. */
@Tag("slow")
@Timeout(60)
class HopFaultsTest {
  private static final Duration BUDGET = Duration.ofSeconds(10);
  private static final HopLimits IMPATIENT =
      new HopLimits(
          Duration.ofMillis(200),
          Duration.ofSeconds(2),
          Duration.ofSeconds(60),
          Duration.ofMillis(100),
          Duration.ofMillis(400));

  @TempDir Path dir;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final LinkedBlockingQueue<List<Hop>> up = new LinkedBlockingQueue<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private Wires wires;

  @BeforeEach
  void start() throws IOException {
    wires = new Wires(timer, Wires.PING_EVERY, IMPATIENT);
    wires.hops().listen(up::add);
  }

  @AfterEach
  void stop() throws Exception {
    for (var one : open.reversed()) {
      one.close();
    }
    wires.close();
    timer.shutdownNow();
  }

  private <T extends AutoCloseable> T closed(T what) {
    open.add(what);
    return what;
  }

  private Sshd hop(String... settings) {
    return closed(Sshd.in(dir.resolve("hop"), settings));
  }

  private FakeGuest guest(String name) {
    return closed(FakeGuest.unix(dir.resolve(name)).echoing());
  }

  private Backend dial(ConsoleAddress address, Sshd hop, ReceivedOutput output)
      throws DialException {
    var target = DialTarget.of(address.through(List.of(hop.hop())));
    return closed(wires.open(target, output, BUDGET));
  }

  private String refusal(ConsoleAddress address, Sshd hop) {
    return catchThrowableOfType(DialException.class, () -> dial(address, hop, new ReceivedOutput()))
        .reason()
        .text()
        .toString();
  }

  private static void type(Backend line, String text) throws IOException {
    assertThat(
            line.send(
                new ConsoleInput.Keys(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)))))
        .isEqualTo(SendResult.DONE);
  }

  @Test
  void allConsolesShareOneConnectionAlsoPastMaxSessions() throws IOException {
    var hop = hop("MaxSessions 1");
    for (int i = 0; i < 12; i++) {
      var vm = guest("vm" + i);
      var output = new ReceivedOutput();
      type(dial(vm.address(), hop, output), "hello " + i);
      output.screen.await("hello " + i);
    }

    assertThat(hop.connections()).isEqualTo(1);
  }

  @Test
  void aHopThatForwardsNothingIsSaidToDoSo() {
    var hop = hop("AllowTcpForwarding no");
    var vm = closed(FakeGuest.tcp());

    assertThat(refusal(vm.address(), hop))
        .startsWith("the hop " + hop.hop() + ": it may not connect ")
        .contains("AllowTcpForwarding and PermitOpen in its sshd_config");
  }

  @Test
  void aHopThatForwardsElsewhereOnlyIsSaidToDoSo() {
    var hop = hop("PermitOpen 127.0.0.1:1");
    var vm = closed(FakeGuest.tcp());

    assertThat(refusal(vm.address(), hop)).contains("AllowTcpForwarding and PermitOpen");
  }

  @Test
  void aHopThatOpensNoSocketsIsSaidToMayDoSo() {
    var hop = hop("AllowStreamLocalForwarding no");
    var vm = guest("vm");

    assertThat(refusal(vm.address(), hop)).contains("AllowStreamLocalForwarding is no");
  }

  @Test
  void aNameThatTheHopDoesNotKnowIsSaid() {
    var hop = hop();

    assertThat(refusal(ConsoleAddress.tcp("no-such-host.invalid", 1), hop))
        .isEqualTo(
            "the hop " + hop.hop() + ": it knows no host of the name in no-such-host.invalid:1");
  }

  @Test
  void whatIsRefusedBehindAHopLeavesItsOtherConsolesAlone() throws IOException {
    var hop = hop();
    var output = new ReceivedOutput();
    var line = dial(guest("vm").address(), hop, output);

    assertThat(refusal(ConsoleAddress.unix(dir.resolve("gone")), hop)).contains("nothing listens");

    type(line, "still here");
    output.screen.await("still here");
  }

  @Test
  void aHopThatIsKilledTakesItsConsolesAndIsBackByItself() throws Exception {
    var hop = hop();
    var vm = guest("vm");
    var lines = new ArrayList<ReceivedOutput>();
    for (int i = 0; i < 5; i++) {
      var output = new ReceivedOutput();
      var _ = dial(guest("vm" + i).address(), hop, output);
      lines.add(output);
    }

    hop.kill();

    for (var line : lines) {
      var why = line.awaitClosed();
      assertThat(why.kind()).isEqualTo(Reason.Kind.ENDED);
      assertThat(why.text().toString()).startsWith("the hop " + hop.hop() + ": ");
    }
    // Who asks meanwhile is told at once, and waits for nothing.
    assertThat(refusal(vm.address(), hop)).startsWith("the hop " + hop.hop() + ": ");
    hop.startAgain();
    assertThat(up.poll(20, TimeUnit.SECONDS)).isEqualTo(List.of(hop.hop()));
    var output = new ReceivedOutput();
    type(dial(vm.address(), hop, output), "back");
    output.screen.await("back");
  }

  @Test
  void aHopThatStandsStillIsNoticed() throws Exception {
    var hop = hop();
    var output = new ReceivedOutput();
    var line = dial(guest("vm").address(), hop, output);
    type(line, "before");
    output.screen.await("before");
    long start = System.nanoTime();

    hop.freeze();

    assertThat(output.awaitClosed().text())
        .hasToString("the hop " + hop.hop() + ": it no longer answers");
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isLessThan(IMPATIENT.silent().plus(IMPATIENT.keepAlive().multipliedBy(10)));
    hop.thaw();
    assertThat(up.poll(20, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void whatIsTypedToAHopThatStandsStillIsBounded() throws Exception {
    var hop = hop();
    var output = new ReceivedOutput();
    var line = dial(guest("vm").address(), hop, output);
    hop.freeze();

    SendResult sent = SendResult.DONE;
    int typed = 0;
    for (; sent == SendResult.DONE && typed < 64 << 20; typed += 16 * 1024) {
      sent = line.send(new ConsoleInput.Keys(ByteBuffer.allocate(16 * 1024)));
    }

    assertThat(sent).isEqualTo(SendResult.HELD);
    output.awaitClosed();
    hop.thaw();
  }

  @Test
  void aHopWithAnotherHostKeyIsNotTakenBack() throws Exception {
    var hop = hop();
    var vm = guest("vm");
    var output = new ReceivedOutput();
    var _ = dial(vm.address(), hop, output);

    hop.kill();
    hop.newHostKey("ed25519");
    hop.startAgain();
    output.awaitClosed();

    String why = "";
    while (!why.contains("its host key has changed")) {
      why = refusal(vm.address(), hop);
    }
    assertThat(up).isEmpty();
    hop.trust();
    assertThat(up.poll(20, TimeUnit.SECONDS)).isEqualTo(List.of(hop.hop()));
  }

  @Test
  void aConsoleThatNobodyReadsStopsNoOther() throws Exception {
    var hop = hop();
    var flooding = guest("flooding");
    var stopped = new ReceivedOutput(false);
    var line = dial(flooding.address(), hop, stopped);
    line.pause();
    var flood =
        CompletableFuture.runAsync(() -> {
          for (int i = 0; i < 32; i++) {
            flooding.print(new byte[1 << 20]);
          }
        });

    var output = new ReceivedOutput();
    var other = dial(guest("vm").address(), hop, output);
    for (int i = 0; i < 200; i++) {
      type(other, "key " + i + ".");
      output.screen.await("key " + i + ".");
    }

    assertThat(flood).isNotDone();
    line.resume();
    flood.get(30, TimeUnit.SECONDS);
  }

  @Test
  void aHeldLineWhoseFarSideHasGoneCanBeClosed() throws Exception {
    var hop = hop();
    var vm = guest("vm");
    var output = new ReceivedOutput();
    var line = dial(vm.address(), hop, output);
    line.pause();
    vm.print("last words");
    vm.hangUp();
    var other = new ReceivedOutput();
    type(dial(guest("other").address(), hop, other), "meanwhile");
    other.screen.await("meanwhile");

    line.close();

    output.awaitClosed();
  }

  @Test
  void aBreakGoesThroughTheSameHop() throws Exception {
    var hop = hop();
    var vm = guest("vm");
    var qmp = closed(FakeGuest.unix(dir.resolve("qmp.sock")));
    var target =
        new DialTarget(
            vm.address().through(List.of(hop.hop())),
            Optional.of(new QmpAddress(new Endpoint.Unix(dir.resolve("qmp.sock")), "c0")));
    var line = closed(wires.open(target, new ReceivedOutput(), BUDGET));

    assertThat(line.send(new ConsoleInput.Break(Duration.ofMillis(250))))
        .isEqualTo(SendResult.DONE);

    qmp.print("{\"QMP\": {}}\r\n");
    qmp.awaitTyped("qmp_capabilities");
    qmp.print("{\"return\": {}}\r\n");
    qmp.awaitTyped("chardev-send-break");
    qmp.print("{\"return\": {}}\r\n");
    assertThat(hop.connections()).isEqualTo(1);
  }

  @Test
  void aWayThatIsNoneAnyMoreIsLeft() throws Exception {
    var hop = hop();
    var output = new ReceivedOutput();
    var _ = dial(guest("vm").address(), hop, output);

    wires.hops().retain(List.of());

    assertThat(output.awaitClosed().kind()).isEqualTo(Reason.Kind.LOCAL);
  }

  @Test
  void keysExchangedAnewInTheMiddleOfAFloodLoseNothing() throws Exception {
    var hop = hop("RekeyLimit 1M");
    var vm = closed(FakeGuest.unix(dir.resolve("vm")));
    var output = new ReceivedOutput(false);
    var line = dial(vm.address(), hop, output);
    var printed = ReceivedOutput.newSha256();

    for (int i = 0; i < 12; i++) {
      var piece = new byte[1 << 20];
      new Random(i).nextBytes(piece);
      printed.update(piece);
      vm.print(piece);
      var sent = line.send(new ConsoleInput.Keys(ByteBuffer.wrap(piece)));
      assertThat(vm.typed().await(piece.length)).isEqualTo(piece);
      if (sent == SendResult.HELD) {
        output.awaitReleased();
      }
    }
    vm.hangUp();

    assertThat(output.hash()).isEqualTo(printed.digest());
  }
}
