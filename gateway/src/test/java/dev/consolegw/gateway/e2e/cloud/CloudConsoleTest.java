package dev.consolegw.gateway.e2e.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.Rig;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.TestPerson;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who may open which server of a real cloud, and by which name. */
@Tag("openstack")
class CloudConsoleTest {
  private static Rig rig;
  private static TestGateway gateway;

  @BeforeAll
  static void open() {
    rig = Rig.open();
    gateway = rig.gateway("");
  }

  @AfterAll
  static void close() {
    gateway.close();
    rig.close();
  }

  @Test
  void aliceTypesInTheServersOfHerProject() {
    for (var name : List.of("my-server", "alpha/db1", "Default:alpha/db1")) {
      try (var ssh = gateway.ssh(rig.key("alice"), name).pipes().attached()) {
        ssh.type("\r");

        ssh.awaitOut("login:");
      }
    }
  }

  @Test
  void oneNameIsAnotherServerForBob() {
    var alice = gateway.ssh(rig.key("alice"), "my-server").command("status --json").run();
    var bob = gateway.ssh(rig.key("bob"), "my-server").command("status --json").run();

    assertThat(alice.out()).contains(rig.id("alpha/my-server")).contains("ACTIVE");
    assertThat(bob.out()).contains(rig.id("beta/my-server")).contains("\"beta\"");
  }

  @Test
  void idsPrefixesAndProjectsAreUnderstood() {
    var id = rig.id("alpha/db1");
    var names =
        List.of(
            id,
            id.substring(0, 8),
            rig.project("alpha") + "/db1",
            "db1+project=alpha",
            "alpha/" + id);

    for (var name : names) {
      var found = gateway.ssh(rig.key("alice"), name).command("status").run();
      assertThat(found.out()).as(name + found.err()).contains(id);
    }
  }

  @Test
  void carolWatchesAndCannotType() {
    try (var ssh = gateway.ssh(rig.key("carol"), "alpha/my-server").terminal()) {
      ssh.await("role=watch");
      ssh.type("x");

      ssh.await("you are watching");
    }
  }

  @Test
  void whoHasNoRoleOrNoKeyIsRefused() {
    var dave = gateway.ssh(rig.key("dave"), "my-server").run();
    var stranger = gateway.ssh(TestPerson.STRANGER, "my-server").run();
    var bob = gateway.ssh(rig.key("bob"), rig.id("alpha/db1")).run();

    assertThat(dave.exitCode()).isEqualTo(255);
    assertThat(stranger.exitCode()).isEqualTo(255);
    assertThat(bob.exitCode()).isEqualTo(65);
  }

  @Test
  void otherPortsThanTheFirstAreNotToBeHad() {
    var second = gateway.ssh(rig.key("alice"), "db1:1").run();

    assertThat(second.exitCode()).isEqualTo(65);
    assertThat(second.err()).contains("Nova gives access to a server's first serial port alone");
  }

  @Test
  void whatTheGuestPrintedBeforeIsInNova() {
    var log = gateway.ssh(rig.key("carol"), "db1").command("log --source").run();

    assertThat(log.exitCode()).as(log.err()).isZero();
    assertThat(log.out()).contains("login:");
  }

  @Test
  void theListShowsTheStatesOfServers() {
    var list = gateway.ssh(rig.key("carol"), "any").command("list").run();

    assertThat(list.out()).contains("SERVER").contains("ACTIVE").contains("db1");
    assertThat(list.out()).doesNotContain(rig.id("beta/my-server"));
  }
}
