package dev.consolegw.gateway.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.GatewayProcess;
import dev.consolegw.gateway.testing.NumberedOutput;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A log file for each console, as other programs see it: the real tail and the real logrotate. */
@Tag("slow")
@Timeout(120)
class MirrorFilesTest {
  @TempDir Path folder;
  private Path logs;

  @BeforeEach
  void makeFolder() throws IOException {
    logs = Files.createDirectories(folder.resolve("logs"));
  }

  private void settings(FakeGuest vm) throws IOException {
    Files.writeString(
        folder.resolve("console-gw.yaml"),
        """
        state: "%s/state"
        ssh: { listen: "127.0.0.1:0" }
        history: { capture: always, mirror: "%s/%%name.log" }
        users: { alice: { keys: ["%s"] } }
        rules: [ { users: [alice], consoles: ["lab/*"], right: manage } ]
        consoles: { lab/web1: { address: "%s" } }
        """
            .formatted(folder, logs, TestPerson.ALICE.publicKey(), vm.address()));
  }

  private Program tail() {
    return Program.start(
        List.of("tail", "-c", "+1", "-F", "-s", "0.1", logs.resolve("web1.log").toString()));
  }

  private String log(String name) throws IOException {
    return Files.readString(logs.resolve(name), ISO_8859_1);
  }

  @Test
  void tailFollowsAConsoleThroughLogrotate() throws Exception {
    var rotation =
        Files.writeString(
            folder.resolve("logrotate.conf"),
            "\"" + logs + "/*.log\" {\n  rotate 5\n  create 0640\n  su root root\n}\n");
    var rotate =
        new String[] {
          "/usr/sbin/logrotate",
          "-f",
          "-s",
          folder.resolve("rotated").toString(),
          rotation.toString()
        };
    try (var vm = FakeGuest.tcp()) {
      settings(vm);
      try (var gateway = GatewayProcess.on(folder);
          var tail = tail()) {
        vm.print("one\r\n");
        tail.out().await("one\r\n");
        Program.run(rotate);
        vm.print("two\r\n");
        tail.out().await("two\r\n");
        Program.run(rotate);
        gateway.signal("HUP");
        gateway.err().await("event=settings-read");
        vm.print("three\r\n");
        tail.out().await("three\r\n");

        assertThat(log("web1.log.2")).isEqualTo("one\r\n");
        assertThat(log("web1.log.1")).isEqualTo("two\r\n");
        assertThat(log("web1.log")).isEqualTo("three\r\n");
      }
    }
  }

  @Test
  void aKilledGatewayGoesOnWithoutLosingOrDoublingALine() throws Exception {
    try (var vm = FakeGuest.tcp()) {
      settings(vm);
      long printed = 0;
      for (int run = 0; run < 3; run++) {
        try (var gateway = GatewayProcess.on(folder);
            var tail = tail()) {
          for (int i = 0; i < 40; i++) {
            vm.print(NumberedOutput.at(printed, 64 * 1024));
            printed += 64 * 1024;
          }
          vm.print("run " + run + "\r\n");
          tail.out().await("run " + run + "\r\n");
          vm.print("the end of run " + run);
          gateway.kill();
        }
      }
      var text = log("web1.log").replaceAll("(the end of run \\d)?\n\\[console-gw: [^\\]]*]\n", "");

      var expected = new StringBuilder();
      for (int run = 0; run < 3; run++) {
        long from = run * 40L * 64 * 1024;
        expected
            .append(new String(NumberedOutput.at(from, 40 * 64 * 1024), ISO_8859_1))
            .append("run " + run + "\r\n");
      }
      assertThat(text).startsWith(expected);
      assertThat(log("web1.log").split("the gateway was killed", -1)).hasSize(3);
    }
  }

  @Test
  void aFileThatCannotBeWrittenIsNothingToThoseWhoLook() throws Exception {
    try (var vm = FakeGuest.tcp()) {
      settings(vm);
      Program.run("mkfifo", logs.resolve("web1.log").toString());
      try (var gateway = GatewayProcess.on(folder);
          var ssh = gateway.ssh("web1").pipes().attached()) {
        vm.print("here");
        ssh.awaitOut("here");
        gateway.err().await("event=mirror-behind console=file%2Flab%2Fweb1%3A0");
        vm.print(" and here");
        ssh.awaitOut(" and here");
        assertThat(gateway.stop().exitCode()).isEqualTo(143);
      }
    }
  }
}
