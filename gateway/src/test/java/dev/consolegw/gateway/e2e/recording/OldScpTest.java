package dev.consolegw.gateway.e2e.recording;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.NumberedOutput;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.FileClient;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real scp, speaking as it did before OpenSSH 9.0. */
class OldScpTest {
  private static final int PRINTED = 1_000_000;
  private static final String WEB1 = "web1+project=lab@127.0.0.1:";

  @TempDir Path folder;
  private final FakeGuest vm = FakeGuest.tcp();
  private final TestGateway gateway = TestGateway.with(console("lab/web1", vm));

  @AfterEach
  void stop() {
    gateway.close();
    vm.close();
  }

  private void print(int count) {
    try (var client = gateway.ssh(ALICE, "web1").pipes().attached()) {
      vm.print(NumberedOutput.at(0, count));
      assertThat(client.out().await(count)).hasSize(count);
    }
  }

  private Ssh.Result scp(String... words) {
    return new FileClient(gateway, ALICE, folder).oldScp(words);
  }

  @Test
  void theOutputIsFetchedWholeAndByteForByte() throws IOException {
    print(PRINTED);

    var result = scp("-p", WEB1 + "/console.log", "copy");

    assertThat(result).isEqualTo(new Ssh.Result(0, "", ""));
    assertThat(Files.readAllBytes(folder.resolve("copy"))).isEqualTo(NumberedOutput.at(0, PRINTED));
    assertThat(Files.getLastModifiedTime(folder.resolve("copy")))
        .isGreaterThan(FileTime.from(Instant.now().minus(10, ChronoUnit.MINUTES)))
        .isLessThan(FileTime.from(Instant.now().plusSeconds(1)));
  }

  @Test
  void severalFilesAndAnEmptyOneAndTheVerboseSwitch() throws IOException {
    assertThat(scp(WEB1 + "console.log", "empty").exitCode()).isZero();
    assertThat(folder.resolve("empty")).isEmptyFile();
    print(10);
    Files.createDirectory(folder.resolve("to"));

    var result = scp("-v", WEB1 + "./console.log", WEB1 + "/recordings/../console.log", "to");

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(folder.resolve("to/console.log")).hasSize(10);
  }

  @Test
  void whatCannotBeFetchedIsSaidInOurWords() {
    assertThat(scp(WEB1 + "/etc/passwd", "x").err())
        .isEqualTo(
            "console: /etc/passwd: no such file; there are /console.log and what is in"
                + " /recordings\n");
    assertThat(scp(WEB1 + "/recordings/*", ".").err())
        .isEqualTo(
            "console: /recordings/*: nobody looks for fitting names here; name one file, or use"
                + " sftp\n");
    assertThat(scp("-r", WEB1 + "/recordings", ".").err())
        .isEqualTo("console: /recordings is a folder; fetch its files one by one, or with sftp\n");
    assertThat(scp(WEB1 + "/recordings", ".").exitCode()).isEqualTo(1);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void nothingCanBeCopiedToAConsole() throws IOException {
    Files.writeString(folder.resolve("mine"), "x");

    var result = scp("mine", WEB1 + "/");

    assertThat(result.err())
        .isEqualTo("console: nothing can be copied to a console; its files can only be fetched\n");
    assertThat(result.exitCode()).isEqualTo(1);
  }

  @Test
  void whoMayNotSeeItHearsWhatASftpClientHears() {
    var result = new FileClient(gateway, BOB, folder).oldScp(WEB1 + "/console.log", "x");

    assertThat(result.err())
        .isEqualTo("console: no console web1 that you may open; `list` shows those you may\n");
    assertThat(result.exitCode()).isEqualTo(1);
  }

  @Test
  void whoTypesItIsToldWhereItRuns() {
    var result = gateway.ssh(ALICE, "web1").command("scp a b").run();

    assertThat(result.out()).contains("scp runs on your side");
    assertThat(result.exitCode()).isEqualTo(64);
  }
}
