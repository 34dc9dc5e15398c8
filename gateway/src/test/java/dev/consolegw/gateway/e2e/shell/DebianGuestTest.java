package dev.consolegw.gateway.e2e.shell;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.GatewayProcess;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.DebianGuest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands in a real Debian, behind a login prompt, over an emulated serial port. */
@Tag("long")
@Tag("beside")
@Tag("root")
class DebianGuestTest {
  /** For one command, which may have to sign in, on a processor that is emulated. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final Pattern PASSWORDS = Pattern.compile("\\brig2?\\b");

  @TempDir private static Path machine;
  private static DebianGuest guest;
  @TempDir private Path folder;
  private TestGateway gateway;

  @BeforeAll
  static void boot() {
    guest = DebianGuest.booted(machine);
  }

  @AfterAll
  static void off() {
    guest.close();
  }

  @BeforeEach
  void start() {
    gateway = TestGateway.with(kept("ports/web1", "rig"), kept("ports/wrong", "gir"));
  }

  @AfterEach
  void stop() throws IOException {
    gateway.stop();
    try (var files = Files.walk(gateway.folder().resolve("state"))) {
      assertThat(files.filter(Files::isRegularFile))
          .allSatisfy(file -> assertThat(read(file)).doesNotContainPattern(PASSWORDS));
    }
    gateway.close();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A console whose account has its password in a file. */
  private TestGateway.Entry kept(String name, String password) {
    try {
      var file = folder.resolve(name.replace('/', '-') + ".password");
      Files.writeString(file, password + "\n");
      file.toFile().setReadable(false, false);
      file.toFile().setReadable(true, true);
      return console(name, guest.address())
          .with("shell: { user: root, password-file: \"%s\", linger: 2s }".formatted(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Ssh shell(String command) {
    return gateway.ssh(ALICE, "web1+shell").command(command);
  }

  private Ssh.Result run(String command, byte... input) {
    return shell(command).run(input, PATIENCE);
  }

  private void signIn() {
    assertThat(run("true").exitCode()).isZero();
  }

  private byte[] random(int length) {
    var bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @Test
  void itSignsInWithTheKeptPasswordAndOutAgain() {
    try (var watcher = gateway.ssh(ALICE, "web1+ro").pipes()) {
      watcher.attached();

      var result = run("whoami; tty; exit 3");

      assertThat(result.exitCode()).as(result.err()).isEqualTo(3);
      assertThat(result.out()).isEqualTo("root\nnot a tty\n");
      watcher.awaitOut("Password: ");
      watcher.awaitOut(DebianGuest.LOGIN);
    }
    var again = run("echo again");
    assertThat(again.out()).as(again.err()).isEqualTo("again\n");
  }

  @Test
  void aGatewayThatIsToldToStopLeavesALoginPrompt() throws IOException {
    try (var process = process()) {
      assertThat(process.ssh("web1+shell").command("true").run(new byte[0], PATIENCE).exitCode())
          .isZero();

      process.stop();

      guest.awaitLoginAfterEnter();
    }
  }

  @Test
  void aGatewayThatIsKilledLeavesALoginPromptWithinAMinute() throws IOException {
    try (var process = process()) {
      assertThat(process.ssh("web1+shell").command("true").run(new byte[0], PATIENCE).exitCode())
          .isZero();
      long killed = System.nanoTime();
      process.kill();

      guest.awaitLogin();

      assertThat(Duration.ofNanos(System.nanoTime() - killed))
          .isBetween(Duration.ofSeconds(20), Duration.ofSeconds(70));
    }
  }

  private GatewayProcess process() throws IOException {
    Files.writeString(
        folder.resolve("console-gw.yaml"),
        """
        state: "%s/state"
        ssh: { listen: "127.0.0.1:0" }
        users: { alice: { keys: ["%s"] } }
        rules: [{ users: [alice], consoles: ["ports/*"], right: write, shell: { as: [root] } }]
        consoles:
          ports/web1: { %s }
        """
            .formatted(folder, ALICE.publicKey(), kept("ports/web1", "rig").settings()));
    return GatewayProcess.on(folder);
  }

  @Test
  void aWrongPasswordIsTypedOnceAMinute() {
    for (int i = 0; i < 3; i++) {
      var refused = gateway.ssh(ALICE, "wrong+shell").command("true").run(new byte[0], PATIENCE);

      assertThat(refused.exitCode()).isEqualTo(255);
      assertThat(refused.err()).startsWith("console-gw: 77: ").hasLineCount(1);
    }
    var log = gateway.ssh(ALICE, "wrong").command("log").run().out();
    assertThat(log.split("Login incorrect", -1)).hasSize(2);
  }

  @Test
  void filesAreCopiedBothWays() throws IOException {
    var bytes = random(100_000);
    Files.write(folder.resolve("local"), bytes);
    var words = gateway.through(ALICE, "web1").words();
    var config = words.get(words.indexOf("-F") + 1);

    var batch =
        Files.writeString(folder.resolve("batch"), "put local /tmp/put\nget /tmp/put got\n");
    copy("sftp", "-F", config, "-J", "console-gw", "-b", batch.toString(), "root@web1");
    assertThat(folder.resolve("got")).hasBinaryContent(bytes);

    copy("scp", "-F", config, "-J", "console-gw", "local", "root@web1:/tmp/copied");
    copy("scp", "-F", config, "-J", "console-gw", "root@web1:/tmp/copied", "back");
    assertThat(folder.resolve("back")).hasBinaryContent(bytes);

    var ssh = "ssh -F " + config + " -J console-gw";
    Files.write(Files.createDirectory(folder.resolve("tree")).resolve("one"), bytes);
    copy("rsync", "-e", ssh, "-a", "tree", "root@web1:/tmp/");
    copy("rsync", "-e", ssh, "-a", "root@web1:/tmp/tree/", "tree2");
    assertThat(folder.resolve("tree2").resolve("one")).hasBinaryContent(bytes);
  }

  private void copy(String... words) {
    try (var program = Program.start(List.of(words), folder, Map.of())) {
      program.endInput();
      var result = program.result(PATIENCE);
      assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
    }
  }

  @Test
  void aLoginShellHasATerminalOfItsOwnWhoseSizeFollows() {
    signIn();
    try (var terminal = gateway.ssh(ALICE, "web1+shell").terminal(31, 101)) {
      terminal.await("root@web1");
      terminal.type("stty size; tty\r");
      terminal.await("31 101");
      terminal.await("/dev/pts/");
      terminal.resize(47, 133);
      terminal.type("stty size\r");
      terminal.await("47 133");
      terminal.type("exit 5\r");
      assertThat(terminal.exitCode()).isEqualTo(5);
    }
  }

  @Test
  void messagesOfTheKernelDamageNothing() {
    var bytes = random(300_000);
    var noise =
        "dmesg -n 8; echo on; i=0; while :; do echo \"<0>noise $((i+=1))\" >/dev/kmsg; done";
    signIn();
    try (var kernel = shell(noise).pipes()) {
      kernel.awaitOut("on\n");

      var result = run("cat", bytes);

      assertThat(result.exitCode()).as(result.err()).isZero();
      assertThat(result.out().getBytes(StandardCharsets.ISO_8859_1)).isEqualTo(bytes);
    }
    assertThat(gateway.ssh(ALICE, "web1").command("log").run().out()).contains("noise");
    assertThat(run("dmesg -n 1").exitCode()).isZero();
  }

  @Test
  void aGuestThatRestartsEndsItsCommandsAndComesBack() {
    signIn();
    try (var command = shell("echo on; sleep 1000").pipes()) {
      command.awaitOut("on\n");

      try (var reset = shell("echo b >/proc/sysrq-trigger").pipes()) {
        var result = command.result(PATIENCE);
        assertThat(result.exitCode()).isEqualTo(255);
        assertThat(result.err()).isEqualTo("console-gw: 69: the guest restarted\n");
        assertThat(reset.exitCode()).isEqualTo(255);
      }
      var again = run("true");
      assertThat(again.exitCode()).as(() -> again.err() + printed()).isZero();
    }
  }

  private String printed() {
    return gateway.ssh(ALICE, "web1").command("log --lines 40").run().out();
  }

  @Test
  void aGuestThatIsFrozenForAWhileGoesOn() throws InterruptedException {
    signIn();
    try (var command = shell("echo on; read line; echo $line").pipes()) {
      command.awaitOut("on\n");
      guest.freeze();
      command.type("after all\n");
      assertThat(command.staysFor(Duration.ofSeconds(20))).isTrue();

      guest.thaw();

      var result = command.result();
      assertThat(result.exitCode()).as(result.err()).isZero();
      assertThat(result.out()).isEqualTo("after all\n");
    }
  }
}
