package dev.consolegw.gateway.e2e.shell;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.FileClient;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.client.SshPipes;
import dev.consolegw.gateway.testing.farside.PtyShell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ssh web1+shell@gw COMMAND}, with a real shell on the console. */
@Tag("slow")
class ShellCommandTest {
  @TempDir Path folder;
  private PtyShell guest;
  private TestGateway gateway;

  @BeforeEach
  void start() {
    guest = PtyShell.running(folder, "exec bash --norc");
    gateway =
        TestGateway.with(
            console("lab/web1", guest.address()).with("shell: { open-shell: use }"),
            console("lab/shared", guest.address()).with("shell: { open-shell: use }"));
  }

  @AfterEach
  void stop() {
    gateway.close();
    guest.close();
  }

  private Ssh.Result shell(String command, byte[] input) {
    return gateway.ssh(ALICE, "web1+shell").command(command).run(input);
  }

  private Ssh.Result shell(String command) {
    return shell(command, new byte[0]);
  }

  @Test
  void aCommandHasItsOwnOutputErrorsAndExitStatus() {
    var result = shell("echo out; echo err >&2; exit 7");

    assertThat(result.exitCode()).isEqualTo(7);
    assertThat(result.out()).isEqualTo("out\n");
    assertThat(result.err()).isEqualTo("err\n");
  }

  @Test
  void stdinGoesThroughByteForByteAndEnds() {
    var bytes = new byte[300_000];
    new Random(1).nextBytes(bytes);

    var result = shell("cat", bytes);

    assertThat(result.exitCode()).isZero();
    assertThat(result.out().getBytes(StandardCharsets.ISO_8859_1)).isEqualTo(bytes);
  }

  @Test
  void aCommandLineMayHoldAnyLetters() {
    var result = shell("printf %s 'Grüße €' | od -An -tx1");

    assertThat(result.out().strip()).isEqualTo("47 72 c3 bc c3 9f 65 20 e2 82 ac");
  }

  @Test
  void aCommandThatReadsNothingEndsAllTheSame() {
    assertThat(shell("true", new byte[200_000]).exitCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "KILL", "SEGV", "BUS"})
  void aSignalIsToldAsOfAnSshServerAndMakes255OfTheClient(String signal) {
    var command = "echo before; kill -%s $$".formatted(signal);
    for (var client : List.of(gateway.ssh(ALICE, "web1+shell"), gateway.through(ALICE, "web1"))) {
      var result = client.option("-v").command(command).run();

      assertThat(result.exitCode()).isEqualTo(255);
      assertThat(result.out()).isEqualTo("before\n");
      assertThat(result.err()).contains("rtype exit-signal").doesNotContain("console-gw:");
    }
  }

  @Test
  void aStatusAbove128IsAStatus() {
    assertThat(shell("exit 143").exitCode()).isEqualTo(143);
    assertThat(shell("sh -c 'kill -TERM $$'; exit $?").exitCode()).isEqualTo(143);
  }

  @Test
  void whoWatchesTheConsoleSeesNoFrames() {
    try (var watcher = gateway.ssh(ALICE, "web1+ro").pipes()) {
      watcher.attached();
      assertThat(shell("head -c 100000 /dev/urandom | cksum").exitCode()).isZero();
      assertThat(watcher.out().soFar()).doesNotContain("\u00c1");
    }
    var log = gateway.ssh(ALICE, "web1").command("log").run();
    assertThat(log.out()).doesNotContain("\u00c1");
  }

  @Test
  void eightCommandsRunAtOnceOverOneLine() {
    var running = new ArrayList<SshPipes>();
    for (int i = 0; i < 8; i++) {
      var one = gateway.ssh(ALICE, "web1+shell").command("read line; echo $line " + i).pipes();
      running.add(one);
    }
    for (int i = 7; i >= 0; i--) { // each ends only when it is told, in an order of our own
      running.get(i).type("now\n");
      var result = running.get(i).result();
      assertThat(result.exitCode()).isZero();
      assertThat(result.out()).isEqualTo("now " + i + "\n");
    }
  }

  @Test
  void whatIsOursEndsWith255AndSaysSoInOneLine() {
    var result = gateway.ssh(BOB, "web1+shell").command("true").run();

    assertThat(result.exitCode()).isEqualTo(255);
    assertThat(result.err()).startsWith("console-gw: 65: ").hasLineCount(1);
  }

  @Test
  void aShellThatIsFoundOpenIsForAllWhateverAccountTheyName() {
    assertThat(shell("true").exitCode()).isZero();

    var result = gateway.through(ALICE, "web1").command("echo beside it").run();

    assertThat(result.out()).isEqualTo("beside it\n");
  }

  @Test
  void aTerminalOfItsOwnHasItsSize() {
    try (var terminal = gateway.ssh(ALICE, "web1+shell").command("stty size").terminal(31, 101)) {
      terminal.await("31 101");
    }
  }

  @Test
  void filesAreCopiedByTheGuestsOwnServer() throws IOException {
    var bytes = new byte[100_000];
    new Random(2).nextBytes(bytes);
    var local = Files.write(folder.resolve("local"), bytes);
    var remote = folder.resolve("remote");
    var files = new FileClient(gateway, ALICE, folder);

    var result = files.sftp("web1+shell", "put " + local + " " + remote, "get " + remote + " back");

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(Files.readAllBytes(remote)).isEqualTo(bytes);
    assertThat(Files.readAllBytes(folder.resolve("back"))).isEqualTo(bytes);
  }
}
