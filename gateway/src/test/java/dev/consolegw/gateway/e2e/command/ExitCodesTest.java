package dev.consolegw.gateway.e2e.command;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static dev.consolegw.gateway.testing.TestPerson.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.connection.ConnectionServices;
import dev.consolegw.gateway.console.ConsoleLimits;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a script learns from the exit status, and a person from the one sentence beside it. */
class ExitCodesTest {
  private static final ConsoleLimits IMPATIENT = dialBudget(Duration.ofMillis(300));

  private static ConsoleLimits dialBudget(Duration budget) {
    var usual = ConsoleLimits.DEFAULT;
    return new ConsoleLimits(
        usual.lag(),
        usual.pauseAt(),
        usual.resumeAt(),
        usual.stall(),
        usual.unwritten(),
        usual.diskWait(),
        usual.silentSeat(),
        usual.viewersPerPerson(),
        usual.breaks(),
        new ConnectionServices.Limits(
            usual.connection().linger(),
            budget,
            usual.connection().settle(),
            usual.connection().silentFor()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "web1+rw|``|console: 'rw' at character 6 is no option; write 'ro'",
        "web1+replay=many|``|console: replay=many is not understood",
        "web1|frobnicate|console: there is no command frobnicate here",
        "web1|log --lines some|console: --lines takes a whole number, and not some",
        "web1|send|console: send takes the text to type",
        "web1|sysrq hh|console: sysrq takes one letter",
        "web1|break 4000|console: a break lasts 0 to 3000 ms",
        "web1|wait '['|console: the pattern is not understood",
        "web1|kick 'half|console: the command has a ' without its end",
        "web1|wait 'half|console: the word that begins with ' has no ' at its end",
      })
  void whatIsWrittenWronglyIs64(String name, String command, String sentence) {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/web1", vm))) {
      var ssh = gateway.ssh(ALICE, name);

      var result = (command.isEmpty() ? ssh : ssh.command(command)).run();

      assertThat(result).isEqualTo(new Ssh.Result(64, "", result.err()));
      assertThat(result.err()).startsWith(sentence).endsWith("\n").hasLineCount(1);
    }
  }

