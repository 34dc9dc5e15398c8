package dev.consolegw.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.openstack.testing.CloudUser;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.Rig;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.client.SshTerminal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code ./console-gw connect NAME} against a real cloud. */
@Tag("openstack")
class CloudConnectTest {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final String LAUNCHER = PROJECT.resolve("console-gw").toString();
  private static final Map<String, String> WORTHLESS =
      Map.of(
          "OS_AUTH_URL", CloudUser.KEYSTONE,
          "OS_APPLICATION_CREDENTIAL_ID", "nobody",
          "OS_APPLICATION_CREDENTIAL_SECRET", "nothing");

  private static Rig rig;
  private static String clouds;

  @BeforeAll
  static void open() {
    rig = Rig.open();
    clouds = rig.folder().resolve("clouds.yaml").toString();
  }

  @AfterAll
  static void close() {
    rig.close();
  }

  private static Ssh.Result run(String typed, String person, String name) {
    var words = List.of(LAUNCHER, "connect", "--os-cloud", person, name);
    return run(typed, words, Map.of("OS_CLIENT_CONFIG_FILE", clouds));
  }

  private static Ssh.Result run(String typed, List<String> words, Map<String, String> environment) {
    try (var program = Program.start(words, PROJECT, environment)) {
      program.type(typed);
      program.endInput();
      return program.result();
    }
  }

  @Test
  void aPersonSignsInAtAServerAndLeaves() {
    var words = List.of(LAUNCHER, "connect", "--os-cloud", "alice", "my-server");
    var inCloud = List.of("env", "OS_CLIENT_CONFIG_FILE=" + clouds, "sh", "-c");
    var script =
        "before=$(stty -g); \"$0\" \"$@\"; echo code=$?; [ $(stty -g) = $before ] && echo ok";
    var all = new ArrayList<>(inCloud);
    all.add(script);
    all.addAll(words);
    try (var terminal = SshTerminal.start(24, 80, all)) {
      terminal.await("attached server=my-server id=" + rig.id("alpha/my-server") + " port=0");
      terminal.await("~? helps");
      terminal.type("\r");
      terminal.await("login: ");
      terminal.type("root\r");
      terminal.await("assword: ");
      terminal.type("rig\r");
      terminal.await("# ");
      terminal.type("cat /etc/instance-uuid; echo e''nd\r");
      terminal.await(rig.id("alpha/my-server"));
      terminal.await("end");
      terminal.type("exit\r");
      terminal.await("login: ");
      terminal.type("\r~.");

      terminal.await("code=0\r\nok");
    }
  }

  @Test
  void theSameNameIsAnotherServerForAnother() {
    var result = run("\r", "bob", "my-server");

    assertThat(result.out()).contains(rig.id("beta/my-server"));
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void theStartOfAnIdIsEnough() {
    var result = run("\r", "alice", rig.id("alpha/db1").substring(0, 8));

    assertThat(result.err()).contains("server=db1 ");
    assertThat(result.out()).contains(rig.id("alpha/db1"));
  }

  @Test
  void aServerOfAnotherProjectAndAPartOfANameAreUnknownAlike() {
    for (var name : List.of(rig.id("beta/my-server"), "my", "my.server")) {
      var result = run("", "alice", name);

      assertThat(result.exitCode()).isEqualTo(65);
      assertThat(result.err()).contains("no server of this project").contains(name);
    }
  }

  @Test
  void withoutCredentialsItIsSaidWhatToWrite() {
    var result = run("", "nobody", "my-server");

    assertThat(result.exitCode()).isEqualTo(78);
    assertThat(result.err()).contains("no cloud 'nobody'").doesNotContain("-pw");
  }

  @Test
  void anApplicationCredentialOpensTheServersOfItsProject() {
    try (var alice = CloudUser.of("alice", "alpha")) {
      var credential = alice.applicationCredential(rig.user("alice"), "connect");
      var byId =
          Map.of(
              "OS_AUTH_TYPE",
              "v3applicationcredential",
              "OS_AUTH_URL",
              CloudUser.KEYSTONE,
              "OS_APPLICATION_CREDENTIAL_ID",
              credential.path("id").asText(),
              "OS_APPLICATION_CREDENTIAL_SECRET",
              credential.path("secret").asText());
      var byName = new HashMap<>(byId);
      byName.remove("OS_APPLICATION_CREDENTIAL_ID");
      byName.put("OS_APPLICATION_CREDENTIAL_NAME", "connect");
      byName.put("OS_USERNAME", "alice");
      byName.put("OS_USER_DOMAIN_ID", "default");

      for (var environment : List.of(byId, byName)) {
        var result = run("\r", List.of(LAUNCHER, "connect", "my-server"), environment);
        assertThat(result.out()).as(result.err()).contains(rig.id("alpha/my-server"));
      }
    }
    var gone = run("", List.of(LAUNCHER, "connect", "my-server"), WORTHLESS);
    assertThat(gone.exitCode()).isEqualTo(69);
    assertThat(gone.err()).contains("Keystone refuses the application credential");
  }
}
