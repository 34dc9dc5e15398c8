package dev.consolegw.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.testing.GatewayProcess;
import dev.consolegw.gateway.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What `./console-gw` has a JVM take notes of. */
@Tag("slow")
class RehearsalTest {
  @TempDir private Path folder;

  @Test
  void clientsComeTypeAndGoAndNothingIsLeft() {
    var temporary = "-Djava.io.tmpdir=" + folder;
    try (var rehearsal = GatewayProcess.main(List.of(temporary), "rehearse")) {
      var result = rehearsal.result();

      assertThat(result.exitCode()).as(result.err()).isZero();
      assertThat(result.out()).isEmpty();
      assertThat(result.err()).contains("event=detached ").contains("event=disconnected ");
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void withoutAClientItSaysSoAndLeavesNothing() {
    var temporary = "-Djava.io.tmpdir=" + folder;
    var words = GatewayProcess.words(List.of(temporary), "rehearse");
    try (var rehearsal = Program.start(words, folder, Map.of("PATH", "/nowhere"))) {
      var result = rehearsal.result();

      assertThat(result.exitCode()).isEqualTo(69);
      assertThat(result.err())
          .endsWith("console-gw: there is no OpenSSH client to rehearse with\n");
    }
  }

  @Test
  void aClientThatHangsAndDoesNotListenIsGivenUp() throws IOException {
    var bin = Files.createDirectory(folder.resolve("bin"));
    var ssh =
        Files.writeString(bin.resolve("ssh"), "#!/bin/sh\ntrap '' TERM\nsleep 1000\nexit 1\n");
    Files.setPosixFilePermissions(ssh, PosixFilePermissions.fromString("rwx------"));
    var temporary = Files.createDirectory(folder.resolve("tmp"));
    var words = GatewayProcess.words(List.of("-Djava.io.tmpdir=" + temporary), "rehearse");
    var path = bin + ":" + System.getenv("PATH");
    try (var rehearsal = Program.start(words, folder, Map.of("PATH", path))) {
      var result = rehearsal.result();

      assertThat(result.exitCode()).isEqualTo(ExitCode.TIMED_OUT.status());
      assertThat(result.err()).endsWith("console-gw: the OpenSSH client hung for 12 s\n");
      assertThat(temporary).isEmptyDirectory();
    }
  }
}
