package dev.consolegw.gateway.e2e.shell;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.client.SshHome;
import dev.consolegw.gateway.testing.farside.PtyShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients do with {@code +shell} day by day, and what becomes of it when they go. */
@Tag("slow")
class EverydayClientsTest {
  @TempDir Path folder;
  private PtyShell guest;
  private TestGateway gateway;
  private SshHome home;

  @BeforeEach
  void start() throws IOException {
    guest = PtyShell.running(folder, "exec bash --norc");
    gateway =
        TestGateway.with(
            console("lab/web1", guest.address()).with("shell: { open-shell: use }"),
            console("lab/shared", guest.address()).with("shell: { open-shell: use }"));
    home = SshHome.in(folder, gateway);
    var list = home.ssh("gw", "list");
    assertThat(list.exitCode()).as(list.err()).isZero();
  }

  @AfterEach
  void stop() {
    gateway.close();
    guest.close();
  }

  private Ssh.Result bash(String script) {
    return home.run("bash", "-c", script);
  }

  private Ssh.Result shell(String command) {
    return home.ssh("web1+shell@gw", command);
  }

  /** Done when it is gone. */
  private static void gone(String pid) {
    ProcessHandle.of(Long.parseLong(pid.strip())).ifPresent(process -> process.onExit().join());
  }

  @Test
  void nothingIsLeftOfACommandWhoseClientWasKilled() throws IOException {
    var told = folder.resolve("hung-up");
    var command =
        "trap 'echo x > " + told + "; exit' HUP; echo $$ > %s/pid; echo; sleep 1000 & wait";
    var client = home.start(folder + "/ssh", "web1+shell@gw", command.formatted(folder));
    client.out().await("\n");

    client.handle().destroyForcibly();

    gone(Files.readString(folder.resolve("pid")));
    assertThat(told).hasContent("x\n");
    client.close();
  }

  @Test
  void ctrlCEndsACommandOnATerminal() {
    var command = "trap 'echo inter''rupted; exit 3' INT; echo rea''dy; while :; do sleep 1; done";
    try (var client = gateway.ssh(ALICE, "web1+shell").command(command).terminal()) {
      client.await("ready");
      client.type("\u0003");
      client.await("interrupted");
      assertThat(client.exitCode()).isEqualTo(3);
    }
  }

  @Test
  void tenSessionsShareAConnection() {
    var result =
        bash(
            """
            ssh -M -N -f -S ctl web1+shell@gw
            for i in $(seq 10); do ssh -S ctl web1+shell@gw "read x; echo $i" < <(echo) & done
            wait $(jobs -p)
            ssh -S ctl -O exit web1+shell@gw 2>/dev/null
            """);

    assertThat(result.err()).isEmpty();
    assertThat(result.out().lines()).hasSize(10);
  }

