package dev.consolegw.gateway.e2e.console;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.SshTerminal;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import dev.consolegw.gateway.testing.farside.FakeOdorobo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What real clients' terminals send: keys in other encodings, pastes, answers and sizes. */
@Tag("slow")
class TerminalKeysTest {
  private static final String ESCAPE = "\035";

  private final FakeGuest vm = FakeGuest.tcp();
  private final TestGateway gateway = TestGateway.with(console("lab/shared", vm));

  @AfterEach
  void stop() {
    gateway.close();
    vm.close();
  }

  private SshTerminal attached(String name) {
    return gateway.ssh(ALICE, name).terminal().attached();
  }

  private void typed(String keys) {
    vm.awaitTyped(keys);
    assertThat(vm.typed().soFar()).isEmpty();
  }

  @Test
  void theEscapeKeyIsFoundAsKittyAndXtermAndWindowsEncodeIt() {
    for (var key : new String[] {"\033[93;5u.", "\033[27;5;93~.", "\033[221;27;29;1;8;1_."}) {
      try (var ssh = attached("shared")) {
        ssh.type(key);

        assertThat(ssh.exitCode()).as(key).isZero();
      }
      vm.awaitNoClient();
    }
    assertThat(vm.typed().soFar()).isEmpty();
  }

  @Test
  void itsReleaseIsNotTypedAndNoOtherByteOfIt() {
    try (var ssh = attached("shared")) {
      for (char each : "\033[93;5u\033[93;5:3u\033[119u\033[119;1:3u".toCharArray()) {
        ssh.type(String.valueOf(each));
      }
      ssh.await("file:alice from 127.0.0.1 role=write");
      ssh.type("\033[97;5u\033[97;5:3u");

      typed("\033[97;5u\033[97;5:3u");
    }
  }

  @Test
  void aPasteIntoAMessageIsTheMessage() {
    try (var ssh = attached("shared");
        var other = gateway.ssh(BOB, "lab/shared").terminal().attached()) {
      ssh.type(ESCAPE + "m");
      ssh.await("message: ");
      ssh.type("\033[200~reboot now\033[201~\r");

      other.await("console: alice from 127.0.0.1 says: reboot now\r\n");
      ssh.type("x");
      typed("x");
    }
  }

  @Test
  void theEscapeKeyInAPasteIsText() {
    try (var ssh = attached("shared")) {
      ssh.type("\033[200~a\035.b\033[201~");

      typed("\033[200~a\035.b\033[201~");
    }
  }

  @Test
  void anAnswerAfterTheEscapeKeyReachesTheGuestAndIsNoKey() {
    try (var ssh = attached("shared")) {
      ssh.type(ESCAPE + "\033[24;1R.");

      assertThat(ssh.exitCode()).isZero();
    }
    typed("\033[24;1R");
  }

  @Test
  void aWatchersTerminalMayAnswerAndTheNoticeIsThereForTyping() {
    try (var _ = attached("shared");
        var watcher = gateway.ssh(BOB, "lab/shared").terminal()) {
      watcher.await("you are watching, Ctrl-] t asks for the seat\r\n");
      watcher.await("console: attached server=");
      watcher.type("\033[24;1R\033[?6c\033]11;rgb:0/0/0\007\033[I\033[<35;5;5M");
      watcher.type(ESCAPE + "w");
      watcher.await("file:bob from 127.0.0.1 role=watch");
      assertThat(watcher.screen()).doesNotContain("you are watching;");

      watcher.type("ls\r");

      watcher.await("console: you are watching; Ctrl-] t asks for the seat\r\n");
    }
    assertThat(vm.typed().soFar()).isEmpty();
  }

  @Test
  void escAloneAndHalfACharacterReachTheGuest() {
    try (var ssh = attached("shared")) {
      ssh.type("\033");
      typed("\033");
      ssh.type("é");
      typed("\u00c3\u00a9");
    }
  }

  @Test
  void withoutAnEscapeKeyEverythingIsTheGuests() {
    try (var ssh = attached("shared+escape=none")) {
      ssh.type(ESCAPE + ".");

      typed(ESCAPE + ".");
    }
    var refused = gateway.ssh(ALICE, "shared+escape=^M").run();
    assertThat(refused.exitCode()).isEqualTo(64);
    assertThat(refused.err()).contains("escape=^M is what Enter, Tab, Backspace or Esc sends");
  }

  @Test
  void aSizeOfZeroIsNoSize() {
    try (var agent = FakeOdorobo.plain();
        var other = TestGateway.with(console("lab/web1", agent));
        var ssh = other.ssh(ALICE, "web1").terminal(0, 0).attached()) {
      ssh.type(ESCAPE + "z");
      ssh.await("console: your terminal has not said how large it is\r\n");

      ssh.resize(40, 0);
      assertThat(agent.awaitSize()).startsWith("80x40");
      ssh.resize(0, 0);
      ssh.resize(0, 132);
      assertThat(agent.awaitSize()).startsWith("132x40");
    }
  }
}
