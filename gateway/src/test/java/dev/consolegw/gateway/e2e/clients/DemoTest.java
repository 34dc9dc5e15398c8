package dev.consolegw.gateway.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.GatewayProcess;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.client.Ssh;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line as somebody meets it first: the demo, and what it says to mistakes. */
class DemoTest {
  @TempDir Path folder;

  private static Ssh.Result run(String... arguments) {
    try (var program = GatewayProcess.main(List.of(), arguments)) {
      program.endInput();
      return program.result();
    }
  }

  private static String awaitLine(Program demo, String part) {
    var line = demo.out().awaitLine();
    while (!line.contains(part)) {
      line = demo.out().awaitLine();
    }
    return line;
  }

  @Test
  void theDemoPrintsACommandThatWorksAndCtrlCEndsAllOfIt() throws IOException {
    try (var demo =
        GatewayProcess.main(
            List.of(), "demo", "--state", folder.toString(), "--listen", "127.0.0.1:0")) {
      var ssh = awaitLine(demo, "web1@").strip().replaceFirst("^ssh ", "ssh -n -T -F none ");
      awaitLine(demo, "Ctrl-C");
      var guests = demo.handle().descendants().toList();
      var configuration = Files.readString(folder.resolve("console-gw.yaml"));
      var sockets = Pattern.compile("unix:(/[^\"]+)/web1").matcher(configuration);
      assertThat(sockets.find()).isTrue();

      try (var client = Program.start(List.of("sh", "-c", "exec " + ssh + " list"))) {
        assertThat(client.result().out()).contains("web1").contains("qemu");
      }
      demo.signal("INT");
      var end = demo.result();

      assertThat(end.err()).doesNotContain("\tat ").doesNotContain("Exception");
      assertThat(guests).isNotEmpty().noneMatch(ProcessHandle::isAlive);
      assertThat(Path.of(sockets.group(1))).doesNotExist();
    }
  }

  private String broken() throws IOException {
    var text =
        """
        state: "%s/state"
        shh: {}
        ssh: { listen: "127.0.0.1:0", channels: many }
        consoles: { "lab/web1": { address: "nonsense:" } }
        """
            .formatted(folder);
    return Files.writeString(folder.resolve("broken.yaml"), text).toString();
  }

  @Test
  void checkReportsEveryMistake() throws IOException {
    var result = run("check", "--config", broken());

    assertThat(result.exitCode()).isEqualTo(78);
    assertThat(result.err()).contains("shh").contains("many").contains("broken.yaml:");
    assertThat(result.err()).doesNotContain("\tat ");
  }

  @Test
  void aMistakeInAKeyFileIsAWarningAndTheSettingsAreGood() throws IOException {
    var keys = Files.writeString(folder.resolve("keys"), "\nno-pty ssh-ed25519 AAAA\n");
    var file =
        Files.writeString(
            folder.resolve("console-gw.yaml"),
            "users: { alice: { keys-file: \"%s\" } }\n".formatted(keys));

    var result = run("check", "--config", file.toString());

    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).startsWith("warning: " + keys + ":2:1: ").contains("'no-pty'");
    assertThat(result.out()).contains("is good");
  }

  @Test
  void aCloudThatIsNotThereIsOneMistakeOfAll() throws IOException {
    var file =
        Files.writeString(
            folder.resolve("console-gw.yaml"),
            """
            consoles: { "lab/web1": { address: "nonsense:" } }
            openstack: { cloud: nowhere }
            """);

    var result = run("check", "--config", file.toString());

    assertThat(result.exitCode()).isEqualTo(78);
    assertThat(result.err()).contains("nonsense").contains("clouds.yaml");
  }

  @Test
  void aPortInUseIsOneSentence() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var listen = "127.0.0.1:" + taken.getLocalPort();
      var file =
          Files.writeString(
              folder.resolve("console-gw.yaml"),
              "state: \"%s/state\"\nssh: { listen: \"%s\" }\n".formatted(folder, listen));

      var serve = run("serve", "--config", file.toString());
      var demo = run("demo", "--state", folder.resolve("demo").toString(), "--listen", listen);

      var sentence = "console-gw: cannot listen on " + listen + ": Address already in use\n";
      assertThat(serve).isEqualTo(new Ssh.Result(69, "", sentence));
      assertThat(demo.exitCode()).isEqualTo(69);
      assertThat(demo.err()).startsWith(sentence).doesNotContain("\tat ");
    }
  }

  @Test
  void aStateThatCannotBeUsedIsOneSentence() throws IOException {
    var state = Files.writeString(folder.resolve("state"), "a file in the way");
    var file =
        Files.writeString(
            folder.resolve("console-gw.yaml"),
            "state: \"%s\"\nssh: { listen: \"127.0.0.1:0\" }\n".formatted(state));

    var serve = run("serve", "--config", file.toString());

    assertThat(serve.err()).hasLineCount(1).startsWith("console-gw: ").contains(state.toString());
    assertThat(serve.exitCode()).isEqualTo(69);
  }

  @Test
  void anUnknownOptionIsAUsageError() {
    var result = run("serve", "--colour");

    assertThat(result.exitCode()).isEqualTo(64);
    assertThat(result.err()).contains("--colour").doesNotContain("\tat ");
  }
}
