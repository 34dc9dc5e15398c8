package dev.consolegw.gateway.e2e.shell;

import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.shell.LocalGuest;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.hop.Sshd;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ssh -J gateway vm1+sshd}: the guest's own SSH server, from end to end. */
class GuestSshdTest {
  private static final String LINE = "address: \"tcp://127.0.0.1:1\", shell: { user: root }";

  @TempDir private Path folder;
  private final LocalGuest guest = new LocalGuest();
  private final TestGateway gateway =
      TestGateway.with(
          guest, new TestGateway.Entry("ports/vm1", LINE), new TestGateway.Entry("lab/web1", LINE));
  private Sshd sshd;

  @BeforeEach
  void start() {
    sshd = Sshd.in(folder.resolve("sshd"));
    var config = folder.resolve("sshd").resolve("sshd_config");
    guest.instead(command -> command.replace("exec $server -i", "exec $server -i -f " + config));
  }

  @AfterEach
  void stop() {
    gateway.close();
    sshd.close();
  }

  private Ssh through(String name) {
    return gateway.through(ALICE, name).option("-i", ALICE.key().toString());
  }

  @Test
  void whoSignsInThereSeesTheKeyOfTheGuestAndRunsWhatItRuns() throws IOException {
    var known = Files.writeString(folder.resolve("known"), "vm1+sshd " + sshd.publicHostKey());
    var bytes = new byte[1024 * 1024];
    new Random(3).nextBytes(bytes);
    var ssh =
        through("vm1+sshd").option("-oStrictHostKeyChecking=yes", "-oUserKnownHostsFile=" + known);

    var result = ssh.command("cat; echo $SSH_CONNECTION >&2; exit 3").run(bytes);

    assertThat(result.exitCode()).as(result.err()).isEqualTo(3);
    assertThat(result.out().getBytes(StandardCharsets.ISO_8859_1)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "exit 77, the guest's SSH server is started by root alone; sign in to the guest as root",
    "exit 127, the guest has no sshd; install one there",
    "echo no hostkeys available >&2; exit 1, 'does not start: exit status 1, no hostkeys'",
    "kill -9 $$, the guest's sshd does not start: ",
  })
  void aServerThatDoesNotSpeakIsRefusedWithTheReason(String instead, String sentence) {
    guest.instead(_ -> instead);

    var refused = gateway.ssh(ALICE, "any").option("-v", "-W", "vm1+sshd:22").run();

    assertThat(refused.exitCode()).isEqualTo(255);
    assertThat(refused.err()).contains("open failed: connect failed: ").contains(sentence);
  }

  @ParameterizedTest
  @CsvSource({
    "vm1+sshd, no console vm1 that you may open",
    "nosuch+sshd, no console nosuch that you may open",
  })
  void whoMayNotIsToldWhatAStrangerIsTold(String host, String sentence) {
    var refused = gateway.ssh(BOB, "any").option("-v", "-W", host + ":22").run();

    assertThat(refused.err()).contains("open failed: administratively prohibited: " + sentence);
  }

  @Test
  void elsewhereThanAsAHostItIsExplained() {
    for (var line : new String[] {"status", "log"}) {
      var refused = gateway.ssh(ALICE, "vm1+sshd").command(line).run();

      assertThat(refused.exitCode()).isEqualTo(64);
      assertThat(refused.err()).contains("reach it as in: ssh -J GATEWAY NAME+sshd");
    }
    try (var terminal = gateway.ssh(ALICE, "vm1+sshd").terminal()) {
      terminal.await("reach it as in: ssh -J GATEWAY NAME+sshd");
    }
  }
}
