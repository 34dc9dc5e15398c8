package dev.consolegw.gateway.e2e.shell;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.client.SshPipes;
import dev.consolegw.gateway.testing.farside.CutLine;
import dev.consolegw.gateway.testing.farside.PtyShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The line to a guest is gone while commands run in it, and comes back, or does not. */
@Tag("slow")
@Timeout(120)
class RedialledLineTest {
  private static final Duration LONGER_THAN_DOUBT = Duration.ofSeconds(40);

  @TempDir Path folder;
  private PtyShell guest;
  private CutLine line;
  private TestGateway gateway;

  @BeforeEach
  void start() {
    // When the helper is gone, and the shell with it, somebody asks who is there.
    guest =
        PtyShell.running(
            folder,
            "bash --norc; stty sane; while :; do printf 'web1 login: '; read x || sleep 1; done");
    line = CutLine.to(folder.resolve("line.sock"));
    gateway =
        TestGateway.with(console("lab/web1", line.address()).with("shell: { open-shell: use }"));
  }

  @AfterEach
  void stop() throws IOException {
    gateway.close();
    line.close();
    guest.close();
  }

  private Ssh shell(String user, String command) {
    return gateway.ssh(ALICE, user).command(command);
  }

  private static byte[] random(int size) {
    var bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  @Test
  void noByteIsLostOrDoubledEitherWay() throws Exception {
    byte[] bytes = random(2_000_000);
    try (var cat = shell("web1+shell", "echo go; cat").pipes()) {
      cat.awaitOut("go\n");
      Thread.startVirtualThread(() -> {
        cat.type(bytes);
        cat.endInput();
      });
      for (int i = 0; i < 3; i++) {
        line.awaitTyped(200_000);
        line.cut();
        line.mend();
        line.awaitPrinted(200_000);
        line.cut();
        line.mend();
      }
      var result = cat.result(LONGER_THAN_DOUBT);
      assertThat(result.exitCode()).as(result.err()).isZero();
      assertThat(result.out().getBytes(ISO_8859_1)).isEqualTo(bytes);
    }
  }

  @Test
  void whatIsSilentMeanwhileGoesOnToo() throws Exception {
    try (var quiet = shell("web1+shell", "echo go; read x; echo got $x").pipes()) {
      quiet.awaitOut("go\n");
      line.cut();
      line.mend();
      quiet.type("word\n");
      var result = quiet.result();
      assertThat(result.exitCode()).as(result.err()).isZero();
      assertThat(result.out()).isEqualTo("got word\n");
      assertThat(shell("web1+shell", "echo another").run().out()).isEqualTo("another\n");
    }
  }

  @Test
  void aGuestThatHasRestartedMeanwhileEndsAll() throws Exception {
    try (var one = shell("web1+shell", "echo $PPID >" + folder + "/helper; echo go; cat").pipes();
        var other = shell("web1+shell", "echo go; cat").pipes()) {
      one.awaitOut("go\n");
      other.awaitOut("go\n");
      line.cut();
      kill();
      line.mend();
      restarted(one);
      restarted(other);
    }
  }

  private void kill() throws IOException {
    long helper = Long.parseLong(Files.readString(folder.resolve("helper")).strip());
    var shell = ProcessHandle.of(helper).orElseThrow().parent().orElseThrow();
    shell.parent().ifPresent(bash -> bash.destroyForcibly());
    shell.destroyForcibly();
    ProcessHandle.of(helper).ifPresent(ProcessHandle::destroyForcibly);
  }

  private static void restarted(SshPipes command) {
    var result = command.result(LONGER_THAN_DOUBT);
    assertThat(result.exitCode()).isEqualTo(255);
    assertThat(result.err()).isEqualTo("console-gw: 69: the guest restarted\n");
  }

  @Test
  void aLineThatDoesNotComeBackInTimeEndsAll() throws Exception {
    try (var command = shell("web1+shell+wait=3s", "echo go; cat").pipes()) {
      command.awaitOut("go\n");
      line.cut();
      var result = command.result();
      assertThat(result.exitCode()).isEqualTo(255);
      assertThat(result.err())
          .isEqualTo(
              "console-gw: 69: the line to the guest was lost, and has not come back within 3 s\n");
    }
  }
}
