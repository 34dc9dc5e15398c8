package dev.consolegw.gateway.e2e.command;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What can be typed after the host. */
class CommandsTest {
  private final FakeGuest vm = FakeGuest.tcp();
  private final TestGateway gateway =
      TestGateway.with(console("lab/shared", vm), console("lab/other", vm));

  @AfterEach
  void stop() {
    gateway.close();
    vm.close();
  }

  private Ssh.Result alice(String command) {
    return gateway.ssh(ALICE, "shared").command(command).run();
  }

  private void printed(String text) {
    try (var ssh = gateway.ssh(ALICE, "shared+ro").pipes().attached()) {
      vm.print(text);
      ssh.out().await(text.length());
    }
  }

  private static JsonNode json(Ssh.Result result) throws JsonProcessingException {
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).hasLineCount(1).endsWith("\n");
    return new ObjectMapper().readTree(result.out());
  }

  @Test
  void listShowsWhatOneMayOpenWhateverTheUserNameIs() {
    var all = gateway.ssh(ALICE, "anything").command("list").run();
    var some = gateway.ssh(BOB, "anything").command("list").run();

    assertThat(all.out().lines().map(line -> line.split(" +", -1)[1])).contains("shared", "other");
    assertThat(some.out()).contains("shared").contains("write").doesNotContain("other");
    assertThat(some.err()).isEmpty();
  }

  @Test
  void listForProgramsIsAnArray() throws JsonProcessingException {
    var consoles = json(gateway.ssh(BOB, "list").command("list --json").run());

    assertThat(consoles).hasSize(1);
    assertThat(consoles.get(0).get("project").asText()).isEqualTo("lab");
    assertThat(consoles.get(0).get("name").asText()).isEqualTo("shared");
    assertThat(consoles.get(0).get("right").asText()).isEqualTo("write");
  }

  @Test
  void statusTellsStateAndOffsets() throws JsonProcessingException {
    try (var ssh = gateway.ssh(ALICE, "shared").pipes().attached()) {
      vm.print("12345");
      ssh.awaitOut("12345");

      var status = json(alice("status --json"));

      assertThat(status.get("state").asText()).isEqualTo("live");
      assertThat(status.get("writer").asText()).isEqualTo("file:alice");
      assertThat(status.get("next-offset").asLong()).isEqualTo(5);
      assertThat(alice("status").out()).containsPattern("(?m)^next-offset +5$");
    }
  }

  @Test
  void whoNamesPeopleAndWhatTheyDo() {
    assertThat(alice("who").out()).isEqualTo("nobody is here\n");

    try (var _ = gateway.ssh(BOB, "lab/shared").terminal().attached()) {
      assertThat(alice("who").out()).contains("file:bob from 127.0.0.1 role=write since=");
    }
  }

  @Test
  void logPrintsWhatIsKept() {
    printed("one\r\ntwo\r\n\u001b[31mred\u001b[0m\u001b[6n\r\nlast");

    assertThat(alice("log").out()).isEqualTo("one\r\ntwo\r\n\u001b[31mred\u001b[0m\r\nlast");
    assertThat(alice("log --lines 1").out()).isEqualTo("last");
    assertThat(alice("log --bytes 6").out()).isEqualTo("\r\nlast");
    assertThat(alice("log --raw --lines 2").out())
        .isEqualTo("\u001b[31mred\u001b[0m\u001b[6n\r\nlast");
  }

  @Test
  void sendWaitsForNobodyElsesSeat() {
    try (var _ = gateway.ssh(ALICE, "shared").terminal().attached()) {

      var result = gateway.ssh(BOB, "lab/shared").command("send hello").run();

      assertThat(result.err())
          .isEqualTo("console: alice from 127.0.0.1 is writing on this console; try again later\n");
      assertThat(result.exitCode()).isEqualTo(75);
    }
  }

  @Test
  void breakAndSysrqSayWhenTheWireCannotCarryThem() {
    var refused = new Ssh.Result(69, "", "console: this console's wire cannot carry a break\n");

    assertThat(alice("break")).isEqualTo(refused);
    assertThat(alice("sysrq h")).isEqualTo(refused);
    assertThat(vm.typed().soFar()).isEmpty();
  }

  @Test
  void openTakesNamesThatAUserNameCannotHold() {
    try (var ssh =
        gateway.ssh(ALICE, "gateway").command("open --name shared replay=none").terminal()) {
      ssh.await("attached server=shared id=lab/shared");
      ssh.type("hello");

      vm.awaitTyped("hello");
    }
  }

  @Test
  void helpNamesEveryCommand() {
    var help = alice("help");

    assertThat(help.exitCode()).isZero();
    assertThat(help.out())
        .contains("list", "status", "who", "log", "open", "break", "sysrq", "send", "wait", "help")
        .contains("menu@gateway", "sftp NAME@gateway");
    assertThat(alice("help log").out()).contains("--lines", "--bytes", "--raw");
    assertThat(alice("help nothing").exitCode()).isEqualTo(64);
  }
}
