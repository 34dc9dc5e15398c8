package dev.consolegw.gateway.e2e.console;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.SshPipes;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many sessions on one connection, and everything else that a connection could be asked for. */
@Tag("slow")
class ConnectionTest {
  /** The default of {@code ssh.channels}. */
  private static final int CHANNELS = 32;

  private final FakeGuest vm = FakeGuest.tcp();
  private final TestGateway gateway = TestGateway.with(console("lab/web1", vm));

  @AfterEach
  void stop() {
    gateway.close();
    vm.close();
  }

  @Test
  void tenSessionsShareOneConnection() {
    var control = "-oControlPath=" + gateway.folder().resolve("mux");
    var alice = gateway.ssh(ALICE, "web1+ro+eof=keep+hup=close").option(control);
    try (var master = alice.option("-oControlMaster=yes").pipes().attached()) {
      var sessions = new ArrayList<SshPipes>();
      for (int i = 0; i < 9; i++) {
        sessions.add(alice.option("-oProxyCommand=false").pipes());
      }
      sessions.forEach(SshPipes::attached);
      vm.print("all see this");
      vm.hangUp();

      for (var session : sessions) {
        assertThat(session.result().out()).isEqualTo("all see this");
      }
      master.awaitOut("all see this");
    }
  }

  @Test
  void sessionsTooManyAreRefusedAndHarmNoneOfTheirConnection() {
    var control = "-oControlPath=" + gateway.folder().resolve("mux");
    var alice = gateway.ssh(ALICE, "web1").option(control);
    var more = alice.option("-oProxyCommand=false");
    try (var master = alice.option("-oControlMaster=yes").pipes().attached()) {
      var files = new ArrayList<SshPipes>();
      for (int i = 1; i < CHANNELS; i++) {
        var sftp = more.option("-s").command("sftp").pipes();
        sftp.type(new byte[] {0, 0, 0, 5, 1, 0, 0, 0, 3}); // SSH_FXP_INIT
        files.add(sftp);
      }
      files.forEach(sftp -> sftp.out().await(9)); // SSH_FXP_VERSION
      for (int i = 0; i < 2 * CHANNELS; i++) {
        assertThat(more.command("list").run().exitCode()).isEqualTo(255);
      }

      master.type("still here");
      assertThat(vm.typed().await(10)).asString().isEqualTo("still here");
      files.forEach(SshPipes::endInput);
      files.forEach(SshPipes::exitCode);
      assertThat(more.command("list").run().out()).contains("web1");
    }
  }

  @Test
  void keysAreExchangedAnewUnderneathASession() {
    var text = "0123456789abcdef".repeat(32 * 1024);
    try (var ssh = gateway.ssh(ALICE, "web1").option("-oRekeyLimit=128K").pipes().attached()) {
      ssh.type(text);
      vm.print(text);

      assertThat(vm.typed().await(text.length())).asString().isEqualTo(text);
      assertThat(ssh.out().await(text.length())).asString().isEqualTo(text);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-L0:127.0.0.1:22", "-R0:127.0.0.1:22", "-D0"})
  void nothingIsForwarded(String forwarding) throws IOException {
    if (forwarding.startsWith("-R")) {
      var refused = gateway.ssh(ALICE, "web1").option("-oExitOnForwardFailure=yes", forwarding);
      assertThat(refused.run().exitCode()).isEqualTo(255);
      return;
    }
    int free = freePort();
    var listening = forwarding.replace("0:", free + ":").replace("-D0", "-D" + free);
    try (var _ = gateway.ssh(ALICE, "web1").option(listening).pipes().attached();
        var socket = new Socket(InetAddress.getLoopbackAddress(), free)) {
      if (forwarding.startsWith("-D")) {
        socket.getOutputStream().write(new byte[] {5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1, 0, 22});
        assertThat(socket.getInputStream().readNBytes(2)).containsExactly(5, 0);
      }
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  private static int freePort() throws IOException {
    try (var free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  @Test
  void theGatewayIsNoStepToAnywhereElse() {
    var result = gateway.ssh(ALICE, "web1").option("-W127.0.0.1:22").run();

    assertThat(result.exitCode()).isEqualTo(255);
    assertThat(result.err()).contains("stdio forwarding failed");
  }

  @Test
  void noDisplayIsForwarded() throws IOException {
    var words = new ArrayList<>(List.of("env", "DISPLAY=:99"));
    words.addAll(gateway.ssh(ALICE, "web1").option("-v", "-Y").command("who").words());

    var ssh = new ProcessBuilder(words).redirectErrorStream(true).start();

    assertThat(ssh.inputReader().lines())
        .contains("X11 forwarding request failed on channel 0", "nobody is here");
  }
}