  @Test
  void whoseNameHoldsWhatDividesNamesIsToldHowItIsOpened() {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/a:b", vm), console("lab/my ro", vm))) {
      var blank = gateway.ssh(ALICE, "my ro").run();
      var read = gateway.ssh(ALICE, "a:b").run();
      var plus = gateway.ssh(ALICE, "c++").run();
      var other = gateway.ssh(ALICE, "a:c").run();

      assertThat(read.exitCode()).isEqualTo(65);
      assertThat(read.err()).contains("a:b").contains("open --name").hasLineCount(1);
      assertThat(plus.exitCode()).isEqualTo(64);
      assertThat(plus.err()).contains("open --name c++").hasLineCount(1);
      assertThat(blank.exitCode()).isEqualTo(65);
      assertThat(blank.err()).contains("open --name \"my ro\"").hasLineCount(1);
      assertThat(other.err()).doesNotContain("open --name");
    }
  }

  @Test
  void aForbiddenConsoleIsAnsweredLikeOneThatDoesNotExist() {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/secret", vm))) {

      var forbidden = gateway.ssh(BOB, "lab/secret").run();
      var unknown = gateway.ssh(BOB, "lab/nobody").run();

      assertThat(forbidden)
          .isEqualTo(
              new Ssh.Result(
                  65,
                  "",
                  "console: no console secret that you may open; `list` shows those you may\n"));
      assertThat(unknown.err().replace("nobody", "secret")).isEqualTo(forbidden.err());
      assertThat(unknown.exitCode()).isEqualTo(65);
    }
  }

  @Test
  void aTerminalIsToldTheSameAndEnds() {
    try (var gateway = TestGateway.with();
        var ssh = gateway.ssh(ALICE, "nobody").terminal()) {
      ssh.await("console: no console nobody that you may open; `list` shows those you may\r\n");

      assertThat(ssh.exitCode()).isEqualTo(65);
    }
  }

  @Test
  void anAmbiguousNameListsWhatItMayMean() {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/twin", vm), console("spare/twin", vm))) {

      var result = gateway.ssh(ALICE, "twin").run();

      assertThat(result)
          .isEqualTo(
              new Ssh.Result(
                  65,
                  "",
                  """
                  console: twin is the name of several servers; write PROJECT/NAME or the id:
                    lab/twin  lab/twin
                    spare/twin  spare/twin
                  """));
    }
  }

  @Test
  void anUnknownPortNamesThoseThereAre() {
    try (var gateway =
        TestGateway.with(
            new TestGateway.Entry(
                "lab/web1",
                "ports: { s0: { address: 'unix:/none' }, s1: { address: 'unix:/none' } }"))) {

      var result = gateway.ssh(ALICE, "web1:s7").run();

      assertThat(result.err()).isEqualTo("console: web1 has no port s7; it has s0, s1\n");
      assertThat(result.exitCode()).isEqualTo(65);
    }
  }

  @Test
  void aConsoleThatCannotBeDialledIs69WithTheReason(@TempDir Path folder) {
    var nothing = ConsoleAddress.unix(folder.resolve("console.sock"));
    try (var gateway = TestGateway.with(IMPATIENT, console("lab/web1", nothing))) {

      var result = gateway.ssh(ALICE, "web1").run();

      assertThat(result.err()).startsWith("console: ").contains("console.sock").hasLineCount(1);
      assertThat(result.exitCode()).isEqualTo(69);
    }
  }

  @Test
  void whoWaitsIsAttachedWhenTheConsoleComesUp(@TempDir Path folder) {
    var socket = folder.resolve("console.sock");
    try (var gateway =
            TestGateway.with(IMPATIENT, console("lab/web1", ConsoleAddress.unix(socket)));
        var ssh = gateway.ssh(ALICE, "web1+wait").pipes()) {
      ssh.awaitNotice("console: waiting for the console to come up\n");
      ssh.awaitNotice("console: trying again: ");

      try (var vm = FakeGuest.unix(socket)) {
        ssh.attached();
        vm.print("booting");
        ssh.awaitOut("booting");
      }
    }
  }

  @Test
  void whoWaitsForALimitedTimeIsSentAwayAfterIt(@TempDir Path folder) {
    var nothing = ConsoleAddress.unix(folder.resolve("console.sock"));
    try (var gateway = TestGateway.with(console("lab/web1", nothing))) {

      assertThat(gateway.ssh(ALICE, "web1+wait=200ms").run().exitCode()).isEqualTo(69);
    }
  }

  @Test
  void whoMayOnlyWatchIs77UnlessTheyAskToWatch() {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/watched", vm))) {

      var writing = gateway.ssh(BOB, "lab/watched").run();
      var watching = gateway.ssh(BOB, "lab/watched+ro+eof=close").run("ignored");
      var sending = gateway.ssh(BOB, "lab/watched").command("send hello").run();

      assertThat(writing)
          .isEqualTo(
              new Ssh.Result(77, "", "console: you may only watch this console; do so with +ro\n"));
      assertThat(watching.exitCode()).isZero();
      assertThat(sending)
          .isEqualTo(
              new Ssh.Result(
                  77,
                  "",
                  "console: this needs the right to write, and you have the right to watch\n"));
      assertThat(vm.typed().soFar()).isEmpty();
    }
  }

  @Test
  void anUnknownKeyIsRefusedTheSameWhetherOrNotTheConsoleExists() {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/shared", vm))) {

      var there = gateway.ssh(STRANGER, "lab/shared").run();
      var notThere = gateway.ssh(STRANGER, "lab/nobody").run();

      assertThat(there.exitCode()).isEqualTo(255);
      assertThat(there.err()).isEqualTo("lab/shared@127.0.0.1: Permission denied (publickey).\r\n");
      assertThat(notThere.err().replace("nobody", "shared")).isEqualTo(there.err());
      assertThat(notThere.exitCode()).isEqualTo(255);
    }
  }

  @Test
  void theEndOfTheGatewayIs75() {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/web1", vm));
        var ssh = gateway.ssh(ALICE, "web1").pipes().attached()) {
      gateway.stop();

      assertThat(ssh.result())
          .isEqualTo(
              new Ssh.Result(75, "", "console: the gateway is stopping; try again in a minute\n"));
    }
  }
}
