package dev.consolegw.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.Ssh;
import dev.consolegw.gateway.testing.SshTerminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code ./console-gw connect NAME} against a real cloud. */
@Tag("openstack")
class CloudConnectTest {
  private static final Path CLOUD =
      Path.of(System.getProperty("openstack.dir", "/var/tmp/os-rig")).toAbsolutePath();
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final String LAUNCHER = PROJECT.resolve("console-gw").toString();
  private static final Map<String, String> ENVIRONMENT =
      Map.of("OS_CLIENT_CONFIG_FILE", CLOUD.resolve("clouds.yaml").toString());

  private static String server(String name) throws IOException {
    var ids = new ObjectMapper().readTree(CLOUD.resolve("ids.json").toFile());
    return ids.path("servers").path(name).asText();
  }

  private static Ssh.Result run(String typed, String person, String name) {
    var words = List.of(LAUNCHER, "connect", "--os-cloud", person, name);
    try (var program = Program.start(words, PROJECT, ENVIRONMENT)) {
      program.type(typed);
      program.endInput();
      return program.result();
    }
  }

  @Test
  void aPersonSignsInAtAServerAndLeaves() throws IOException {
    var words = List.of(LAUNCHER, "connect", "--os-cloud", "alice", "my-server");
    var inCloud =
        List.of("env", "OS_CLIENT_CONFIG_FILE=" + CLOUD.resolve("clouds.yaml"), "sh", "-c");
    var script =
        "before=$(stty -g); \"$0\" \"$@\"; echo code=$?; [ $(stty -g) = $before ] && echo ok";
    var all = new ArrayList<>(inCloud);
    all.add(script);
    all.addAll(words);
    try (var terminal = SshTerminal.start(24, 80, all)) {
      terminal.await("attached server=my-server id=" + server("alpha/my-server") + " port=0");
      terminal.await("~? helps");
      terminal.type("\r");
      terminal.await("login: ");
      terminal.type("root\r");
      terminal.await("assword: ");
      terminal.type("rig\r");
      terminal.await("# ");
      terminal.type("cat /etc/instance-uuid; echo e''nd\r");
      terminal.await(server("alpha/my-server"));
      terminal.await("end");
      terminal.type("exit\r");
      terminal.await("login: ");
      terminal.type("\r~.");

      terminal.await("code=0\r\nok");
    }
  }

  @Test
  void theSameNameIsAnotherServerForAnother() throws IOException {
    var result = run("\r", "bob", "my-server");

    assertThat(result.out()).contains(server("beta/my-server"));
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void theStartOfAnIdIsEnough() throws IOException {
    var result = run("\r", "alice", server("alpha/db1").substring(0, 8));

    assertThat(result.err()).contains("server=db1 ");
    assertThat(result.out()).contains(server("alpha/db1"));
  }

  @Test
  void aServerOfAnotherProjectAndAPartOfANameAreUnknownAlike() throws IOException {
    for (var name : List.of(server("beta/my-server"), "my", "my.server")) {
      var result = run("", "alice", name);

      assertThat(result.exitCode()).isEqualTo(65);
      assertThat(result.err()).contains("no server of this project").contains(name);
    }
  }

  @Test
  void withoutCredentialsItIsSaidWhatToWrite() {
    var result = run("", "nobody", "my-server");

    assertThat(result.exitCode()).isEqualTo(78);
    assertThat(result.err()).contains("no such cloud").doesNotContain("-pw");
  }
}
