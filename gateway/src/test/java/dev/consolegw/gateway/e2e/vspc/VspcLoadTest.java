package dev.consolegw.gateway.e2e.vspc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.TypedBytes;
import dev.consolegw.gateway.testing.farside.FakeEsxi;
import dev.consolegw.gateway.testing.farside.FakeEsxi.Vm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many VMs, and one that prints as fast as it can. */
@Timeout(180)
class VspcLoadTest {
  private static final int MANY = 1000;
  private static final int FIVE_THOUSAND = 5000;

  @Test
  @Tag("long")
  void aThousandVmsThatAreConnectedAtOnceAreAllConsolesSoon() {
    try (var gateway = TestGateway.withVspc("{ listen: \"127.0.0.1:0\" }")) {
      long start = System.nanoTime();
      var hosts = call(gateway, MANY);
      hosts.forEach(FakeEsxi::awaitServed);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));

      awaitLive(gateway, MANY);

      assertThat(hosts).allSatisfy(host -> assertThat(host.faults()).isEmpty());
      hosts.forEach(FakeEsxi::close);
    }
  }

  /** Hosts that wait for no answer before they have said all. */
  @Test
  @Tag("long")
  void fiveThousandVmsOfTenHostsAreAllServedSoon() throws Exception {
    try (var gateway = TestGateway.withVspc("{ listen: \"127.0.0.1:0\" }")) {
      var lines = new ArrayList<SocketChannel>();
      long start = System.nanoTime();
      for (int number = 0; number < FIVE_THOUSAND; number++) {
        var line = SocketChannel.open();
        line.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0." + (1 + number % 10)), 0));
        line.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.vspcPort()));
        line.write(ByteBuffer.wrap(introduction(number)));
        lines.add(line);
      }
      for (var line : lines) {
        awaitServed(line);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
      awaitLive(gateway, FIVE_THOUSAND);
      for (var line : lines) {
        line.close();
      }
    }
  }

  /** WILL 232, and within it: be my proxy, UUID, name. */
  private static byte[] introduction(int number) {
    var uuid =
        HexFormat.ofDelimiter(" ").formatHex(ByteBuffer.allocate(16).putInt(12, number).array());
    return ("\u00ff\u00fb\u00e8"
            + said('F', "Ss0")
            + said('P', uuid.substring(0, 23) + '-' + uuid.substring(24))
            + said('R', "vm" + number))
        .getBytes(ISO_8859_1);
  }

  private static String said(char code, String value) {
    return "\u00ff\u00fa\u00e8" + code + value + "\u00ff\u00f0";
  }

  private static void awaitServed(SocketChannel line) throws IOException {
    var answers = new StringBuilder();
    var bytes = ByteBuffer.allocate(1024);
    while (answers.indexOf(said('G', "")) < 0) {
      assertThat(line.read(bytes.clear())).isPositive();
      answers.append(ISO_8859_1.decode(bytes.flip()));
    }
  }

  private static List<FakeEsxi> call(TestGateway gateway, int count) {
    return IntStream.range(0, count)
        .mapToObj(number -> FakeEsxi.calls(gateway.vspcPort(), Vm.named("vm" + number)).connect())
        .toList();
  }

  private static void awaitLive(TestGateway gateway, int count) {
    long end = System.nanoTime() + 3 * TypedBytes.PATIENCE.toNanos(); // 500 a second are taken up
    long live = 0;
    while (live < count) {
      assertThat(System.nanoTime()).as("live: " + live).isLessThan(end);
      var list = gateway.ssh(TestPerson.ALICE, "x").command("list").run().out();
      live = list.lines().filter(line -> line.contains(" live ")).count();
    }
  }

  @Test
  void aVmThatPrintsAtFullSpeedDelaysNoOther() throws InterruptedException {
    var pieces = "x".repeat(16 * 1024).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    try (var gateway = TestGateway.withVspc("{ listen: \"127.0.0.1:0\" }");
        var flooder =
            FakeEsxi.calls(gateway.vspcPort(), Vm.named("flood")).connect().awaitServed()) {
      var flooding =
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < 1024 && !flooder.hasEnded(); i++) {
                  flooder.print(pieces);
                }
              });
      try (var quiet =
              FakeEsxi.calls(gateway.vspcPort(), Vm.named("quiet")).connect().awaitServed();
          var ssh = gateway.ssh(TestPerson.ALICE, "quiet").pipes().attached()) {
        for (int i = 0; i < 100; i++) {
          ssh.type("k");
          quiet.typed().await("k");
          quiet.print("k");
          ssh.awaitOut("k");
        }
      }
      flooding.join();
    }
  }

  @Test
  void callersWhoSayNothingOrHalfAWordDelayNobody() throws IOException {
    var silent = new ArrayList<Socket>();
    try (var gateway = TestGateway.withVspc("{ listen: \"127.0.0.1:0\" }")) {
      for (int i = 0; i < 200; i++) {
        var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.vspcPort());
        socket.getOutputStream().write(new byte[] {(byte) 255, (byte) 250, (byte) 232});
        silent.add(socket);
      }
      try (var vm = FakeEsxi.calls(gateway.vspcPort(), Vm.named("web1")).connect().awaitServed();
          var ssh = gateway.ssh(TestPerson.ALICE, "web1").pipes().attached()) {
        vm.print("here");
        ssh.awaitOut("here");
      }
      for (var socket : silent) {
        socket.close();
      }
    }
  }
}
