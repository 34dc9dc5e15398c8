package dev.consolegw.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.FakeSystemd;
import dev.consolegw.gateway.testing.GatewayProcess;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestPerson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway as a service of systemd, from its start to its end. */
class SystemdTest {
  private static final String PING = "WATCHDOG=1";

  @TempDir private Path folder;

  private void settings(String more) throws IOException {
    Files.writeString(
        folder.resolve("console-gw.yaml"),
        """
        state: "%s/state"
        ssh: { listen: "127.0.0.1:0" }
        users: { alice: { keys: "%s" } }
        %s
        """
            .formatted(folder, TestPerson.ALICE.publicKey(), more));
  }

  private Program start(FakeSystemd systemd) {
    var words = GatewayProcess.words(List.of(), "serve", "--config", folder + "/console-gw.yaml");
    return Program.start(
        words, folder, Map.of("NOTIFY_SOCKET", systemd.name(), "WATCHDOG_USEC", "300000"));
  }

  @Test
  void systemdHearsWhenItServesReadsItsSettingsAndStops() throws Exception {
    settings("");
    try (var systemd = FakeSystemd.at(folder.resolve("notify"));
        var gateway = start(systemd)) {
      assertThat(systemd.await("READY=1")).contains("\nSTATUS=listening on 127.0.0.1:");
      for (int i = 0; i < 3; i++) {
        systemd.await(PING);
      }

      gateway.signal("HUP");
      systemd.await("RELOADING=1\nMONOTONIC_USEC=");
      assertThat(systemd.await("READY=1")).contains("\nSTATUS=listening on 127.0.0.1:");

      settings("rulez: []");
      gateway.signal("HUP");
      systemd.await("RELOADING=1");
      assertThat(systemd.await("READY=1"))
          .contains("\nSTATUS=the new settings have mistakes, which the log names; the old ones");

      gateway.signal("TERM");
      systemd.await("STOPPING=1");
      assertThat(gateway.result().exitCode()).isEqualTo(143);
    }
  }

  @Test
  void oneThatStandsStillIsNotHeardUntilItGoesOn() throws Exception {
    settings("");
    try (var systemd = FakeSystemd.abstractName();
        var gateway = start(systemd)) {
      systemd.await("READY=1");
      systemd.await(PING);

      gateway.signal("STOP");
      systemd.forgetUntilSilentFor(Duration.ofSeconds(2));
      gateway.signal("CONT");

      systemd.await(PING);
    }
  }
}
