package dev.consolegw.gateway.e2e;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.GatewayProcess;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM: everybody is told, whatever they are here for. */
class ShutdownTest {
  private static final String FAREWELL = "console: the gateway is stopping";

  /** SSH_FXP_INIT, version 3; the answer is as long and has the limits' extension after it. */
  private static final byte[] SFTP_INIT = {0, 0, 0, 5, 1, 0, 0, 0, 3};

  @TempDir Path folder;

  @Test
  void aConsoleACommandAListAndAnSftpSessionAllEndWith75AndAreToldWhy() {
    try (var vm = FakeGuest.tcp();
        var gateway = GatewayProcess.start(folder, List.of(), console("lab/web1", vm));
        var viewer = gateway.ssh("web1+ro").pipes().attached();
        var follower = gateway.ssh("web1").command("log --follow").pipes();
        var typist = gateway.ssh("web1").command("send --file -").pipes();
        var picker = gateway.ssh("menu").terminal("xterm-256color", 24, 80);
        var inner = gateway.through(TestPerson.ALICE, "web1+ro").pipes().attached();
        var files = gateway.ssh("web1").option("-s").command("sftp").pipes()) {
      vm.print("here\r\n");
      viewer.awaitOut("here");
      follower.awaitOut("here");
      typist.type("typed");
      vm.typed().await("typed");
      picker.await("q leaves");
      files.type(SFTP_INIT);
      assertThat(files.out().await(SFTP_INIT.length)).hasSize(SFTP_INIT.length);

      var stopped = CompletableFuture.supplyAsync(gateway::stop, Thread::startVirtualThread);

      viewer.awaitNotice(FAREWELL);
      inner.awaitNotice(FAREWELL);
      follower.awaitNotice(FAREWELL);
      typist.awaitNotice(FAREWELL);
      picker.await(FAREWELL);
      files.awaitNotice(FAREWELL);
      assertThat(
              List.of(
                  viewer.exitCode(),
                  inner.exitCode(),
                  follower.exitCode(),
                  typist.exitCode(),
                  picker.exitCode(),
                  files.exitCode()))
          .containsOnly(75);
      assertThat(stopped.join().err()).doesNotContain("Exception").doesNotContain(" | at ");
    }
  }
}
