package dev.consolegw.gateway.e2e.vspc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.TypedBytes;
import dev.consolegw.gateway.testing.farside.FakeEsxi;
import dev.consolegw.gateway.testing.farside.FakeEsxi.Vm;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many VMs, and one that prints as fast as it can. */
@Timeout(180)
class VspcLoadTest {
  private static final int MANY = 1000;

  @Test
  @Tag("long")
  void aThousandVmsThatAreConnectedAtOnceAreAllConsolesSoon() {
    try (var gateway = TestGateway.withVspc("{ listen: \"127.0.0.1:0\" }")) {
      long start = System.nanoTime();
      var hosts = call(gateway, MANY);
      hosts.forEach(FakeEsxi::awaitServed);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));

      awaitLive(gateway);

      assertThat(hosts).allSatisfy(host -> assertThat(host.faults()).isEmpty());
      hosts.forEach(FakeEsxi::close);
    }
  }

  private static List<FakeEsxi> call(TestGateway gateway, int count) {
    return IntStream.range(0, count)
        .mapToObj(number -> FakeEsxi.calls(gateway.vspcPort(), Vm.named("vm" + number)).connect())
        .toList();
  }

  private static void awaitLive(TestGateway gateway) {
    long end = System.nanoTime() + TypedBytes.PATIENCE.toNanos();
    long live = 0;
    while (live < MANY) {
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
  void callersWhoSayNothingOrHalfAWordDelayNobody() throws java.io.IOException {
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
