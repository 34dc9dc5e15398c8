package dev.consolegw.gateway.e2e.command;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts that type a line and wait for what comes of it. */
class SendAndWaitTest {
  private final FakeGuest vm = FakeGuest.tcp();
  private final TestGateway gateway = TestGateway.with(console("lab/shared", vm));

  @AfterEach
  void stop() {
    gateway.close();
    vm.close();
  }

  private Ssh.Result alice(String command) {
    return gateway.ssh(ALICE, "shared").command(command).run();
  }

  private static Ssh.Result ok(String out) {
    return new Ssh.Result(0, out, "");
  }

  private void printed(String text) {
    try (var ssh = gateway.ssh(ALICE, "shared+ro").pipes().attached()) {
      vm.print(text);
      ssh.out().await(text.length());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cp \"/tmp/my dir\"/* /tmp/x",
        "C:\\temp",
        "ls -l",
        "don't",
        "echo 'two  words'  ",
        "-v",
        "printf '\\033[1m'; echo $HOME `id` \"$(date)\""
      })
  void sendTypesALineAsItStandsAndPressesEnter(String line) {
    assertThat(alice("send " + line)).isEqualTo(ok("offset=0\n"));

    vm.awaitTyped(line + "\r");
    assertThat(vm.typed().soFar()).isEmpty();
  }

  @Test
  void sendTypesWhatBeginsLikeAnOptionBehindTwoDashes() {
    assertThat(alice("send -- --help").exitCode()).isZero();
    vm.awaitTyped("--help\r");

    assertThat(alice("send --").exitCode()).isZero();
    vm.awaitTyped("\r");

    assertThat(alice("send --no-enter --json y").exitCode()).isZero();
    vm.awaitTyped("y");
    assertThat(vm.typed().soFar()).isEmpty();
  }

  @Test
  void sendSaysWhereTheAnswerBeginsToPeopleAndPrograms() throws IOException {
    printed("12345");

    assertThat(alice("send x")).isEqualTo(ok("offset=5\n"));
    var facts = new ObjectMapper().readTree(alice("send --json Grüße").out());

    assertThat(facts.get("offset").asLong()).isEqualTo(5);
    assertThat(facts.get("bytes").asLong()).isEqualTo(8);
  }

  @Test
  void sendTypesStandardInputByteForByte() {
    var input = "line\n\u001d.\u0000~.".repeat(20_000);

    var result = gateway.ssh(ALICE, "shared").command("send --file -").run(input);

    assertThat(result).isEqualTo(ok("offset=0\n"));
    assertThat(vm.typed().await(input.length())).asString().isEqualTo(input);
  }

  @Test
  void sendWaitsForItsAnswerHoweverQuickItIs() {
    try (var ssh =
        gateway.ssh(ALICE, "shared").command("send --wait '^RESULT [0-9]+$' run it").pipes()) {
      vm.awaitTyped("run it\r");
      vm.print("run it\r\nRESULT 42");
      vm.print("\r\n");

      assertThat(ssh.result()).isEqualTo(ok("offset=0\n"));
    }
  }

  @Test
  void whatWasPrintedBeforeIsNoAnswer() {
    printed("RESULT 1\r\n");

    var result = alice("send --wait RESULT --timeout 300ms run");

    assertThat(result)
        .isEqualTo(
            new Ssh.Result(
                124, "offset=10\n", "console: the guest did not print that within 300ms\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "send --wait '(' reboot",
        "send --wait 'x*' reboot",
        "send --wait x --timeout soon reboot",
        "send --timeout 5s reboot",
        "send --file - reboot",
        "send --file x",
        "send --no-enter --",
        "send --wiat x reboot",
        "send --wait",
        "send"
      })
  void aMistakeIsFoundBeforeAnythingIsTyped(String command) {
    var result = alice(command);

    assertThat(result.exitCode()).as(result.err()).isEqualTo(64);
    assertThat(result.err()).startsWith("console: ").hasLineCount(1);
    assertThat(vm.typed().soFar()).isEmpty();
  }

  @Test
  void waitFromAnOffsetFindsWhatHasBeenPrinted() {
    printed("before\r\nRESULT\r\n");

    assertThat(alice("wait --from 8 RESULT")).isEqualTo(ok(""));
    assertThat(alice("wait 'bef' --from 8 --timeout 200ms").exitCode()).isEqualTo(124);
    assertThat(alice("wait RESULT --from 17").err())
        .isEqualTo(
            "console: --from takes an offset that was there; the newest is 16, and not 17\n");
  }

  @Test
  void whatHasBeenPrintedNeedsNoConnection() {
    printed("System halted\r\n");
    vm.close();

    assertThat(alice("wait --from 0 '^System halted$'")).isEqualTo(ok(""));
  }

  @Test
  void waitReturnsWhenTheGuestPrintsThePattern() {
    try (var waiting = gateway.ssh(ALICE, "shared").command("wait '^web1 login: $'").pipes()) {
      vm.print("Debian GNU/Linux\r\n\r\n\u001b[1mweb1\u001b[0m lo");
      vm.print("gin: ");

      assertThat(waiting.exitCode()).isZero();
    }
  }

  @Test
  void aBackslashIsThePatterns() {
    assertThat(alice("wait --timeout 200ms '\\$ '").exitCode()).isEqualTo(124);

    printed("it costs $ 5\r\nXY X\r\n");

    assertThat(alice("wait --from 0 '\\$ '")).isEqualTo(ok(""));
    assertThat(alice("log --grep '\\bX\\b'").out()).isEqualTo("XY X\r\n");
    assertThat(alice("log --grep \\bX$").out()).isEqualTo("XY X\r\n");
  }

  @Test
  void waitAndLogReadTheSameText() {
    printed("\u001b]3008;start=x\u001b\\\u001b[32mall done\u001b[0m\r\n50%\r100%\r\nvm login: ");

    for (var pattern : new String[] {"'all done$'", "^100%$", "'^vm login: $'"}) {
      assertThat(alice("wait --from 0 --timeout 5s " + pattern)).isEqualTo(ok(""));
      assertThat(alice("log --grep " + pattern).out()).as(pattern).isNotEmpty();
    }
    assertThat(alice("wait --from 0 --timeout 200ms 3008").exitCode()).isEqualTo(124);
    assertThat(alice("log --grep 3008").out()).isEmpty();
  }

  @Test
  void waitGivesUpWith124() {
    assertThat(alice("wait --timeout 200ms never"))
        .isEqualTo(new Ssh.Result(124, "", "console: the guest did not print that within 200ms\n"));
  }

  @Test
  void aPromptComesToWhoFollowsTheLogBeforeItsLineEnds() {
    try (var log =
        gateway.ssh(ALICE, "shared").command("log --follow --grep '^vm login'").pipes()) {
      printed("noise\r\nvm login: ");
      log.awaitOut("vm login: ");

      printed("root\r\nnoise\r\n");
      log.awaitOut("root\r\n");
      assertThat(log.out().soFar()).isEmpty();
    }
  }
}
