package dev.consolegw.gateway.client;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.GatewayProcess;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.SshTerminal;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import dev.consolegw.gateway.testing.farside.FakeOdorobo;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code console-gw connect --url} at a gateway's websocket, with a ticket. */
@Timeout(120)
class ConnectToGatewayTest {
  private final FakeGuest vm = FakeGuest.tcp().echoing();
  private final FakeOdorobo agent = FakeOdorobo.plain();
  private TestGateway gateway;

  @BeforeEach
  void start() {
    gateway =
        TestGateway.withWeb(
            "{ listen: \"127.0.0.1:0\" }",
            console("lab/shared", vm.address()),
            console("lab/agent", agent.address()));
  }

  @AfterEach
  void stop() {
    gateway.close();
    vm.close();
    agent.close();
  }

  private String url(String name) {
    var result = gateway.ssh(ALICE, name).command("url --websocket").run();
    assertThat(result.exitCode()).as(result.err()).isZero();
    return result.out().strip();
  }

  private static List<String> words(String url) {
    return GatewayProcess.words(List.of(), "connect", "--url", url, "--close-wait", "500ms");
  }

  @Test
  void keysSizesAndBreaksGoThroughAndWhatTheGatewaySaysIsShown() {
    try (var terminal = SshTerminal.start(24, 80, words(url("agent")))) {
      terminal.await("~? helps");
      terminal.await("console: the far gateway says: attached server=agent");
      assertThat(agent.awaitSize()).startsWith("80x24");
      terminal.resize(50, 132);
      assertThat(agent.awaitSize()).startsWith("132x50");
      terminal.type("ls\r");
      agent.awaitTyped("ls\r");
      agent.print("bin etc\r\n");
      terminal.await("bin etc");
      terminal.type("\r~B");
      terminal.await("the far gateway says: ");
      terminal.await("break");
      terminal.type("\r~.");
      terminal.await("console: left");
      assertThat(terminal.exitCode()).isZero();
    }
  }

  @Test
  void theSeatIsTakenAndGivenUpAndTheGuestIsReset() {
    try (var ssh = gateway.ssh(ALICE, "agent+nodisplace").terminal()) {
      ssh.await("role=write");
      try (var terminal = SshTerminal.start(24, 80, words(url("agent") + "&nodisplace"))) {
        terminal.await("role=watch");
        terminal.type("\r~t");
        terminal.await("the far gateway says: ");
        ssh.await("took the seat");
        terminal.type("\r~r");
        agent.awaitTyped("\u0003\r\u0004");
        terminal.type("\r~g");
        ssh.type("\u001dt");
        ssh.await("the seat is yours");
        terminal.type("\r~.");
        terminal.await("console: left");
      }
    }
  }

  @Test
  void onlyTheGuestIsOnStdoutOfAPipe() {
    try (var program = Program.start(words(url("shared")))) {
      program.type("uname\r");
      var answer = program.out().await("uname\r".length());
      program.endInput();

      var result = program.result();

      assertThat(answer).asString().isEqualTo("uname\r");
      assertThat(result.out()).isEmpty();
      assertThat(result.err()).contains("console: attached address=\"ws://127.0.0.1", "/console?");
      assertThat(result.exitCode()).isZero();
    }
  }

  @Test
  void aTicketThatWasUsedIsSaidSoAndIsNotShown() {
    var url = url("shared");
    try (var first = Program.start(words(url))) {
      first.err().await("attached");
      try (var second = Program.start(words(url))) {
        var result = second.result();

        assertThat(result.exitCode()).isEqualTo(69);
        assertThat(result.err())
            .contains("wants a ticket", "url` gives one")
            .doesNotContain(url.replaceFirst(".*=", ""))
            .hasLineCount(1);
      }
    }
  }

  @Test
  void whoIsSentAwayHearsTheGatewaysSentence() {
    try (var program = Program.start(words(url("shared")))) {
      program.err().await("attached server=shared");
      assertThat(gateway.ssh(ALICE, "shared").command("clear").run().exitCode()).isZero();

      program.err().await("alice");
      program.result();
    }
  }
}
