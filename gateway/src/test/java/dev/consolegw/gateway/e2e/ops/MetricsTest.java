package dev.consolegw.gateway.e2e.ops;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static dev.consolegw.gateway.testing.TestPerson.STRANGER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import dev.consolegw.gateway.testing.farside.Qemu;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The metrics of a whole gateway, whose values come from what really happens. */
@Tag("slow")
class MetricsTest {
  private static final String OPS = "ops: { listen: \"127.0.0.1:0\" }";
  private static final String EXPORT = "\nexport: { logs: { to: \"file:/dev/null\" } }";
  private static final Path PAGE = Path.of("..", "docs", "operations.md");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(console_gw_[a-z_]+)` \\| (\\w+) \\| ([^|]*) \\|");

  /** What only a gateway with a cloud has. */
  private static final Set<String> OF_CLOUDS =
      Set.of("console_gw_directory_age_seconds", "console_gw_openstack_calls_total");

  private static final String LOST =
      "console_gw_sign_ins_total{result=\"failed\",method=\"publickey\"}";

  @Test
  void whoComesIsCountedByWhatBecameOfIt() throws IOException {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.withMore(OPS, console("lab/web1", vm));
        var alice = gateway.ssh(ALICE, "web1+eof=close").pipes().attached()) {
      int port = gateway.opsPort();
      var scrape = Scrape.of(port);
      assertThat(
              scrape.value("console_gw_sign_ins_total{result=\"accepted\",method=\"publickey\"}"))
          .isEqualTo(1);
      assertThat(scrape.value("console_gw_sign_in_duration_seconds_count")).isEqualTo(1);
      assertThat(scrape.value("console_gw_ssh_connections{state=\"signed-in\"}")).isEqualTo(1);
      assertThat(scrape.value("console_gw_sessions{kind=\"console\",role=\"write\"}")).isEqualTo(1);
      assertThat(scrape.value("console_gw_consoles{state=\"live\"}")).isEqualTo(1);
      assertThat(scrape.value(LOST)).isZero();

      assertThat(gateway.ssh(STRANGER, "web1").pipes().exitCode()).isEqualTo(255);
      new Socket(InetAddress.getLoopbackAddress(), gateway.port()).close();

      Scrape.await(port, LOST, it -> it == 1);
      Scrape.await(port, "console_gw_ssh_probes_total", it -> it == 1);
      Scrape.await(port, "console_gw_session_open_duration_seconds_count", it -> it == 1);
      alice.endInput();
      assertThat(alice.exitCode()).isZero();
      Scrape.await(port, "console_gw_sessions{kind=\"console\",role=\"write\"}", it -> it == 0);
    }
  }

  @Test
  void bytesAreCountedInBothDirections() {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.withMore(OPS, console("lab/web1", vm));
        var alice = gateway.ssh(ALICE, "web1").pipes().attached()) {
      vm.print("12345");
      alice.awaitOut("12345");
      alice.type("123");
      vm.awaitTyped("123");

      int port = gateway.opsPort();
      Scrape.await(port, "console_gw_guest_bytes_total{direction=\"out\"}", it -> it == 5);
      Scrape.await(port, "console_gw_guest_bytes_total{direction=\"in\"}", it -> it == 3);
      Scrape.await(port, "console_gw_history_disk_bytes", it -> it >= 0);
      assertThat(Scrape.of(port).value("console_gw_history_lost_bytes_total")).isZero();
    }
  }

  @Test
  void dialsAreCountedByWireAndResult() throws IOException {
    int nobody = Qemu.freePort();
    try (var vm = FakeGuest.tcp();
        var gateway =
            TestGateway.withMore(
                OPS,
                console("lab/web1", vm),
                console("lab/none", ConsoleAddress.tcp("127.0.0.1", nobody)))) {
      int port = gateway.opsPort();
      try (var _ = gateway.ssh(ALICE, "web1").pipes().attached()) {
        assertThat(gateway.ssh(ALICE, "none").pipes().exitCode()).isEqualTo(69);
      }

      var dials = "console_gw_dials_total{wire=\"tcp\",result=";
      Scrape.await(port, dials + "\"ok\"}", it -> it == 1);
      Scrape.await(port, dials + "\"unreachable\"}", it -> it >= 1);
      assertThat(Scrape.of(port).value("console_gw_dial_duration_seconds_count{wire=\"tcp\"}"))
          .isGreaterThanOrEqualTo(2);
    }
  }

  /** However many people, consoles and addresses there are. */
  @Test
  void noLabelHasAPersonOrAConsoleInIt() throws Exception {
    try (var vm = FakeGuest.tcp();
        var gateway =
            TestGateway.withMore(OPS, console("lab/web1", vm), console("lab/shared", vm))) {
      int port = gateway.opsPort();
      assertThat(gateway.ssh(ALICE, "web1").command("list").run().exitCode()).isZero();
      int before = Scrape.of(port).series().size();
      try (var _ = gateway.ssh(ALICE, "lab/shared").pipes().attached();
          var _ = gateway.ssh(BOB, "lab/shared+ro").pipes().attached()) {
        vm.awaitClient();
        assertThat(gateway.ssh(STRANGER, "nobody").pipes().exitCode()).isEqualTo(255);
        for (int i = 0; i < 10; i++) {
          int _ = gateway.ssh(ALICE, "unknown" + i).pipes().exitCode();
        }
        var scrape = Scrape.of(port);

        assertThat(scrape.text())
            .doesNotContain("alice", "bob", "web1", "shared", "lab/", "127.0.0.1", "unknown0");
        assertThat(scrape.series()).hasSizeLessThan(200);
        assertThat(scrape.series().size() - before).isLessThan(20); // of a wire's first dial
      }
    }
  }

  @Test
  void promtoolFindsNothingToSay() throws IOException {
    try (var gateway = TestGateway.withMore(OPS);
        var promtool = Program.start(List.of("promtool", "check", "metrics"))) {
      promtool.type(Scrape.of(gateway.opsPort()).text().getBytes(UTF_8));
      promtool.endInput();

      var result = promtool.result();
      assertThat(result.out() + result.err()).isEmpty();
      assertThat(result.exitCode()).isZero();
    }
  }

  @Test
  void thePageNamesEachMetricWithItsTypeAndItsLabels() throws IOException {
    var written = new TreeMap<String, String>();
    var found = ROW.matcher(Files.readString(PAGE));
    while (found.find()) {
      written.put(found.group(1), found.group(2) + " " + found.group(3).replace("`", ""));
    }
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.withMore(OPS + EXPORT, console("lab/web1", vm));
        var _ = gateway.ssh(ALICE, "web1").pipes().attached()) {
      var scrape = Scrape.of(gateway.opsPort());
      var told = new TreeMap<String, String>();
      scrape
          .types()
          .forEach((name, type) -> {
            var labels = new TreeSet<>(scrape.labels(name));
            labels.remove("le");
            told.put(name, (type + " " + String.join(", ", labels)));
          });

      assertThat(written.keySet()).containsAll(OF_CLOUDS);
      written.keySet().removeAll(OF_CLOUDS);
      told.keySet().removeAll(OF_CLOUDS);
      assertThat(written).isEqualTo(told);
    }
  }
}
