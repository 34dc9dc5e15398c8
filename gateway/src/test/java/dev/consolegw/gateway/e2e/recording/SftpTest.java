package dev.consolegw.gateway.e2e.recording;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.NumberedOutput;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.client.FileClient;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.client.Way;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The real sftp and scp, on what a console has printed. */
@Tag("slow")
class SftpTest {
  private static final int PRINTED = 3_000_000;

  @TempDir Path folder;
  private final FakeGuest vm = FakeGuest.tcp();
  private final TestGateway gateway =
      TestGateway.with(
          console("lab/web1", vm), console("lab/watched", vm), console("lab/shared", vm));

  @BeforeEach
  void print() {
    try (var client = gateway.ssh(ALICE, "web1").pipes().attached()) {
      vm.print(NumberedOutput.at(0, PRINTED));
      assertThat(client.out().await(PRINTED)).hasSize(PRINTED);
    }
  }

  @AfterEach
  void stop() {
    gateway.close();
    vm.close();
  }

  private Ssh.Result sftp(TestPerson who, String userName, String... commands) {
    return new FileClient(gateway, who, folder).sftp(userName, commands);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void theOutputIsFetchedWholeAndByteForByte(Way way) throws IOException {
    var client = new FileClient(gateway, ALICE, folder, way);
    var result = client.sftp("web1+project=lab", "get console.log");

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(Files.readAllBytes(folder.resolve("console.log")))
        .isEqualTo(NumberedOutput.at(0, PRINTED));
  }

  @Test
  void whatIsThereIsListed() {
    var result =
        sftp(ALICE, "web1+project=lab", "pwd", "ls -l", "ls -la recordings", "cd recordings");

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("Remote working directory: /\n")
        .containsPattern("-r-------- +1 console +console +3000000 .* console.log\n")
        .containsPattern("dr-x------ .* recordings\n");
  }

  @Test
  void anInterruptedTransferGoesOnWhereItWas() throws IOException {
    var file = folder.resolve("console.log");
    Files.write(file, NumberedOutput.at(0, 1_234_567));

    var result = sftp(ALICE, "web1+project=lab", "reget console.log");

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(Files.readAllBytes(file)).isEqualTo(NumberedOutput.at(0, PRINTED));
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void scpFetchesItToo(Way way) throws IOException {
    var client = new FileClient(gateway, ALICE, folder, way);
    var result = client.scp("web1+project=lab", "/console.log", "copy");

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(Files.mismatch(folder.resolve("copy"), written())).isEqualTo(-1);
  }

  private Path written() throws IOException {
    return Files.write(folder.resolve("expected"), NumberedOutput.at(0, PRINTED));
  }

  @Test
  void nothingCanBeChanged() throws IOException {
    Files.writeString(folder.resolve("mine"), "x");
    var commands = new ArrayList<String>();
    for (var command :
        List.of(
            "put mine",
            "put mine console.log",
            "rm console.log",
            "mkdir new",
            "rmdir recordings",
            "rename console.log x",
            "symlink console.log x",
            "ln console.log x",
            "chmod 777 console.log")) {
      commands.add("-" + command);
    }

    var result = sftp(ALICE, "web1+project=lab", commands.toArray(String[]::new));

    assertThat(result.exitCode()).isZero();
    assertThat(result.err().lines().filter(line -> line.contains("ermission denied")))
        .hasSizeGreaterThanOrEqualTo(7);
    assertThat(sftp(ALICE, "web1+project=lab", "ls -1").out()).contains("console.log\n");
  }

  @Test
  void theHostIsOutOfReach() {
    var result =
        sftp(
            ALICE,
            "web1+project=lab",
            "-get /etc/passwd stolen",
            "-get ../../../etc/passwd stolen",
            "-ls /etc",
            "-df");

    assertThat(result.exitCode()).isZero();
    assertThat(folder.resolve("stolen")).doesNotExist();
    assertThat(result.err()).contains("\"/etc/passwd\" not found", "\"/etc\" not found");
  }

  @Test
  void whoMayWatchMayFetchAndOthersAreTold() {
    var result = sftp(BOB, "watched+project=lab", "ls");
    var refused = sftp(BOB, "web1+project=lab", "ls");

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(refused.exitCode()).isEqualTo(255);
    assertThat(refused.err()).contains("console: no console web1 that you may open");
  }

  @Test
  void otherSubsystemsAreRefused() {
    var result = gateway.ssh(ALICE, "web1").option("-s").command("netconf").run();

    assertThat(result.exitCode()).isEqualTo(255);
  }

  @Test
  void aClientThatSpeaksNoSftpIsTold() {
    var ssh = gateway.ssh(ALICE, "web1").option("-s").command("sftp");
    var garbage = new byte[10];
    Arrays.fill(garbage, (byte) 'x');

    var result = ssh.run(garbage);

    assertThat(result.exitCode()).isEqualTo(64);
    assertThat(result.err())
        .isEqualTo(
            "console: this is no SFTP: a packet has 1 to 262144 bytes; use an sftp client\n");
  }
}
