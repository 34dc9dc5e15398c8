package dev.consolegw.gateway.e2e.faults;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.client.Way;
import dev.consolegw.gateway.testing.farside.BulkGuest;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Much, both ways, without a bit lost or changed. */
@Tag("slow")
class TransferTest {
  private static final long MUCH = 64 << 20;

  @TempDir Path folder;
  private final BulkGuest vm;
  private final TestGateway gateway;

  TransferTest() throws IOException {
    vm = new BulkGuest();
    gateway = TestGateway.with(console("lab/web1", vm.address()).with("keep: 256MiB"));
  }

  @AfterEach
  void stop() {
    gateway.close();
    vm.close();
  }

  /** In both connections, if there are two. */
  private static Ssh rekeying(Ssh ssh, Way way, String limit) {
    return way == Way.DIRECT
        ? ssh.option("-oRekeyLimit=" + limit)
        : ssh.everywhere("RekeyLimit " + limit);
  }

  @ParameterizedTest
  @CsvSource({"DIRECT, 1G", "DIRECT, 4M", "THROUGH, 1G", "THROUGH, 4M"})
  void whatTheGuestPrintsArrivesWhole(Way way, String rekeyLimit) throws IOException {
    var received = folder.resolve("received");
    var ssh = rekeying(way.ssh(gateway, ALICE, "web1+eof=2s"), way, rekeyLimit);

    try (var client = ssh.into(received)) {
      var printed = vm.print(MUCH).join();
      client.endInput();

      assertThat(client.exitCode()).isZero();
      assertThat(BulkGuest.digest(received)).isEqualTo(printed);
    }
  }

  @ParameterizedTest
  @CsvSource({"DIRECT, 1G", "DIRECT, 4M", "THROUGH, 1G", "THROUGH, 4M"})
  void whatIsTypedArrivesWhole(Way way, String rekeyLimit) throws IOException {
    var input = folder.resolve("input");
    var sent = BulkGuest.fill(input, MUCH);
    var ssh = rekeying(way.ssh(gateway, ALICE, "web1+eof=close"), way, rekeyLimit);

    var read = vm.read(MUCH);
    try (var client = ssh.from(input)) {
      assertThat(read.join()).isEqualTo(sent);
      assertThat(client.exitCode()).isZero();
    }
  }

  @Test
  void aGuestThatWaitsForASlowReaderIsNotQuiet() throws Exception {
    var words = gateway.ssh(ALICE, "web1+eof=1s").option("-T").words();
    var client = new ProcessBuilder(words).start();
    assertThat(client.errorReader().readLine()).startsWith("console: attached");
    var printed = vm.print(MUCH / 4);
    var output = new PushbackInputStream(client.getInputStream());
    output.unread(output.read());
    client.getOutputStream().close();

    assertThat(client.waitFor(3, TimeUnit.SECONDS)).isFalse();

    assertThat(BulkGuest.digest(output)).isEqualTo(printed.join());
  }

  @Test
  @Tag("long")
  void aClientThatIsStoppedForAWhileMissesNothing() throws Exception {
    var received = folder.resolve("received");
    try (var client = gateway.ssh(ALICE, "web1+eof=5s").into(received)) {
      client.attached();
      var printed = vm.print(MUCH);
      client.suspend();
      assertThat(client.staysFor(Duration.ofSeconds(40))).isTrue();

      client.resume();
      client.endInput();

      assertThat(client.exitCode()).isZero();
      assertThat(BulkGuest.digest(received)).isEqualTo(printed.join());
    }
  }

  @Test
  @Tag("long")
  void aClientThatIsStoppedWhileItTypesSendsEverything() throws Exception {
    var input = folder.resolve("input");
    var sent = BulkGuest.fill(input, MUCH);
    try (var client = gateway.ssh(ALICE, "web1+eof=close").from(input)) {
      client.attached();
      client.suspend();
      assertThat(client.staysFor(Duration.ofSeconds(40))).isTrue();

      var read = vm.read(MUCH);
      client.resume();

      assertThat(read.join()).isEqualTo(sent);
      assertThat(client.exitCode()).isZero();
    }
  }

  @Test
  void aTerminalThatStandsStillSkipsWithOneNoteAndTheLogHasEverything() throws Exception {
    try (var ssh = gateway.ssh(ALICE, "web1").terminal().attached()) {
      ssh.suspend();
      var printed = vm.print(100_000_000).join();
      try (var log = gateway.ssh(ALICE, "web1").command("log --raw").into(folder.resolve("log"))) {
        assertThat(log.exitCode()).isZero();
      }

      ssh.resume();

      assertThat(BulkGuest.digest(folder.resolve("log"))).isEqualTo(printed);
      ssh.await("console: skipped ");
      ssh.await("; they are kept in the log\r\n");
      ssh.type("\u001d?");
      ssh.await("twice the escape key");
      assertThat(ssh.screen()).doesNotContain("skipped");
    }
  }
}
