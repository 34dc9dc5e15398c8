package dev.consolegw.gateway.e2e.recording;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.GatewayProcess;
import dev.consolegw.gateway.testing.NumberedOutput;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.TypedBytes;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings across a kill, and on a disk that is full or read-only. */
@Tag("long")
class RecordingFaultsTest {
  /** More than may wait for the disk while a session must be recorded. */
  private static final int MUCH = 3 << 20;

  @TempDir Path folder;

  private static TestGateway.Entry required(FakeGuest vm) {
    return console("lab/web1", vm).with("sessions: { record: required }");
  }

  private void awaitInFile(String text) throws IOException {
    var patience = Instant.now().plus(TypedBytes.PATIENCE);
    while (Instant.now().isBefore(patience)) {
      try (var files = Files.walk(folder.resolve("state").resolve("recordings"))) {
        for (var file : files.filter(Files::isRegularFile).toList()) {
          if (Files.readString(file).contains(text)) {
            return;
          }
        }
      }
      Thread.onSpinWait();
    }
    throw new AssertionError(text + " did not come to a file");
  }

  @Test
  void aRecordingThatAKillCutOffIsThereWithAllThatWasPrinted() throws IOException {
    try (var vm = FakeGuest.tcp();
        var first = GatewayProcess.start(folder, List.of(), required(vm))) {
      try (var ssh = first.ssh("web1").pipes().attached()) {
        vm.print("login: ");
        ssh.awaitOut("login: ");
        ssh.type("root\r");
        vm.typed().await("root\r");
        vm.print("root\r\nwelcome\r\n");
        awaitInFile("root\\r");
        first.kill();
      }

      try (var second = first.again()) {
        try (var ssh = second.ssh("web1+eof=close").pipes().attached()) {
          vm.print("up again");
          ssh.awaitOut("up again");
          ssh.endInput();
          ssh.exitCode();
        }
        var list = second.ssh("web1").command("recordings").run().out();
        var id = list.substring(0, list.indexOf(' '));
        var cast = second.ssh("web1").command("recordings export " + id).run();
        var show = second.ssh("web1").command("recordings show " + id).run();

        assertThat(list).hasLineCount(2).doesNotContain("end=no");
        assertThat(cast.exitCode()).isZero();
        assertThat(cast.out())
            .contains("\"login: root\\r\\nwelcome\\r\\n\"", "\"i\",\"root\\r\"")
            .doesNotContain("up again");
        assertThat(show.out()).contains("end exit=unknown withheld=0: the gateway was killed");
        assertThat(second.stop().err()).doesNotContain("Exception").doesNotContain("\tat ");
      }
    }
  }

  private static void fill(Path disk) throws IOException {
    try (var file = Files.newOutputStream(disk.resolve("ballast"))) {
      fill(file);
    }
  }

  private static void fill(OutputStream file) {
    try {
      while (true) {
        file.write(new byte[4096]);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space");
    }
  }

  @Test
  void aFullOrReadOnlyDiskRefusesAndEndsWhatMustBeRecorded() throws IOException {
    var state = Files.createDirectory(folder.resolve("state"));
    Program.run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", state.toString());
    try (var vm = FakeGuest.tcp();
        var gateway = GatewayProcess.start(folder, List.of(), required(vm))) {
      try (var ssh = gateway.ssh("web1").into(folder.resolve("out")).attached()) {
        fill(state);
        vm.print(NumberedOutput.at(0, MUCH));

        ssh.awaitNotice("this session must be recorded and cannot go on: the disk does not follow");
        assertThat(ssh.exitCode()).isEqualTo(69);
      }
      var full = gateway.ssh("web1").run();
      var recordings = state.resolve("recordings").toString();
      Program.run("mount", "-t", "tmpfs", "-o", "ro", "tmpfs", recordings);
      var readOnly = gateway.ssh("web1").run();
      Program.run("umount", "-l", recordings);

      assertThat(full.exitCode()).isEqualTo(69);
      assertThat(full.err()).contains("must be recorded and cannot begin: No space left on device");
      assertThat(readOnly.exitCode()).isEqualTo(69);
      assertThat(readOnly.err()).contains("cannot begin: Read-only file system");
    } finally {
      Program.run("umount", "-l", state.toString());
    }
  }
}
