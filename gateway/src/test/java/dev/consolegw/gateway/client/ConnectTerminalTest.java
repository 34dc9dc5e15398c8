package dev.consolegw.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.GatewayProcess;
import dev.consolegw.gateway.testing.client.SshTerminal;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import dev.consolegw.gateway.testing.farside.FakeOdorobo;
import dev.consolegw.gateway.testing.farside.FarSide;
import dev.consolegw.gateway.testing.farside.Qemu;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code console-gw connect} in a terminal. */
class ConnectTerminalTest {
  @TempDir private Path folder;

  /**
   * In a shell that shows the terminal's modes before and after, and the exit status between; the
   * process id of the client is in a file.
   */
  private SshTerminal connect(FarSide guest, String... more) {
    return connect(guest.address().toString(), more);
  }

  private SshTerminal connect(String url, String... more) {
    var arguments = new ArrayList<>(List.of("connect", "--url", url));
    arguments.addAll(List.of(more));
    var words = new ArrayList<>(List.of("sh", "-c", SCRIPT, folder.resolve("pid").toString()));
    words.addAll(GatewayProcess.words(List.of(), arguments.toArray(String[]::new)));
    return SshTerminal.start(24, 80, words);
  }

  /** Leaves the client in the foreground, so that the terminal is its own. */
  private static final String SCRIPT =
      """
      before=$(stty -g)
      trap '' HUP TERM
      (trap - HUP TERM; exec sh -c 'echo $$ > "$0"; exec "$@"' "$0" "$@")
      echo "code=$?"
      [ "$(stty -g)" = "$before" ] && echo restored || echo changed
      """;

  @Test
  void keysAndSizesGoThroughAndTheTerminalIsAsBefore() {
    try (var guest = FakeOdorobo.plain();
        var terminal = connect(guest)) {
      terminal.await("~? helps");
      assertThat(guest.awaitSize()).contains("80").contains("24");
      terminal.resize(50, 132);
      assertThat(guest.awaitSize()).contains("132").contains("50");
      terminal.type("\003\021\023\026\032\177~.\r~~ls\n~?");
      guest.awaitTyped("\003\021\023\026\032\177~.\r~ls\n");
      terminal.await("sends a break");
      guest.print("\033[1mbold\n");
      terminal.await("\033[1mbold\n");
      terminal.type("~.");

      terminal.await("code=0\r\nrestored");
      assertThat(terminal.exitCode()).isZero();
    }
  }

  @Test
  void anAnswerDoesNotEndTheStartOfALineAndWhatTheGuestSwitchedOnIsUndone() {
    try (var guest = FakeGuest.unix(folder.resolve("console.sock"));
        var terminal = connect(guest)) {
      terminal.await("~? helps");
      guest.print("\033[?1049h\033[?1000h\033[6nmc");
      terminal.await("mc");
      terminal.type("\r");
      terminal.type("\033[24;1R");
      guest.awaitTyped("\r\033[24;1R");
      terminal.type("\033[200~\r~.\033[201~\r");
      guest.awaitTyped("\033[200~\r~.\033[201~\r");
      terminal.type("\033[96;2u\033[96;2:3u\033[46u");

      terminal.await("\033[?1000l\033[?1049l");
      terminal.await("console: left");
      terminal.await("code=0\r\nrestored");
    }
  }

  @ParameterizedTest
  @Tag("long")
  @ValueSource(strings = {"TERM", "HUP", "INT"})
  void aSignalLeavesTheTerminalAsItWas(String signal) throws Exception {
    try (var guest = FakeGuest.unix(folder.resolve("console.sock"));
        var terminal = connect(guest)) {
      terminal.await("~? helps");
      var pid = Files.readString(folder.resolve("pid")).strip();
      assertThat(new ProcessBuilder("kill", "-" + signal, pid).start().waitFor()).isZero();

      terminal.await("code=1");
      terminal.await("restored");
      guest.awaitNoClient();
    }
  }

  @Test
  @Tag("long")
  void theFarSidesEndLeavesTheTerminalAsItWas() {
    try (var guest = FakeGuest.unix(folder.resolve("console.sock"));
        var terminal = connect(guest)) {
      guest.print("login: ");
      terminal.await("login: ");
      guest.hangUp();

      terminal.await("\r\nconsole: the far side closed the connection\r\n");
      terminal.await("code=0\r\nrestored");
    }
  }

  @Test
  @Tag("long")
  void aPasteOfAMebibyteArrivesWholeAndTheEscapeWorksBehindOneThatIsStuck() {
    var line = "x".repeat(63) + "\n";
    try (var guest = FakeGuest.unix(folder.resolve("console.sock"));
        var terminal = connect(guest)) {
      terminal.await("~? helps");
      terminal.type(line.repeat(16 << 10));
      assertThat(guest.typed().await(1 << 20)).hasSize(1 << 20);

      guest.stopReading();
      terminal.type(line.repeat(16 << 10) + "~.");
      terminal.await("console: left");
      terminal.await("code=0\r\nrestored");
    }
  }

  @Test
  @Tag("long")
  void anotherEscapeIsObeyedAndNoneSendsEverything() {
    try (var guest = FakeGuest.unix(folder.resolve("console.sock"))) {
      try (var terminal = connect(guest, "-e", "^]")) {
        terminal.await("^]? helps");
        terminal.type("~.\r\035.");
        guest.awaitTyped("~.\r");
        terminal.await("code=0");
      }
      try (var terminal = connect(guest, "-e", "none")) {
        terminal.await("attached");
        terminal.type("\r~.\r");
        guest.awaitTyped("\r~.\r");
        guest.hangUp();
        terminal.await("code=0");
      }
    }
  }

  @Test
  @Tag("long")
  void aRealQemuIsTypedAtAndGetsABreak() {
    int port = Qemu.freePort();
    try (var qemu = Qemu.onWebSocket(folder, port);
        var terminal = connect("ws://127.0.0.1:" + port + "/", "--qmp", "unix:" + qemu.qmp())) {
      terminal.await("~? helps");
      qemu.boot();
      terminal.await(Qemu.BANNER);
      terminal.type("uname\r");
      terminal.await("UNAME");
      terminal.type("~B");
      terminal.await("B!");
      terminal.type("~.");

      terminal.await("code=0\r\nrestored");
    }
  }
}
