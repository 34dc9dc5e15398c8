package dev.consolegw.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.net.accept.Doorkeeper;
import dev.consolegw.gateway.net.accept.ServerTls;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestCertificate;
import dev.consolegw.gateway.testing.farside.FakeEsxi;
import dev.consolegw.gateway.testing.farside.FakeEsxi.Vm;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What callers say before their line is served, in every order, and callers who say nothing. */
@Tag("slow")
@Timeout(60)
class VspcListenerTest {
  private static final Vm WEB1 = Vm.named("web1");

  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  private Wires wires;
  @TempDir private Path dir;

  @BeforeEach
  void start() throws IOException {
    wires = new Wires(scheduler);
  }

  @AfterEach
  void stop() {
    wires.close();
    scheduler.shutdownNow();
  }

  @Test
  void theConversationIsThatOfTheCapture() throws IOException {
    var concentrator = new Concentrator(wires);
    try (var host = FakeEsxi.calls(concentrator.port(), WEB1).connect().awaitServed()) {
      assertThat(host.options().subList(0, 6))
          .containsExactly("WILL 0", "WILL 3", "WILL 1", "DO 0", "DO 3", "DO 232");
      assertThat(host.options()).contains("DONT 37", "DONT 44");
      assertThat(host.faults()).isEmpty();
    }
  }

  /** The first connection of VMware's own capture, byte for byte, and what it is to be answered. */
  @Test
  void aHostThatSpeaksAsInTheCaptureIsAnsweredAsThere() throws IOException {
    var concentrator = new Concentrator(wires);
    try (var host = new Socket(InetAddress.getLoopbackAddress(), concentrator.port())) {
      var known = "fffae8010001020328292b2c2d2e3046474950515253fff0";
      hear(host, "fffb00fffb03fffb01fffd00fffd03fffde8");
      say(host, "fffb25");
      hear(host, "fffe25");
      say(host, "fffd00fffd03fffd01fffb00fffb03fffbe8");
      hear(host, known + "fffae851fff0fffae853fff0");
      say(
          host,
          "fffae8000001020328292b2c2d2e304647495051545556575253fff0"
              + "fffae84653765350432e7079fff0");
      hear(host, known);
      say(
          host,
          "fffae85030312032332034352036372038392061622063642065662d6665206463206261203938203030"
              + "203030203030203030fff0");
      say(host, "fffae852766d2d3030303030fff0");
      hear(host, "fffae847fff0");
      say(host, "fffb2c");
      hear(host, "fffe2c");
      assertThat(concentrator.awaitArrival()).isEqualTo("vm-00000:vSPC.py");
    }
  }

  private static void say(Socket host, String hex) throws IOException {
    host.getOutputStream().write(HexFormat.of().parseHex(hex));
  }

  private static void hear(Socket host, String hex) throws IOException {
    var heard = host.getInputStream().readNBytes(hex.length() / 2);
    assertThat(HexFormat.of().formatHex(heard)).isEqualTo(hex);
  }

  @Test
  void theSameListIsSaidEveryTime() throws IOException {
    var concentrator = new Concentrator(wires);
    try (var host = FakeEsxi.calls(concentrator.port(), WEB1).connect()) {
      var first = host.await(1);
      host.say(0, new byte[] {0, 1});
      assertThat(host.await(1)).isEqualTo(first).contains(40, 41, 43, 44, 45, 46, 48, 70, 71, 73);
    }
  }

  @Test
  void aHostMayOfferFirst() throws IOException {
    var concentrator = new Concentrator(wires);
    try (var host =
        FakeEsxi.calls(concentrator.port(), WEB1).offersFirst().connect().awaitServed()) {
      assertThat(concentrator.awaitArrival()).isEqualTo("web1:s0");
      assertThat(host.faults()).isEmpty();
    }
  }

  @Test
  void whatIsUnknownIsSaidToBe() throws IOException {
    var concentrator = new Concentrator(wires);
    try (var host = FakeEsxi.calls(concentrator.port(), WEB1).connect().awaitServed()) {
      for (int code : new int[] {42, 47, 72, 84, 86, 200, 255}) {
        host.say(code, new byte[] {(byte) 255, 7});
        assertThat(host.await(3)).containsExactly(code);
      }
      assertThat(host.faults()).isEmpty();
    }
  }