  @Test
  void scriptsHaveATerminalWithoutOneOfTheirs() throws IOException {
    Files.writeString(folder.resolve("typed"), "hello\n");

    var result = bash("ssh -tt web1+shell@gw 'read a; tty >&2; echo got $a' < typed");

    assertThat(result.out()).contains("/dev/pts/", "got hello\r\n");
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void oneWithoutInputAndOneInTheBackgroundRunToTheirEnd() {
    var made = folder.resolve("made");

    var without = bash("yes | ssh -n web1+shell@gw cat");
    var background = bash("ssh -f web1+shell@gw 'sleep 1; echo x > " + made + "' >/dev/null 2>&1");
    shell("until [ -s " + made + " ]; do sleep 0.1; done");

    assertThat(without).isEqualTo(new Ssh.Result(0, "", ""));
    assertThat(background.exitCode()).isZero();
    assertThat(made).hasContent("x\n");
  }

  @Test
  void aCommandIsBytes() {
    var result = bash("ssh web1+shell@gw $'printf %s \"\\xe9\\xff\\xc3\\xbc\"'");

    assertThat(result.out()).isEqualTo("\u00e9\u00ff\u00c3\u00bc");
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void aCommandThatNoGuestTakesIsRefusedInASentence() {
    var result = bash("a=$(printf '%066560d' 0); ssh web1+shell@gw : $a $a");

    assertThat(result.exitCode()).isEqualTo(255);
    assertThat(result.err()).startsWith("console-gw: 77: a command").hasLineCount(1);
  }

  @Test
  void fiveMebibytesToACommandThatReadsNothingHoldUpNobody() throws IOException {
    var bytes = new byte[5 * 1024 * 1024];
    new Random(5).nextBytes(bytes);
    Files.write(folder.resolve("big"), bytes);

    try (var client =
        home.start("bash", "-c", "ssh web1+shell@gw 'read x; echo ok; sleep 1' < big")) {
      client.out().await("ok\n");
      assertThat(shell("echo here").out()).isEqualTo("here\n");
      assertThat(client.result().exitCode()).isZero();
    }
  }

  @Test
  void aFloodThatNobodyReadsHoldsUpNobody() throws IOException {
    var flood = "echo $$ > %s/pid; echo >&2; head -c 100000000 /dev/urandom".formatted(folder);
    var client = home.start("bash", "-c", "ssh web1+shell@gw '" + flood + "' | sleep 1000");
    client.err().await("\n");

    for (int i = 0; i < 5; i++) {
      assertThat(shell("echo " + i).out()).isEqualTo(i + "\n");
    }
    client.handle().descendants().forEach(ProcessHandle::destroyForcibly);

    gone(Files.readString(folder.resolve("pid")));
    client.close();
  }

  @Test
  void sixtyFourCommandsRunAtOnceAndTheNextIsToldSo() {
    var many =
        """
        for j in 1 2 3; do
          ssh -M -N -f -S ctl$j web1+shell@gw
        done
        for i in $(seq 64); do
          ssh -n -S ctl$((i %% 3 + 1)) web1+shell@gw 'echo $$ >> %1$s/started; exec sleep 1000' &
        done
        until [ $(wc -l < started) = 64 ]; do sleep 0.1; done 2>/dev/null
        echo all
        wait
        """
            .formatted(folder);
    try (var clients = home.start("bash", "-c", many)) {
      clients.out().await("all\n");

      var next = shell("true");

      assertThat(next.exitCode()).isEqualTo(255);
      assertThat(next.err()).startsWith("console-gw: 75: ").hasLineCount(1);
      for (int j = 1; j <= 3; j++) {
        bash("ssh -S ctl" + j + " -O exit web1+shell@gw");
      }
      bash("cat started").out().lines().forEach(EverydayClientsTest::gone);
    }
    assertThat(shell("echo again").out()).isEqualTo("again\n");
  }

  @Test
  void puttysProgramsCopyFilesBothWays() throws IOException {
    Files.writeString(folder.resolve("one"), "one");
    Program.run(
        "puttygen", ALICE.key().toString(), "-O", "private", "-o", folder.resolve("k").toString());
    var host = gateway.folder().resolve("state").resolve("ssh_host_ed25519_key.pub");
    var listed = Program.run("ssh-keygen", "-l", "-f", host.toString()).split(" ", 3);
    var options = "-batch -hostkey %s -i k -P %d".formatted(listed[1], gateway.port());
    var far = "web1+shell@127.0.0.1";
    Files.writeString(folder.resolve("batch"), "get " + folder + "/three four\nquit\n");

    for (var program :
        List.of(
            "pscp %s one %s:%s/two",
            "pscp -scp %s %s:%s/two three", "psftp %s -b batch %s", "plink %s %s true")) {
      var result = bash("exec " + program.formatted(options, far, folder));
      assertThat(result.exitCode()).as(program + result.err()).isZero();
    }

    assertThat(folder.resolve("four")).hasContent("one");
  }
}
