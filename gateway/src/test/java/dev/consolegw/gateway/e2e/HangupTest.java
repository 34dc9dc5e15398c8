package dev.consolegw.gateway.e2e;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.GatewayProcess;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGHUP, which means "read your settings anew"; what comes of that is in ReloadTest. */
class HangupTest {
  @TempDir Path folder;

  @Test
  void aHangupEndsNobodysSession() {
    try (var vm = FakeGuest.tcp();
        var gateway = GatewayProcess.start(folder, List.of(), console("lab/web1", vm));
        var ssh = gateway.ssh("web1").pipes().attached()) {
      gateway.signal("HUP");

      gateway.err().await("event=settings-read changed=\"\"");
      vm.print("still here");
      ssh.awaitOut("still here");
    }
  }

  @Test
  void theDemoEndsWithItsTerminal() {
    try (var demo =
        GatewayProcess.main(
            List.of(), "demo", "--state", folder.toString(), "--listen", "127.0.0.1:0")) {
      demo.out().await("Ctrl-C");

      demo.signal("HUP");

      assertThat(demo.result().exitCode()).isEqualTo(128 + 1);
    }
  }
}
