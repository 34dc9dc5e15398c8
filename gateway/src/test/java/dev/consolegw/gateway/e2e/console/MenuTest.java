package dev.consolegw.gateway.e2e.console;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.SshTerminal;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The list of consoles, in the terminal of a real ssh client. */
class MenuTest {
  private static final String OTHER_SCREEN = "\033[?1049h";
  private static final String FORMER_SCREEN = "\033[?1049l";
  private static final String SELECTED = "\033[7m ";

  private final FakeGuest vm = FakeGuest.tcp();
  private final FakeGuest other = FakeGuest.tcp();
  private final TestGateway gateway =
      TestGateway.with(
          console("lab/db1", other),
          console("lab/menu", other),
          console("lab/web1", vm),
          console("lab/web2", other),
          console("lab/shared", vm));

  @AfterEach
  void stop() {
    gateway.close();
    vm.close();
    other.close();
  }

  private SshTerminal menu(String userName) {
    return gateway.ssh(ALICE, userName).terminal("xterm-256color", 24, 80);
  }

  @Test
  void whatOneMayOpenIsListedAndQLeaves() {
    try (var terminal = menu("menu")) {
      terminal.await(OTHER_SCREEN);
      terminal.await(SELECTED + "lab/db1 ");
      terminal.await("lab/web2 ");
      terminal.await("q leaves");
      terminal.type("q");

      assertThat(terminal.exitCode()).isZero();
      assertThat(terminal.screen()).contains(FORMER_SCREEN);
    }
  }

  @Test
  void othersConsolesAreNotListed() {
    try (var terminal = gateway.ssh(BOB, "menu").terminal("xterm-256color", 24, 80)) {
      terminal.await("lab/shared ");
      terminal.await("q leaves");

      assertThat(terminal.screen()).doesNotContain("web1");
    }
  }

  @Test
  void aConsoleIsFoundOpenedLeftAndTheListIsAsItWas() {
    try (var terminal = menu("menu")) {
      terminal.await(SELECTED + "lab/db1 ");
      terminal.type("eb la");
      terminal.await("2 of 5");
      terminal.type("\033[B\r");
      terminal.await(FORMER_SCREEN);
      terminal.await("console: attached server=web2");
      other.awaitClient();
      terminal.type("\035.");
      terminal.await(OTHER_SCREEN);
      terminal.await(" > eb la");
      terminal.await(SELECTED + "lab/web2 ");

      terminal.type("\033[A\r");
      terminal.await("console: attached server=web1");
      vm.awaitClient();
      vm.print("login: ".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      terminal.await("login: ");
      terminal.type("root\r");
      vm.typed().await("root\r");
      terminal.type("\035.");
      terminal.await("live");
      terminal.type("\003");

      assertThat(terminal.exitCode()).isZero();
      assertThat(terminal.screen()).contains(FORMER_SCREEN);
    }
  }

  @Test
  void whatIsTypedWhileAConsoleOpensIsNoFilter() {
    try (var terminal = menu("menu")) {
      terminal.await(SELECTED + "lab/db1 ");
      terminal.type("web2");
      terminal.await("1 of 5");
      terminal.type("\r");
      for (int i = 0; i < 100; i++) {
        terminal.type("x");
      }
      terminal.await("console: attached server=web2");
      other.awaitClient();

      terminal.type("\035.");
      terminal.await(OTHER_SCREEN);
      terminal.await(" > web2 ");
    }
  }

  @Test
  void whyASessionEndedIsSaidInTheList() {
    try (var terminal = menu("menu+hup=close")) {
      terminal.await(SELECTED + "lab/db1 ");
      terminal.type("web1\r");
      terminal.await("console: attached server=web1");
      vm.awaitClient();

      vm.hangUp();

      terminal.await(OTHER_SCREEN);
      terminal.await("the far side closed: ");
    }
  }

  @Test
  void theListFollowsWhatHappens() {
    try (var terminal = menu("menu");
        var bystander = gateway.ssh(BOB, "shared").pipes()) {
      terminal.await("q leaves");
      bystander.attached();

      terminal.await("lab/shared ");
      terminal.await("live");
      terminal.await("BOB".toLowerCase(java.util.Locale.ROOT));
    }
  }

  @Test
  void anotherSizeIsDrawnAnew() {
    try (var terminal = menu("menu")) {
      terminal.await("output");
      terminal.await("q leaves");

      terminal.resize(5, 40);

      terminal.await("\033[H\033[2J");
      terminal.await("lab/menu ");
      terminal.await("\033[5;1H");
      assertThat(terminal.screen()).doesNotContain("lab/web1");
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,80", "2,2", "3,10", "24,1"})
  void tinyWindowsDoNoHarm(int rows, int columns) {
    try (var terminal = gateway.ssh(ALICE, "menu").terminal("xterm", rows, columns)) {
      terminal.await("\033[1;");
      terminal.type("\033[B\033[6~\033[F");
      terminal.type("q");

      assertThat(terminal.exitCode()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dumb", "unknown"})
  void aTerminalThatOnlyPrintsGetsAWordInstead(String type) {
    try (var terminal = gateway.ssh(ALICE, "menu").terminal(type, 24, 80)) {
      terminal.await("console: usage: ssh -t menu@gateway");

      assertThat(terminal.exitCode()).isEqualTo(64);
    }
  }

  @Test
  void withoutATerminalThereIsNoList() {
    var result = gateway.ssh(ALICE, "menu").run();

    assertThat(result.exitCode()).isEqualTo(64);
    assertThat(result.err()).startsWith("console: usage: ssh -t menu@gateway");
  }

  @Test
  void aConsoleCalledMenuIsReachedByItsProject() {
    try (var client = gateway.ssh(ALICE, "lab/menu").pipes()) {
      client.attached();
    }
  }

  @Test
  void mistakesInTheOptionsAreSaidAtOnce() {
    try (var terminal = menu("menu+bogus=1")) {
      assertThat(terminal.exitCode()).isEqualTo(64);
    }
  }

  @Test
  void whenTheGatewayStopsTheScreenIsGivenBackFirst() {
    try (var terminal = menu("menu")) {
      terminal.await("q leaves");

      gateway.stop();

      terminal.await(FORMER_SCREEN);
      terminal.await("console: the gateway is stopping");
      assertThat(terminal.exitCode()).isEqualTo(75);
    }
  }
}