  @Test
  void aVmWithoutANameOrAUuidIsServedUnderTheRest() throws IOException {
    var concentrator = new Concentrator(wires);
    try (var nameless =
            FakeEsxi.calls(concentrator.port(), new Vm(null, WEB1.uuid(), "s0")).connect();
        var unnumbered =
            FakeEsxi.calls(concentrator.port(), new Vm("web2", null, "s0")).connect()) {
      nameless.awaitServed();
      unnumbered.awaitServed();
      assertThat(Arrays.asList(concentrator.awaitArrival(), concentrator.awaitArrival()))
          .containsExactlyInAnyOrder(":s0", "web2:s0");
    }
  }

  @Test
  void aPortThatIsAClientIsDeclined() throws IOException {
    var concentrator = new Concentrator(wires);
    try (var host = FakeEsxi.calls(concentrator.port(), WEB1).direction('C').connect()) {
      assertThat(host.await(73)).isEmpty();
      host.awaitEnd();
    }
    assertThat(concentrator.arrivals).isEmpty();
  }

  @Test
  void whoIsNoHostIsToldWhereToGo() throws IOException {
    var concentrator = new Concentrator(wires);
    try (var telnet = new Socket(InetAddress.getLoopbackAddress(), concentrator.port())) {
      telnet.getOutputStream().write(new byte[] {(byte) 255, (byte) 252, (byte) 232});

      assertThat(rest(telnet.getInputStream())).contains("use ssh");
    }
  }

