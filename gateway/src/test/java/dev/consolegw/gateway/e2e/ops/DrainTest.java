package dev.consolegw.gateway.e2e.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.testing.FakeSystemd;
import dev.consolegw.gateway.testing.GatewayProcess;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM, when who is here may stay for a while. */
@Tag("slow")
class DrainTest {
  private static final int TERMINATED = 143;
  private static final int TRY_AGAIN = ExitCode.TRY_AGAIN.status();

  private final FakeGuest vm = FakeGuest.tcp();

  @TempDir private Path folder;
  private int port;

  @AfterEach
  void close() {
    vm.close();
  }

  private void settings(String drainFor) throws IOException {
    Files.writeString(
        folder.resolve("console-gw.yaml"),
        """
        state: "%s/state"
        ssh: { listen: "127.0.0.1:0" }
        ops: { listen: "unix:%s/ops.sock" }
        drain-for: %s
        users: { alice: { keys: ["%s"] } }
        rules: [{ users: [alice], consoles: ["lab/*"], right: manage }]
        consoles: { lab/web1: { address: "%s", capture: always } }
        """
            .formatted(folder, folder, drainFor, TestPerson.ALICE.publicKey(), vm.address()));
  }

  private String asked(String page) {
    return Program.run(
        "curl", "-s", "--unix-socket", folder + "/ops.sock", "http://localhost/" + page);
  }

  @Test
  void whoIsHereStaysAndNobodyElseComesIn() throws IOException {
    settings("1h");
    try (var systemd = FakeSystemd.at(folder.resolve("notify"));
        var gateway = start(systemd);
        var alice = alice(gateway, "web1+eof=close").pipes().attached();
        var command = alice(gateway, "web1").command("wait 'last word' --timeout 10m").pipes()) {
      while (!asked("metrics").contains("{kind=\"command\",role=\"none\"} 1.0\n")) {
        Thread.onSpinWait(); // it is still signing in
      }
      gateway.signal("TERM");

      alice.awaitNotice("the gateway is stopping: your session ends in 60 min\n");
      systemd.await("STOPPING=1");
      assertThat(systemd.await("STATUS="))
          .isEqualTo("STATUS=stopping in 60 min; sessions left: 2\nEXTEND_TIMEOUT_USEC=3630000000");
      assertThat(asked("readyz"))
          .contains("\"draining\":{\"ready\":false,\"reason\":\"the gateway is stopping\"}");
      var refused = alice(gateway, "web1").command("status").run();
      assertThat(refused.exitCode()).isEqualTo(TRY_AGAIN);
      assertThat(refused.err()).contains("console: the gateway is stopping; try again in a minute");
      alice.type("still here");
      vm.awaitTyped("still here");
      vm.print("the last word\r\n");
      alice.awaitOut("the last word");
      assertThat(command.exitCode()).isZero();

      alice.endInput();
      assertThat(alice.exitCode()).isZero();
      gateway.err().await("event=drained sessions-left=0");
      assertThat(gateway.result().exitCode()).isEqualTo(TERMINATED);
    }
  }

  private Program start(FakeSystemd systemd) {
    return Program.start(
        GatewayProcess.words(List.of(), "serve", "--config", folder + "/console-gw.yaml"),
        folder,
        Map.of("NOTIFY_SOCKET", systemd.name()));
  }

  /** At the port that a gateway names first of all; that is waited for once. */
  private Ssh alice(Program gateway, String console) {
    if (port == 0) {
      gateway.out().await("listening on 127.0.0.1:");
      port = Integer.parseInt(gateway.out().awaitLine());
    }
    return Ssh.to(port, TestPerson.ALICE, console, folder.resolve("known_hosts"));
  }

  @Test
  void theSecondSignalEndsItAndWhatWasPrintedMeanwhileIsKept() throws IOException {
    settings("1h");
    try (var gateway = GatewayProcess.on(folder);
        var alice = gateway.ssh("web1").pipes().attached()) {
      gateway.signal("TERM");
      alice.awaitNotice("your session ends in 60 min");
      vm.print("said while it drained\r\n");
      alice.awaitOut("said while it drained");

      gateway.signal("TERM");

      alice.awaitNotice("console: the gateway is stopping; try again in a minute\n");
      assertThat(alice.exitCode()).isEqualTo(TRY_AGAIN);
      gateway.awaitEnd(TERMINATED);
    }
    try (var gateway = GatewayProcess.on(folder)) {
      var log = gateway.ssh("web1").command("log").run();
      assertThat(log.out()).contains("said while it drained");
      assertThat(log.err()).isEmpty();
    }
  }

  @Test
  void whoIsStillHereWhenTheTimeIsOverHasToGo() throws IOException {
    settings("2s");
    try (var gateway = GatewayProcess.on(folder);
        var alice = gateway.ssh("web1").pipes().attached()) {
      gateway.signal("TERM");

      alice.awaitNotice("your session ends in 2 s\n");
      alice.awaitNotice("console: the gateway is stopping; try again in a minute\n");
      assertThat(alice.exitCode()).isEqualTo(TRY_AGAIN);
      gateway.awaitEnd(TERMINATED);
    }
  }
}
