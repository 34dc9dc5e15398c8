package dev.consolegw.gateway.e2e.command;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The command {@code log}, by a real client. */
@Tag("slow")
class LogCommandTest {
  private final FakeGuest vm = FakeGuest.tcp();
  private final TestGateway gateway = TestGateway.with(console("lab/web1", vm));

  @AfterEach
  void stop() {
    gateway.close();
    vm.close();
  }

  private Ssh.Result log(String options) {
    return gateway.ssh(ALICE, "web1").command("log " + options).run();
  }

  private void printed(String text) {
    try (var ssh = gateway.ssh(ALICE, "web1+ro").pipes().attached()) {
      vm.print(text);
      ssh.out().await(text.length());
    }
  }

  @Test
  void whatADirectoryDoesNotKeepCannotBeAskedOfIt() {
    for (var option : new String[] {"--source", "--source --lines 3", "--nova"}) {
      var nothing = log(option);

      assertThat(nothing.exitCode()).as(option).isEqualTo(69);
      assertThat(nothing.err()).contains("nobody but the gateway keeps the output of this console");
    }
    assertThat(gateway.ssh(ALICE, "web1").command("help log").run().out())
        .contains("--source")
        .doesNotContain("nova");
  }

  /** Options, and what they show of three lines. */
  private static final Map<String, String> SHOWN =
      Map.ofEntries(
          Map.entry("--since 10m", "one|two|three"),
          Map.entry("--until 10m", ""),
          Map.entry("--since 2000-01-01T00:00:00Z --until 2999-01-01", "one|two|three"),
          Map.entry("--since 2999-01-01", ""),
          Map.entry("--since 1h --lines 1", "three"),
          Map.entry("--from 5", "two|three"),
          Map.entry("--from 5 --until 2999-01-01", "two|three"),
          Map.entry("--lines 2 --until 2999-01-01", "two|three"),
          Map.entry("--bytes 5", "three"),
          Map.entry("--grep ^t", "two|three\n"),
          Map.entry("--lines 2 --grep o", "two|"),
          Map.entry("--raw --from 15", ""));

  @Test
  void theOptionsSayWhat() {
    printed("one\r\ntwo\r\nthree");

    SHOWN.forEach((options, shown) ->
        assertThat(log(options))
            .as(options)
            .isEqualTo(new Ssh.Result(0, shown.replace("|", "\r\n"), "")));
  }

  /** Output of three minutes, as files; the last line has no end. */
  private void kept() throws IOException {
    var folder = gateway.folder().resolve("state/history/file%2Flab%2Fweb1%3A0");
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("0000000000000000000.log"), "one\ntwo\nthree\nfour\nfive");
    Files.writeString(
        folder.resolve("index"),
        """
        1767225600000 0000000000000000000 time\s
        1767225660000 0000000000000000008 time\s
        1767225720000 0000000000000000014 time\s
        1767225720000 0000000000000000023 clean
        """);
  }

  @Test
  void theLastLinesAndBytesAreCountedFromWhereUntilEnds() throws IOException {
    kept();

    var until = "--until 2026-01-01T00:01:30Z";
    assertThat(log("--lines 2 " + until).out()).isEqualTo("two\nthree\n");
    assertThat(log("--bytes 3 " + until).out()).isEqualTo("ee\n");
    assertThat(log("--lines 2 --since 2026-01-01T00:01:00Z " + until).out()).isEqualTo("three\n");
    assertThat(log("--lines 2").out()).isEqualTo("four\nfive");
  }

  private static final Map<String, String> SENSELESS =
      Map.of(
          "--since soon", "the time soon is not understood",
          "--since 1m --until 2m", "--since is not before --until",
          "--follow --until 1m", "write one of them",
          "--lines -1", "numbers from 0 up",
          "--lines 5 --bytes 5", "console: of --lines, --bytes, --from only one may be given",
          "--from 99", "offset 99 is not printed yet; the next one is 0",
          "--grep '('", "the pattern is not understood",
          "--lines many", "`log --help` shows how it is written");

  @Test
  void whatMakesNoSenseIsAnsweredInOneSentence() {
    SENSELESS.forEach((options, answer) -> {
      var result = log(options);

      assertThat(result.exitCode()).isEqualTo(64);
      assertThat(result.out()).isEmpty();
      assertThat(result.err()).startsWith("console: ").contains(answer).hasLineCount(1);
    });
  }

  @Test
  void followGoesOnWithWhatComesAndAttachesNobody() {
    printed("one\r\n");
    try (var viewer = gateway.ssh(ALICE, "web1+ro").pipes().attached();
        var follower = gateway.ssh(ALICE, "web1").command("log --follow").pipes()) {
      follower.awaitOut("one\r\n");

      vm.print("two\r\n\033[6n");
      follower.awaitOut("two\r\n");
      vm.print("three");
      follower.awaitOut("three");

      assertThat(gateway.ssh(ALICE, "web1").command("who").run().out()).hasLineCount(1);
      viewer.awaitOut("\033[6nthree");
    }
  }

  @Test
  void whoFollowsIsToldThatTheGatewayStops() {
    printed("one\r\n");
    try (var follower = gateway.ssh(ALICE, "web1").command("log --follow").pipes()) {
      follower.awaitOut("one\r\n");

      gateway.stop();

      follower.awaitNotice("the gateway is stopping; try again in a minute");
      assertThat(follower.exitCode()).isEqualTo(75);
    }
  }

  @Test
  void followWaitsForAConsoleThatNobodyHasConnected() {
    try (var follower =
        gateway.ssh(ALICE, "web1").command("log --follow --timestamps --grep t").pipes()) {
      assertThat(gateway.ssh(ALICE, "web1").command("who").run().out())
          .isEqualTo("nobody is here\n");
      printed("one\r\ntwo\r\nthr");
      follower.awaitOut("Z two\r\n");
      printed("ee\r\n");

      follower.awaitOut("Z three\r\n");
    }
  }

  @Test
  void aFollowerThatLeavesIsForgotten() {
    for (int i = 0; i < 3; i++) {
      try (var follower = gateway.ssh(ALICE, "web1").command("log --follow --raw").pipes()) {
        printed("x");
        follower.out().await(i + 1);
      }
    }

    assertThat(log("--raw").out()).isEqualTo("xxx");
  }

  @Test
  void aTerminalIsNotAskedWhatThePastAskedButOnlyWhatIsLive() {
    printed("past\033[6n\033[c\033[31m\r\n");
    try (var terminal = gateway.ssh(ALICE, "web1+replay=@0").terminal()) {
      terminal.await("past\033[31m\r\n");

      vm.print("live\033[6n\033[c.");

      terminal.await("live\033[6n\033[c.");
    }
  }

  @Test
  void whoComesBackIsShownWhatIsNewAlsoAfterARestart() {
    try (var ssh = gateway.ssh(ALICE, "web1").pipes().attached()) {
      vm.print("seen\r\n");
      ssh.awaitOut("seen\r\n");
    }
    gateway.restart();
    try (var follower = gateway.ssh(ALICE, "web1").command("wait missed").pipes()) {
      vm.print("missed\r\n");
      assertThat(follower.exitCode()).isZero();
    }

    assertThat(gateway.ssh(ALICE, "web1+replay=new+eof=close").run().out()).isEqualTo("missed\r\n");
    assertThat(gateway.ssh(ALICE, "web1+replay=new+eof=close").run().out()).isEmpty();
  }
}