  private static String rest(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void anEndlessSubnegotiationEndsItsLinkAlone() throws IOException {
    var concentrator = new Concentrator(wires);
    try (var host = FakeEsxi.calls(concentrator.port(), WEB1).connect().awaitServed();
        var endless = new Socket(InetAddress.getLoopbackAddress(), concentrator.port())) {
      endless.getOutputStream().write(HexFormat.of().parseHex("fffae8"));
      endless.getOutputStream().write(new byte[8192]);

      assertThat(rest(endless.getInputStream())).isNotNull();
      assertThat(host.hasEnded()).isFalse();
    }
  }

  @Test
  void aHostThatSaysTheSameWithoutEndIsHungUpOnAlone() throws IOException {
    var concentrator = new Concentrator(wires);
    try (var host = FakeEsxi.calls(concentrator.port(), WEB1).connect().awaitServed();
        var endless = new Socket(InetAddress.getLoopbackAddress(), concentrator.port())) {
      endless.getOutputStream().write(HexFormat.of().parseHex("fffae800fff0".repeat(1_000)));

      assertThat(rest(endless.getInputStream())).isNotNull();
      assertThat(host.hasEnded()).isFalse();
    }
  }

  @Test
  void halfACommandAndSilenceDisturbNobody() throws IOException {
    var concentrator = new Concentrator(wires);
    var silent = new ArrayList<Socket>();
    for (int i = 0; i < 50; i++) {
      var socket = new Socket(InetAddress.getLoopbackAddress(), concentrator.port());
      socket.getOutputStream().write(new byte[] {(byte) 255});
      silent.add(socket);
    }
    try (var host = FakeEsxi.calls(concentrator.port(), WEB1).connect().awaitServed()) {
      assertThat(concentrator.awaitArrival()).isEqualTo("web1:s0");
      assertThat(host.faults()).isEmpty();
    }
    for (var socket : silent) {
      socket.close();
    }
  }

  @Test
  void callersWhoSayNothingOverTlsDelayNobody() throws IOException {
    var certificate = TestCertificate.in(dir);
    var tls = new ServerTls(certificate.server(), false);
    var concentrator = new Concentrator(wires, Concentrator.anybody(), () -> tls);
    var silent = new ArrayList<Socket>();
    for (int i = 0; i < 50; i++) {
      silent.add(new Socket(InetAddress.getLoopbackAddress(), concentrator.port()));
    }
    try (var host =
        FakeEsxi.calls(concentrator.port(), WEB1)
            .over(TestCertificate.nobodyTrusting(certificate.pem()))
            .connect()
            .awaitServed()) {
      assertThat(concentrator.awaitArrival()).isEqualTo("web1:s0");
      assertThat(host.faults()).isEmpty();
    }
    for (var socket : silent) {
      socket.close();
    }
  }

  @Test
  void manyOfOneAddressWhoSayNothingOverTlsKeepNobodyElseOut() throws IOException {
    var certificate = TestCertificate.in(dir);
    var tls = new ServerTls(certificate.server(), false);
    var concentrator = new Concentrator(wires, Concentrator.anybody(), () -> tls);
    var silent = new ArrayList<Socket>();
    for (int i = 0; i < 200; i++) {
      silent.add(new Socket(InetAddress.getLoopbackAddress(), concentrator.port()));
    }
    try (var host =
        FakeEsxi.calls(concentrator.port(), WEB1)
            .from("127.0.0.2")
            .over(TestCertificate.nobodyTrusting(certificate.pem()))
            .connect()
            .awaitServed()) {
      assertThat(concentrator.awaitArrival()).isEqualTo("web1:s0");
      assertThat(host.faults()).isEmpty();
    }
    for (var socket : silent) {
      socket.close();
    }
  }

  /** A byte now and then is no life: what counts is the whole. */
  @Test
  void aHandshakeThatDripsIsCutOffAndDelaysNobody() throws IOException {
    var certificate = TestCertificate.in(dir);
    var tls = new ServerTls(certificate.server(), false);
    var concentrator = new Concentrator(wires, Concentrator.anybody(), () -> tls);
    try (var slow = new Socket(InetAddress.getLoopbackAddress(), concentrator.port())) {
      var hello = slow.getOutputStream();
      hello.write(HexFormat.of().parseHex("1603010200010001fc0303")); // and never the rest
      var dripping =
          scheduler.scheduleAtFixedRate(() -> drip(slow), 200, 200, TimeUnit.MILLISECONDS);
      try (var host =
          FakeEsxi.calls(concentrator.port(), WEB1)
              .over(TestCertificate.nobodyTrusting(certificate.pem()))
              .connect()
              .awaitServed()) {
        assertThat(concentrator.awaitArrival()).isEqualTo("web1:s0");
        assertThat(host.faults()).isEmpty();
      }
      slow.setSoTimeout(30_000);
      assertThat(endOf(slow)).isTrue();
      dripping.cancel(false);
    }
  }

  private static void drip(Socket slow) {
    try {
      slow.getOutputStream().write(0);
    } catch (IOException cut) {
      throw new UncheckedIOException(cut);
    }
  }

  /** Whether it is hung up on; a reset is as good as an end. */
  private static boolean endOf(Socket socket) {
    try {
      while (socket.getInputStream().read() >= 0) {
        // an alert
      }
      return true;
    } catch (SocketTimeoutException stillThere) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  @Test
  void theSystemFindsOutWhenAHostIsGoneWithoutAWord() throws IOException {
    var concentrator = new Concentrator(wires);
    try (var host = FakeEsxi.calls(concentrator.port(), WEB1).connect().awaitServed()) {
      var ours = "( sport = :" + concentrator.port() + " )";
      // While something is not acknowledged yet, it has another timer.
      while (!Program.run("ss", "-tnoH", ours).contains("timer:(keepalive,")) {
        assertThat(host.hasEnded()).isFalse();
      }
    }
  }

  @Test
  void whoIsNotAllowedIsHungUpOn() throws IOException {
    var here = InetAddress.getLoopbackAddress();
    var concentrator =
        new Concentrator(wires, new Doorkeeper(from -> !from.equals(here), 10, 10), null);
    try (var stranger = new Socket(InetAddress.getLoopbackAddress(), concentrator.port())) {
      assertThat(rest(stranger.getInputStream())).isEmpty();
    }
    try (var host =
        FakeEsxi.calls(concentrator.port(), WEB1).from("127.0.0.2").connect().awaitServed()) {
      assertThat(host.hasEnded()).isFalse();
    }
  }

  @Test
  void strangersAreCountedUntilItIsKnownWhoTheyAre() throws IOException {
    var concentrator = new Concentrator(wires, new Doorkeeper(_ -> true, 2, 3), null);
    try (var one = new Socket(InetAddress.getLoopbackAddress(), concentrator.port());
        var host = FakeEsxi.calls(concentrator.port(), WEB1).connect().awaitServed();
        var two = new Socket(InetAddress.getLoopbackAddress(), concentrator.port());
        var three = new Socket(InetAddress.getLoopbackAddress(), concentrator.port())) {
      assertThat(rest(three.getInputStream())).isEmpty();
      assertThat(one.isClosed() || two.isClosed() || host.hasEnded()).isFalse();
      try (var elsewhere =
          FakeEsxi.calls(concentrator.port(), Vm.named("web2"))
              .from("127.0.0.2")
              .connect()
              .awaitServed()) {
        assertThat(elsewhere.hasEnded()).isFalse();
      }
    }
  }

  @Test
  void manyVmsAtOnceAreAllKnown() throws IOException {
    var concentrator = new Concentrator(wires);
    var hosts = new ArrayList<FakeEsxi>();
    for (int i = 0; i < 200; i++) {
      hosts.add(FakeEsxi.calls(concentrator.port(), Vm.named("vm" + i)).connect());
    }
    for (var host : hosts) {
      host.awaitServed();
      host.close();
    }
    assertThat(concentrator.arrivals).hasSize(200);
  }
}
