package dev.consolegw.gateway.e2e.command;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be typed after the host. */
@Tag("slow")
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

    assertThat(all.out().lines().map(line -> line.split(" +", -1)[1]))
        .containsExactly("NAME", "other", "shared"); // by name, whatever the configuration says
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

    assertThat(alice("log").out()).isEqualTo("one\r\ntwo\r\nred\r\nlast");
    assertThat(alice("log --color").out())
        .startsWith("one\r\ntwo\r\n\u001b[31mred\u001b[0m\r\nlast");
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
    assertThat(alice("log --help")).isEqualTo(alice("help log"));
    assertThat(alice("recordings show -h").out()).contains("ID");
    assertThat(alice("open --help").out()).contains("--name");
    assertThat(alice("help nothing").exitCode()).isEqualTo(64);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "uname -a | there is no command uname here; to type it at the guest: `send uname -a`;"
            + " to run it there: ssh NAME+shell@gateway; `help` lists the commands",
        "list --jsno | list has no option --jsno; `list --help` shows how it is written",
        "list all | list takes no all here; `list --help` shows how it is written",
        "kick | kick needs SESSION; `kick --help` shows how it is written",
        "open | open needs --name NAME; `open --help` shows how it is written",
        "open --name 'a | the command has a ' without its end; close it, or write \\'",
        "break soon | MS takes a whole number, and not soon; `break --help` shows how it is"
            + " written",
        "log --lines | --lines needs a value behind it, N; `log --help` shows how it is written",
        "log --lines 1 --from 2 | of --lines, --bytes, --from only one may be given; `log --help`"
            + " shows how it is written",
        "log --raw=x | --raw takes no value; write it alone",
        "log --grep x --grep y | --grep is given twice; write it once",
        "wait a b | wait takes no b here; `wait --help` shows how it is written",
        "recordings play x --speed fast | --speed takes a number, and not fast; `recordings play"
            + " --help` shows how it is written"
      },
      quoteCharacter = '~')
  void whatIsNotUnderstoodIsSaidInOneSentence(String command, String sentence) {
    assertThat(alice(command)).isEqualTo(new Ssh.Result(64, "", "console: " + sentence + "\n"));
  }

  @Test
  void aPlusThatAUriMadeABlankOfIsOneAllTheSame() {
    var uri = "ssh://lab%%2Fshared+ro@127.0.0.1:%d".formatted(gateway.port());
    var words = new ArrayList<>(gateway.ssh(ALICE, "nobody").option("-T").words());
    int user = words.indexOf("-l");
    words.subList(user, user + 2).clear();
    words.set(words.size() - 1, uri);

    try (var ssh = Program.start(words)) {
      ssh.err().await("attached server=shared");
      ssh.err().await("role=watch");
    }
  }
}
